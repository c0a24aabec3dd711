import { assert, DraveError, type Millis } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import { Backoff } from '../backoff.js';
import type { BrokerChannels } from '../cluster/broker-channels.js';
import type { ClusterMetadata } from '../cluster/cluster-metadata.js';
import { type Leader, partitionError } from '../cluster/cluster-view.js';
import { BrokerLinkLoop } from '../cluster/broker-link-loop.js';
import type { ClientEnv } from '../options.js';
import type { Accumulator } from './accumulator.js';
import { asksForMetadata } from './attempt-outcome.js';
import type { PartitionQueue } from './partition-queue.js';
import { ProduceConnection, type SentBatch } from './produce-connection.js';
import type { Attempt, BatchResult, ProducerBatch } from './producer-batch.js';
import type { ProducerSettings } from './producer-settings.js';
import { CONCURRENT_TRANSACTIONS_DELAY_MS, type TransactionPort } from './transaction-port.js';

interface SenderPorts {
  readonly env: ClientEnv;
  readonly channels: BrokerChannels;
  readonly metadata: ClusterMetadata;
  readonly accumulator: Accumulator;
  readonly settings: ProducerSettings;
  readonly backoff: Backoff;
  /** Undefined outside transactions. */
  readonly transaction: TransactionPort | undefined;
  /** Whether batches must be closed now, because of a flush or because a caller waits for room. */
  sealsAtOnce(): boolean;
  seal(batch: ProducerBatch): void;
  /** Called when the broker found the batch too large; it then waits for `queue.replace`. */
  split(queue: PartitionQueue, batch: ProducerBatch): void;
  settled(batch: ProducerBatch, result: BatchResult): void;
  /** Called when a queue needs a producer id from the cluster before it can go on. */
  wantIdentity(): void;
  failed(error: DraveError): void;
}

interface Draft {
  readonly connection: ProduceConnection;
  readonly batches: { readonly queue: PartitionQueue; readonly batch: ProducerBatch; readonly leader: Leader }[];
  bytes: number;
}

/** Sends ready batches to the leaders, and applies the answers to the queues. It is one drain loop with one timer. */
export class Sender {
  private readonly ports: SenderPorts;
  private readonly loop: BrokerLinkLoop<ProduceConnection>;
  private rotation = 0;

  constructor(ports: SenderPorts) {
    this.ports = ports;
    this.loop = new BrokerLinkLoop(ports, 0, (nowMs) => this.turn(nowMs));
  }

  wake(): void {
    this.loop.wake();
  }

  async stop(error: DraveError): Promise<void> {
    await this.loop.stop(error);
    this.failPending(error);
  }

  /** Fails every batch that is not settled; later ones are sent as before. */
  failPending(error: DraveError): void {
    for (const queue of this.ports.accumulator.busy) {
      queue.failAll(error);
      this.handOut(queue);
    }
  }

  private turn(nowMs: Millis): void {
    this.watchConnections(nowMs);
    const drafts = new Map<ProduceConnection, Draft>();
    const queues = [...this.ports.accumulator.busy];
    // Each turn begins with another queue, so that full messages do not always leave out the same ones.
    const start = queues.length === 0 ? 0 : this.rotation++ % queues.length;
    let again = false;
    for (let index = 0; index < queues.length; index++) {
      const queue = queues[(start + index) % queues.length];
      assert(queue !== undefined, 'the index is in range');
      if (this.visit(queue, nowMs, drafts)) again = true;
    }
    for (const draft of drafts.values()) this.dispatch(draft, nowMs);
    if (again) this.loop.wake();
  }

  /** Does what one queue needs now. True when it may have more to send in this turn. */
  private visit(queue: PartitionQueue, nowMs: Millis, drafts: Map<ProduceConnection, Draft>): boolean {
    const { settings, metadata } = this.ports;
    queue.expire(nowMs);
    this.handOut(queue);
    this.loop.wakeBy(queue.nextDeadlineMs() ?? Number.POSITIVE_INFINITY, nowMs);
    const topic = metadata.view.topic(queue.topic);
    if (topic !== undefined) queue.useTopicId(topic.id);
    const leader = metadata.leader(queue.topic, queue.partition);
    if (leader === undefined) {
      metadata.request();
      this.loop.wakeBy(nowMs + settings.leaderSilenceMs);
      return false;
    }
    const connection = this.loop.links.get(leader.brokerId, leader.endpoint, nowMs, () => this.connect(leader));
    queue.followLeader(connection, leader.epoch, nowMs);
    if (connection === undefined) {
      // Other brokers may know a new leader long before the pause is over.
      metadata.request();
      this.loop.wakeBy(this.loop.links.pausedUntilMs(leader.brokerId) ?? nowMs);
      return false;
    }
    if (queue.needsIdentity) this.ports.wantIdentity();
    // A batch that cannot be sent yet stays open and fills up, so that a slow broker gets fewer and larger batches.
    const hasRoom = connection.requestsInFlight < settings.requestsInFlightMax;
    if (hasRoom && queue.openIsNext(connection, settings.requestsInFlightMax)) this.sealIfDue(queue, nowMs);
    const batch = queue.nextSendable(nowMs, connection, settings.requestsInFlightMax);
    // The transaction wakes the sender when the partition has been added to it.
    if (batch !== undefined && this.ports.transaction?.admit(queue) === false) return false;
    if (batch === undefined) {
      this.loop.wakeBy(queue.nextRetryMs() ?? Number.POSITIVE_INFINITY, nowMs);
      return false;
    }
    if (connection.throttledUntilMs > nowMs) {
      this.loop.wakeBy(connection.throttledUntilMs);
      return false;
    }
    return this.draft(queue, batch, leader, connection, drafts);
  }

  private draft(
    queue: PartitionQueue,
    batch: ProducerBatch,
    leader: Leader,
    connection: ProduceConnection,
    drafts: Map<ProduceConnection, Draft>,
  ): boolean {
    const { settings } = this.ports;
    let draft = drafts.get(connection);
    const full = draft !== undefined && draft.bytes + batch.sizeBytes > settings.requestBytesMax;
    if (full && draft !== undefined) {
      this.dispatch(draft, this.ports.env.clock.monotonicMs());
      drafts.delete(connection);
      draft = undefined;
    }
    if (draft === undefined) {
      // An answer will wake the loop when there is room again.
      if (connection.requestsInFlight >= settings.requestsInFlightMax) return false;
      draft = { connection, batches: [], bytes: 0 };
      drafts.set(connection, draft);
    }
    draft.batches.push({ queue, batch, leader });
    draft.bytes += batch.sizeBytes;
    return true;
  }

  private dispatch(draft: Draft, nowMs: Millis): void {
    const { connection } = draft;
    const { settings, metadata } = this.ports;
    const sent: SentBatch[] = [];
    const partitions: dataV1.PartitionBatches[] = [];
    for (const { queue, batch, leader } of draft.batches) {
      const attempt: Attempt = { batch, connection, leaderEpoch: leader.epoch, sentMs: nowMs };
      queue.started(attempt);
      sent.push({ queue, attempt });
      const topicId = metadata.view.topic(batch.topic)?.id ?? '';
      partitions.push({ topicId, topic: batch.topic, partition: batch.partition, records: batch.encode() });
    }
    // The broker's timeout is a little shorter than this client's, so that its answer arrives in time.
    const timeoutMs = Math.ceil(settings.requestTimeoutMs * 0.9);
    const { transactionalId = '', transactionVersion = 0 } = this.ports.transaction ?? {};
    connection.send({ acks: settings.acks, timeoutMs, partitions, transactionalId, transactionVersion }, sent);
    this.loop.wakeBy(nowMs + Math.min(settings.leaderSilenceMs, settings.requestTimeoutMs));
  }

  private sealIfDue(queue: PartitionQueue, nowMs: Millis): void {
    const { open } = queue;
    if (open === undefined) return;
    const dueMs = open.createdMs + this.ports.settings.lingerMs;
    if (dueMs <= nowMs || this.ports.sealsAtOnce()) this.ports.seal(open);
    else this.loop.wakeBy(dueMs);
  }

  private connect(leader: Leader): ProduceConnection {
    const { env, channels } = this.ports;
    const { brokerId, endpoint } = leader;
    const peer = { brokerId, endpoint, channel: channels.get(endpoint, 'bulk') };
    return new ProduceConnection(peer, env.clock, {
      answered: (connection, sent, response) => this.answered(connection, sent, response),
      lost: (connection, sent, error) => this.lost(connection, sent, error),
    });
  }

  /** Asks for the leaders of silent brokers, and drops connections without an answer for `requestTimeoutMs`. */
  private watchConnections(nowMs: Millis): void {
    const { settings } = this.ports;
    for (const connection of this.loop.links.all()) {
      const oldestMs = connection.oldestSentMs;
      if (oldestMs === undefined) continue;
      if (nowMs - oldestMs >= settings.requestTimeoutMs) {
        const message = `broker ${connection.brokerId} did not answer within ${settings.requestTimeoutMs} ms`;
        connection.drop(new DraveError('REQUEST_TIMED_OUT', message));
        continue;
      }
      this.loop.watch(connection, nowMs);
    }
  }

  private answered(connection: ProduceConnection, sent: readonly SentBatch[], response: dataV1.ProduceResponse): void {
    this.loop.links.worked(connection.brokerId);
    for (const [index, { queue, attempt }] of sent.entries()) {
      const outcome = response.partitions[index];
      if (outcome === undefined) this.unanswered(queue, attempt);
      else if (outcome.error === undefined) {
        const { baseOffset, logAppendTimeMs } = outcome;
        queue.succeeded(attempt, { kind: 'written', baseOffset, logAppendTimeMs });
      } else {
        if (outcome.leader !== undefined) {
          this.ports.metadata.applyLeaderHint(attempt.batch.topic, attempt.batch.partition, outcome.leader);
        }
        this.attemptFailed(queue, attempt, partitionError(outcome.error));
      }
    }
    this.loop.wake();
  }

  /**
   * Settles an attempt that a response does not name. With acks 0 a response names none, and says only that the message
   * was read; with other acks it must name every partition.
   */
  private unanswered(queue: PartitionQueue, attempt: Attempt): void {
    if (this.ports.settings.acks === 0) {
      queue.succeeded(attempt, { kind: 'written', baseOffset: -1, logAppendTimeMs: -1 });
    } else {
      this.attemptFailed(
        queue,
        attempt,
        new DraveError('UNKNOWN_SERVER_ERROR', 'the broker left a partition unanswered'),
      );
    }
  }

  private lost(connection: ProduceConnection, sent: readonly SentBatch[], error: DraveError): void {
    this.loop.lost(connection);
    this.ports.env.logger.debug({ broker: connection.brokerId, code: error.code }, 'produce stream lost');
    for (const { queue, attempt } of sent) this.attemptFailed(queue, attempt, error);
    this.loop.wake();
  }

  private attemptFailed(queue: PartitionQueue, attempt: Attempt, error: DraveError): void {
    if (asksForMetadata(error) && !this.loop.stopped) this.ports.metadata.request();
    const { batch } = attempt;
    const nowMs = this.ports.env.clock.monotonicMs();
    const delayMs =
      error.code === 'CONCURRENT_TRANSACTIONS'
        ? CONCURRENT_TRANSACTIONS_DELAY_MS
        : this.ports.backoff.delayMs(Math.max(0, batch.attempts - 1));
    if (queue.failed(attempt, error, nowMs + delayMs)) this.ports.split(queue, batch);
    this.ports.env.logger.debug(
      { topic: batch.topic, partition: batch.partition, code: error.code, attempt: batch.attempts },
      'produce attempt failed',
    );
  }

  private handOut(queue: PartitionQueue): void {
    const { accumulator } = this.ports;
    for (const { batch, result } of queue.takeSettled()) {
      accumulator.release(batch, result);
      this.ports.settled(batch, result);
    }
    if (queue.isEmpty) accumulator.busy.delete(queue);
  }
}
