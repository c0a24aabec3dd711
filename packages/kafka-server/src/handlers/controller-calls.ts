import { DraveError, errors, isDraveError, uuidFrom, type ErrorCode, type Millis } from '@drave/base';
import type { AdminCommand, AdminResult, ItemResult, MutationOptions } from '@drave/controller';
import type { MetadataImage } from '@drave/metadata';
import type { HandlerContext } from './handler-row.js';

/** How an error stands in an answer. */
export interface WireError {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export const NO_ERROR: WireError = { errorCode: 0, errorMessage: null };

export function wireError(code: ErrorCode, message: string): WireError {
  return { errorCode: errors[code].kafka, errorMessage: message === '' ? errors[code].text : message };
}

export function resultError(result: ItemResult<unknown>): WireError {
  return result.kind === 'ok' ? NO_ERROR : wireError(result.code, result.message);
}

/** A client that asks for no time at all still gets its change made; only what comes after is not waited for. */
const COMMAND_MS_MIN: Millis = 5_000;

/**
 * Has the active controller make a change, under an id of its own, so that a change of controller cannot make it
 * happen twice; then waits, within the client's time, until this broker knows of it: what the client asks here next
 * shows it.
 * @throws DraveError as `Gateway.execute`.
 */
export async function change<Command extends AdminCommand & MutationOptions>(
  context: HandlerContext,
  timeoutMs: Millis,
  command: Command,
): Promise<AdminResult<Command>> {
  const { domain } = context;
  const requestId = uuidFrom((length) => domain.env.random.bytes(length));
  const result = await domain.gateway.execute(context.within(Math.max(timeoutMs, COMMAND_MS_MIN)), {
    ...command,
    requestId,
  });
  if (command.validateOnly !== true) await awaitVisible(context, result.visibleAtOffset, timeoutMs);
  return result;
}

/**
 * The same for changes that `controller_mutation_rate` bounds (KIP-599). Clients of versions from `knowingVersion` on
 * are told that they have changed too much; for older ones, which know no such error, the change waits.
 * @throws DraveError THROTTLING_QUOTA_EXCEEDED, and for older clients REQUEST_TIMED_OUT.
 */
export async function changeWithinQuota<Command extends AdminCommand & MutationOptions>(
  context: HandlerContext,
  timeoutMs: Millis,
  command: Command,
  knowingVersion: number,
): Promise<AdminResult<Command>> {
  const { clock, timers } = context.domain.env;
  const { deadlineMs } = context.within(timeoutMs);
  for (;;) {
    try {
      return await change(context, timeoutMs, command);
    } catch (reason) {
      const waitMs = retryAfterMs(reason);
      if (waitMs === undefined || context.version >= knowingVersion) throw reason;
      if (clock.monotonicMs() + waitMs > deadlineMs)
        throw new DraveError(
          'REQUEST_TIMED_OUT',
          'controller_mutation_rate is reached for longer than the request has',
        );
      await timers.sleep(waitMs, context.connection.signal);
    }
  }
}

/** Undefined when no limit is reached. */
export function retryAfterMs(reason: unknown): Millis | undefined {
  if (!isDraveError(reason, 'THROTTLING_QUOTA_EXCEEDED')) return undefined;
  const afterMs = Number(reason.details.metadata?.['retry_after_ms']);
  return Number.isFinite(afterMs) && afterMs > 0 ? afterMs : undefined;
}

/** The metadata with every change acknowledged before the call. */
export async function latestImage(context: HandlerContext, timeoutMs: Millis): Promise<MetadataImage> {
  const caller = context.within(Math.max(timeoutMs, COMMAND_MS_MIN));
  return (await context.domain.gateway.read(caller, { local: false })).image;
}

async function awaitVisible(context: HandlerContext, offset: number, timeoutMs: Millis): Promise<void> {
  const { env, feed } = context.domain;
  const remainingMs = context.within(timeoutMs).deadlineMs - env.clock.monotonicMs();
  try {
    await feed.waitFor(offset, Math.max(0, remainingMs));
  } catch (reason) {
    // The change is made; that this broker is behind is no reason to deny it.
    if (!(reason instanceof DraveError) || reason.code !== 'REQUEST_TIMED_OUT') throw reason;
  }
}
