import { assert, type DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Clock } from '@drave/env';
import { type dataV1, dataService } from '@drave/rpc';
import { StreamConnection, type StreamPeer } from '../cluster/stream-connection.js';
import type { PartitionQueue } from './partition-queue.js';
import type { Attempt } from './producer-batch.js';

/** An attempt, and the queue of its batch. */
export interface SentBatch {
  readonly queue: PartitionQueue;
  readonly attempt: Attempt;
}

interface ProduceConnectionEvents {
  /** Called for each response, with the attempts of its request in their order. */
  answered(connection: ProduceConnection, sent: readonly SentBatch[], response: dataV1.ProduceResponse): void;
  /** Called once, when the stream has ended; the attempts in `sent` will never be answered. */
  lost(connection: ProduceConnection, sent: readonly SentBatch[], error: DraveError): void;
}

interface Pending {
  readonly sent: readonly SentBatch[];
  readonly sentMs: Millis;
}

/**
 * The produce stream to one broker. It is never used again after it was lost, because the order of attempts is judged
 * by whether they share a connection.
 */
export class ProduceConnection {
  throttledUntilMs: Millis = 0;
  private readonly clock: Clock;
  private readonly events: ProduceConnectionEvents;
  private readonly stream: StreamConnection<dataV1.ProduceRequest, dataV1.ProduceResponse>;
  private readonly pending = new Map<number, Pending>();
  private nextCorrelationId = 1;

  constructor(peer: StreamPeer, clock: Clock, events: ProduceConnectionEvents) {
    this.clock = clock;
    this.events = events;
    this.stream = new StreamConnection(peer, dataService.methods.produceStream, 'produce', clock, {
      received: (response) => this.received(response),
      ended: (error) => {
        const sent = [...this.pending.values()].flatMap((pending) => pending.sent);
        this.pending.clear();
        events.lost(this, sent, error);
      },
    });
    this.stream.start();
  }

  get brokerId(): NodeId {
    return this.stream.brokerId;
  }

  get endpoint(): Endpoint {
    return this.stream.endpoint;
  }

  /** When the last answer came, or when one was first expected; monotonic ms. */
  get lastReceivedMs(): Millis {
    return this.stream.lastReceivedMs;
  }

  get requestsInFlight(): number {
    return this.pending.size;
  }

  /** When the oldest request without an answer was sent, in monotonic ms. */
  get oldestSentMs(): Millis | undefined {
    for (const { sentMs } of this.pending.values()) return sentMs;
    return undefined;
  }

  send(request: Omit<dataV1.ProduceRequest, 'correlationId'>, sent: readonly SentBatch[]): void {
    assert(!this.stream.ended, 'a lost connection sends nothing');
    const correlationId = this.nextCorrelationId;
    this.nextCorrelationId = correlationId === 0xffff_ffff ? 1 : correlationId + 1;
    if (this.pending.size === 0) this.stream.expectFromNow();
    this.pending.set(correlationId, { sent, sentMs: this.clock.monotonicMs() });
    this.stream.send({ ...request, correlationId });
  }

  /** Cancels the stream; `lost` is called with every attempt that was under way. */
  drop(error: DraveError): void {
    this.stream.drop(error);
  }

  private received(response: dataV1.ProduceResponse): void {
    const pending = this.pending.get(response.correlationId);
    if (pending === undefined) return;
    this.pending.delete(response.correlationId);
    if (response.throttleTimeMs > 0) this.throttledUntilMs = this.lastReceivedMs + response.throttleTimeMs;
    this.events.answered(this, pending.sent, response);
  }
}
