import { assert, DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Clock } from '@drave/env';
import { type dataV1, dataService, type RpcChannel, type RpcStream } from '@drave/rpc';
import type { PartitionQueue } from './partition-queue.js';
import type { Attempt } from './producer-batch.js';

/** An attempt and the queue that wants to know of its end. */
export interface SentBatch {
  readonly queue: PartitionQueue;
  readonly attempt: Attempt;
}

export interface ProduceConnectionEvents {
  /** One answer, with what it answers in the order of the request. */
  answered(connection: ProduceConnection, sent: readonly SentBatch[], response: dataV1.ProduceResponse): void;
  /** The stream ended; `sent` will never be answered. Called once. */
  lost(connection: ProduceConnection, sent: readonly SentBatch[], error: DraveError): void;
}

interface Pending {
  readonly sent: readonly SentBatch[];
  readonly sentMs: Millis;
}

/** The produce stream to one broker. Never reused after it was lost: attempts compare connections to judge order. */
export class ProduceConnection {
  readonly brokerId: NodeId;
  readonly endpoint: Endpoint;
  /** When an answer came last, or the stream had nothing to answer. */
  heardMs: Millis;
  throttledUntilMs: Millis = 0;
  private readonly clock: Clock;
  private readonly events: ProduceConnectionEvents;
  private readonly stream: RpcStream<dataV1.ProduceRequest, dataV1.ProduceResponse>;
  private readonly pending = new Map<number, Pending>();
  private nextCorrelationId = 1;
  private ended = false;

  constructor(
    brokerId: NodeId,
    endpoint: Endpoint,
    channel: RpcChannel,
    clock: Clock,
    events: ProduceConnectionEvents,
  ) {
    this.brokerId = brokerId;
    this.endpoint = endpoint;
    this.clock = clock;
    this.events = events;
    this.heardMs = clock.monotonicMs();
    this.stream = channel.stream(dataService.methods.produceStream);
    void this.receive();
  }

  get requestsInFlight(): number {
    return this.pending.size;
  }

  /** When the oldest request without an answer was sent. */
  get oldestSentMs(): Millis | undefined {
    for (const { sentMs } of this.pending.values()) return sentMs;
    return undefined;
  }

  send(request: Omit<dataV1.ProduceRequest, 'correlationId'>, sent: readonly SentBatch[]): void {
    assert(!this.ended, 'a lost connection sends nothing');
    const correlationId = this.nextCorrelationId;
    this.nextCorrelationId = correlationId === 0xffff_ffff ? 1 : correlationId + 1;
    const nowMs = this.clock.monotonicMs();
    if (this.pending.size === 0) this.heardMs = nowMs;
    this.pending.set(correlationId, { sent, sentMs: nowMs });
    // Failures come out of `receive` as well, once for the whole stream; this one must only not go unhandled.
    this.stream.send({ ...request, correlationId }).catch((thrown: unknown) => this.end(DraveError.from(thrown)));
  }

  /** Gives the stream up; `lost` is called with everything that was under way. */
  drop(error: DraveError): void {
    this.stream.cancel(error);
    this.end(error);
  }

  private async receive(): Promise<void> {
    try {
      for (;;) {
        const response = await this.stream.receive();
        if (response === undefined) break;
        if (this.ended) return;
        this.heardMs = this.clock.monotonicMs();
        const pending = this.pending.get(response.correlationId);
        if (pending === undefined) continue;
        this.pending.delete(response.correlationId);
        if (response.throttleTimeMs > 0) this.throttledUntilMs = this.heardMs + response.throttleTimeMs;
        this.events.answered(this, pending.sent, response);
      }
      this.end(new DraveError('NETWORK_EXCEPTION', `broker ${this.brokerId} ended the produce stream`));
    } catch (thrown) {
      this.end(DraveError.from(thrown));
    }
  }

  private end(error: DraveError): void {
    if (this.ended) return;
    this.ended = true;
    const sent = [...this.pending.values()].flatMap((pending) => pending.sent);
    this.pending.clear();
    this.events.lost(this, sent, error);
  }
}
