import { assert, deferred, DraveError, type Deferred, type Millis } from '@drave/base';
import type { TimerHandle, Timers } from '@drave/env';
import type { FetchRequest, FetchResponse } from '@drave/raft';
import type { raftV1, RpcStream } from '@drave/rpc';
import { decodeFetchResponse, encodeFetchResponse } from './raft-messages.js';

/** The replica's end of its stream to one peer. */
type FetchClientStream = RpcStream<raftV1.FetchCall, raftV1.FetchAnswer>;
type FetchServerStream = RpcStream<raftV1.FetchAnswer, raftV1.FetchCall>;

/** A replica has one fetch under way, and one more for each that it gave up while the leader still had it parked. */
const UNDER_WAY_MAX = 64;
/** Correlation ids are 32 bits wide, and begin anew after so many. */
const CORRELATION_IDS = 2 ** 32;

interface PendingFetch {
  readonly answer: Deferred<FetchResponse>;
  readonly deadline: TimerHandle;
}

/**
 * The fetches of this node at one peer, on one stream. Where a unary call costs a client and a server 1.2 and 0.9 ms of
 * processor time, a message each way costs 0.5 and 0.4 (docs/benchmarks.md), and an idle node does little else.
 *
 * What ends the stream fails every fetch under way with the same error, so a lost connection is evidence just as for a
 * call of its own. A deadline that passes fails that fetch alone; its answer is dropped when it comes.
 */
export class FetchConversation {
  private readonly stream: FetchClientStream;
  private readonly timers: Timers;
  private readonly pending: Map<number, PendingFetch> = new Map();
  private nextId = 0;
  private over: DraveError | undefined;

  /** `onOver` runs once. The next fetch needs another conversation. */
  constructor(stream: FetchClientStream, timers: Timers, onOver: () => void) {
    this.stream = stream;
    this.timers = timers;
    void this.listen().then((reason) => {
      this.over = reason;
      onOver();
      for (const correlationId of [...this.pending.keys()]) this.settle(correlationId)?.reject(reason);
    });
  }

  /** Rejects as `RaftTransportPort.send` does. */
  fetch(request: FetchRequest, deadlineMs: Millis): Promise<FetchResponse> {
    if (this.over !== undefined) return Promise.reject(this.over);
    const correlationId = this.nextId;
    this.nextId = (this.nextId + 1) % CORRELATION_IDS;
    assert(!this.pending.has(correlationId), 'a fetch ends long before its id is given away again');
    const answer = deferred<FetchResponse>();
    const deadline = this.timers.set(deadlineMs, () => {
      const text = `no answer to a fetch of the metadata log within ${Math.round(deadlineMs)} ms`;
      this.settle(correlationId)?.reject(new DraveError('REQUEST_TIMED_OUT', text));
    });
    this.pending.set(correlationId, { answer, deadline });
    // Whatever fails here has ended the stream, or ends it now, and is told by `listen`.
    this.stream
      .send({ correlationId, request })
      .catch((reason: unknown) => this.stream.cancel(DraveError.from(reason)));
    return answer.promise;
  }

  /** Resolves with what ended the stream. Never rejects. */
  private async listen(): Promise<DraveError> {
    try {
      for (;;) {
        const answer = await this.stream.receive();
        if (answer === undefined) return new DraveError('CANCELLED', 'the peer has ended the stream of fetches');
        // Decoded first: what is no response ends the stream, and fails the fetch with it.
        const response = decodeFetchResponse(answer.response);
        this.settle(answer.correlationId)?.resolve(response);
      }
    } catch (reason) {
      const error = DraveError.from(reason);
      this.stream.cancel(error);
      return error;
    }
  }

  private settle(correlationId: number): Deferred<FetchResponse> | undefined {
    const fetch = this.pending.get(correlationId);
    if (fetch === undefined) return undefined;
    this.pending.delete(correlationId);
    this.timers.clear(fetch.deadline);
    return fetch.answer;
  }
}

/**
 * The leader's end: answers every request when its turn comes, in whatever order the answers get ready. Whoever was
 * refused has to look for the leader elsewhere, so the stream ends behind a refusal: nothing idle stays open that a
 * node which shuts down would wait for.
 */
export async function serveFetches(
  handle: (request: raftV1.FetchRequest) => Promise<FetchResponse>,
  stream: FetchServerStream,
): Promise<void> {
  const over = deferred();
  let underWay = 0;
  const answer = async ({ correlationId, request }: raftV1.FetchCall): Promise<void> => {
    const response = await handle(request);
    await stream.send({ correlationId, response: encodeFetchResponse(response) });
    underWay--;
    if (response.error !== 'NONE') over.resolve();
  };
  const read = async (): Promise<void> => {
    for (;;) {
      const call = await stream.receive();
      if (call === undefined) return;
      if (++underWay > UNDER_WAY_MAX)
        throw new DraveError('THROTTLING_QUOTA_EXCEEDED', 'too many fetches of one replica wait for an answer');
      answer(call).catch(over.reject);
    }
  };
  read().then(over.resolve, over.reject);
  await over.promise;
}
