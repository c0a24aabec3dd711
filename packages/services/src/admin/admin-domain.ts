import { DraveError, errors, type Millis } from '@drave/base';
import type { ConfigLayers } from '@drave/config';
import type { AdminCommand, AdminResult, Rejection, ItemResult } from '@drave/controller';
import type { MetadataFeed, MetadataImage } from '@drave/metadata';
import type { CallContext } from '@drave/rpc';
import { principalOf } from '../request-context.js';
import type { NodeView } from '../response-header.js';

export interface AdminCaller {
  readonly principal: string;
  readonly clientId: string;
}

/** What the admin services need of a node, whatever its roles. */
export interface AdminDomain {
  readonly view: NodeView;
  readonly feed: Pick<
    MetadataFeed,
    'image' | 'appliedOffset' | 'waitFor' | 'subscribe' | 'leadership' | 'subscribeLeadership'
  >;
  /** Runs on the active controller, here or elsewhere. Rejects with the DraveError that it gives. */
  execute<Command extends AdminCommand>(
    caller: AdminCaller,
    command: Command,
    timeoutMs: Millis,
  ): Promise<AdminResult<Command>>;
  /** This node's configuration file and timer profile. */
  readonly statics: Pick<ConfigLayers, 'file' | 'defaults'>;
}

/** A mutation that has no deadline of its own gets this one. */
const timeoutMsDefault: Millis = 10_000;
/** The server refuses to hold a call for longer. */
const timeoutMsMax: Millis = 300_000;

export function callerOf(call: CallContext): AdminCaller {
  return { principal: principalOf(call), clientId: call.callerId === undefined ? '' : `node-${call.callerId}` };
}

export function timeoutOf(call: CallContext): Millis {
  return Math.min(call.deadlineMs ?? timeoutMsDefault, timeoutMsMax);
}

/** An image that reflects every write acknowledged before the call; with `local`, whatever this node has. */
export async function readImage(domain: AdminDomain, call: CallContext, local: boolean): Promise<MetadataImage> {
  if (local) return domain.feed.image;
  const timeoutMs = timeoutOf(call);
  const { visibleAtOffset } = await domain.execute(callerOf(call), { kind: 'readBarrier' }, timeoutMs);
  await domain.feed.waitFor(visibleAtOffset, timeoutMs);
  return domain.feed.image;
}

/** The only item of a request over one thing. @throws its rejection. */
export function onlyItem<Value>(results: readonly ItemResult<Value>[]): Value {
  const [result] = results;
  if (result === undefined) throw new DraveError('UNKNOWN_SERVER_ERROR', 'the controller answered with no result');
  if (result.kind === 'rejected') throw rejectionError(result);
  return result.value;
}

export function rejectionError({ code, message }: Rejection): DraveError {
  return new DraveError(code, message === '' ? errors[code].text : message);
}
