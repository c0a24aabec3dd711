import { DraveError, type Millis, uuidFrom } from '@drave/base';
import { connectionLoss, type StreamMethod, type UnaryMethod } from '@drave/rpc';
import type { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import type { ClientEnv } from '../options.js';

interface AdminPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly backoff: Backoff;
  /** How long one attempt at one node may take. */
  readonly attemptTimeoutMs: Millis;
  /** How long a whole call may take, retries included. */
  readonly apiTimeoutMs: Millis;
}

/**
 * Whether a call may be sent again after its outcome was lost.
 * - `repeatable`: a read, or a mutation with a request id, is sent again as often as time allows.
 * - `once`: the call is sent again only when nothing was done: it never reached a node, or the answer says so.
 */
type Repetition = 'repeatable' | 'once';

/** Makes administrative calls. Any node answers them; when one cannot, the next one is asked. */
export class AdminCaller {
  readonly ports: AdminPorts;

  constructor(ports: AdminPorts) {
    this.ports = ports;
  }

  /**
   * Makes one call, with its retries, within `apiTimeoutMs`.
   * @throws DraveError the definite error that a node answered with, or the last failure when the time is up.
   */
  async call<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    repetition: Repetition,
    apiTimeoutMs: Millis = this.ports.apiTimeoutMs,
  ): Promise<Response> {
    const { env, channels, metadata, backoff, attemptTimeoutMs } = this.ports;
    const endMs = env.clock.monotonicMs() + apiTimeoutMs;
    for (let failures = 0; ; failures++) {
      try {
        return await metadata.callAny(
          (endpoint) => {
            const leftMs = endMs - env.clock.monotonicMs();
            const deadlineMs = Math.max(1, Math.min(attemptTimeoutMs, leftMs));
            return channels.get(endpoint, 'control').unary(method, request, { deadlineMs });
          },
          (error) => mayRepeat(error, repetition),
        );
      } catch (reason) {
        const error = DraveError.from(reason);
        const delayMs = backoff.delayMs(failures);
        if (!mayRepeat(error, repetition)) throw error;
        if (env.clock.monotonicMs() + delayMs >= endMs) throw metadata.reachability.timedOut(apiTimeoutMs, error);
        env.logger.debug({ method: method.path, code: error.code }, 'admin call failed; trying again');
        await env.timers.sleep(delayMs);
      }
    }
  }

  /**
   * Opens a server stream and waits for its first message, on any node that gives one. `next` resolves with undefined
   * when the stream ends or is lost: the caller then opens another stream from where it has got to. @throws DraveError
   * the definite error that a node answered with, or the last failure when no node has ever answered within
   * `apiTimeoutMs`.
   */
  async stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    request: Request,
  ): Promise<{ readonly first: Response | undefined; next(): Promise<Response | undefined>; cancel(): void }> {
    const { env, channels, metadata, backoff, apiTimeoutMs } = this.ports;
    const endMs = env.clock.monotonicMs() + apiTimeoutMs;
    for (let failures = 0; ; failures++) {
      try {
        return await metadata.callAny(
          async (endpoint) => {
            const stream = channels.get(endpoint, 'control').stream(method);
            await stream.send(request);
            stream.end();
            const first = await stream.receive();
            const next = async (): Promise<Response | undefined> => {
              try {
                return await stream.receive();
              } catch (reason) {
                const error = DraveError.from(reason);
                if (!mayRepeat(error, 'repeatable')) throw error;
                return undefined;
              }
            };
            return { first, next, cancel: () => stream.cancel() };
          },
          (error) => mayRepeat(error, 'repeatable'),
        );
      } catch (reason) {
        const error = DraveError.from(reason);
        if (!mayRepeat(error, 'repeatable')) throw error;
        const delayMs = backoff.delayMs(failures);
        // Who has been answered once waits for the cluster to come back, however long that takes.
        if (!metadata.reachability.hasAnswered && env.clock.monotonicMs() + delayMs >= endMs)
          throw metadata.reachability.timedOut(apiTimeoutMs, error);
        await env.timers.sleep(delayMs);
      }
    }
  }

  /** A new random id for one mutation, by which the cluster recognises a repetition of it. */
  requestId(): string {
    return uuidFrom((length) => this.ports.env.random.bytes(length));
  }
}

/**
 * Whether a call that failed with `error` may be sent again: the server was not reached, is not (yet or any longer) the
 * one that decides, or did not answer. A call that got any other definite answer is never repeated.
 */
function mayRepeat(error: DraveError, repetition: Repetition): boolean {
  // With UNIMPLEMENTED this node does not serve the method at all, and another one may.
  if (error.code === 'UNIMPLEMENTED' || connectionLoss(error) === 'refused') return true;
  // Both say that nothing was done. While a leader is elected every node answers so.
  if (error.code === 'NOT_CONTROLLER' || error.code === 'CHANGE_IN_PROGRESS') return true;
  if (repetition === 'once') return false;
  const { grpc } = error.row;
  return grpc === 'UNAVAILABLE' || grpc === 'DEADLINE_EXCEEDED';
}

/** Fetches page after page and yields every element, in order. An empty token begins and ends the listing. */
export async function* pages<Item>(
  fetch: (pageToken: string) => Promise<{ readonly items: readonly Item[]; readonly nextPageToken: string }>,
): AsyncGenerator<Item, void, undefined> {
  let token = '';
  do {
    const { items, nextPageToken } = await fetch(token);
    yield* items;
    token = nextPageToken;
  } while (token !== '');
}

export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
