import {
  assert,
  type ErrorCode,
  type LeaderEpoch,
  type NodeId,
  type PartitionIndex,
  type ProducerId,
  type TopicName,
} from '@drave/base';
import { transactionPartitionsOf, type TransactionPartitions } from '../transaction-partitions.js';
import type { Transaction, TransactionalId, TransactionResult } from '../transaction.js';
import { outcomeOf } from './marker-outcome.js';

/** The markers of one end of a transaction: one for each partition. */
export interface MarkerJob {
  /** The partition of `__transaction_state` that has decided the end, and the leader epoch of its leader. */
  readonly statePartition: PartitionIndex;
  readonly coordinatorEpoch: LeaderEpoch;
  readonly transactionalId: TransactionalId;
  readonly producerId: ProducerId;
  readonly producerEpoch: number;
  readonly result: TransactionResult;
  /** The level of `transaction.version` that the transaction goes by. */
  readonly transactionVersion: number;
  /** At least one. */
  readonly partitions: TransactionPartitions;
  /** What is completed then: this very record, and no other end of the same producer. */
  readonly prepared: Transaction;
}

/**
 * Where the marker of a partition goes. `gone` is a partition that was there and has been deleted: the image must be at
 * least as new as the one by which the transaction got the partition.
 */
export type MarkerDestination =
  | { readonly kind: 'leader'; readonly nodeId: NodeId }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'gone' };

/** One marker of a request, for some of the partitions of its job. */
export type SentMarker = Omit<MarkerJob, 'statePartition' | 'transactionalId' | 'prepared'>;

/** What the leader of a partition answers. */
export interface MarkerResult {
  readonly producerId: ProducerId;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly failure: ErrorCode | undefined;
}

export type MarkerEffect =
  /** One request to a broker; the next one to it follows when this one is `answered`. */
  | { readonly kind: 'send'; readonly to: NodeId; readonly request: number; readonly markers: readonly SentMarker[] }
  /** Every partition has its marker. */
  | { readonly kind: 'written'; readonly job: MarkerJob }
  /** `retry` is to be called after a while. */
  | { readonly kind: 'retry' };

/**
 * Partitions in one request; the others wait for its answer. It is made, sent and read in one turn each, and its
 * markers are appended in one, so that no turn grows with how many partitions clients put into transactions.
 */
const PARTITIONS_PER_REQUEST_MAX = 1_000;

/** A job that goes on. What belongs to one that was dropped meanwhile is dropped where it is met. */
interface Task {
  readonly job: MarkerJob;
  /** Topics and partitions without a marker. */
  readonly unmarked: Map<TopicName, Set<PartitionIndex>>;
  isDropped: boolean;
}

interface Place {
  readonly task: Task;
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
}

interface InFlight {
  readonly request: number;
  readonly places: readonly Place[];
}

/**
 * Markers on their way to the leaders of partitions: one queue for each broker, and one for what has no leader that is
 * known, or whose leader has to be looked up anew. No I/O: it is told what happens, and says what to do.
 *
 * A job ends when all its markers are written or when its coordinator resigns, and never otherwise. Every answer is
 * held against the job that it belongs to, and not against whatever has its name by then (KAFKA-16352).
 */
export class MarkerQueues {
  private readonly tasks = new Map<PartitionIndex, Map<TransactionalId, Task>>();
  private readonly queues = new Map<NodeId, Place[]>();
  private unresolved: Place[] = [];
  private readonly inFlight = new Map<NodeId, InFlight>();
  private isRetryWanted = false;
  private requests = 0;
  private effects: MarkerEffect[] = [];

  private readonly destinationOf: (topic: TopicName, partition: PartitionIndex) => MarkerDestination;
  private readonly isInService: (nodeId: NodeId) => boolean;

  /** `isInService`: whether the broker may lead partitions. */
  constructor(
    destinationOf: (topic: TopicName, partition: PartitionIndex) => MarkerDestination,
    isInService: (nodeId: NodeId) => boolean,
  ) {
    this.destinationOf = destinationOf;
    this.isInService = isInService;
  }

  /** Jobs that go on. */
  get size(): number {
    let size = 0;
    for (const ofPartition of this.tasks.values()) size += ofPartition.size;
    return size;
  }

  /** The partitions of the id that have no marker yet; undefined when there is no job. */
  unmarked(statePartition: PartitionIndex, transactionalId: TransactionalId): TransactionPartitions | undefined {
    const task = this.tasks.get(statePartition)?.get(transactionalId);
    return task === undefined ? undefined : transactionPartitionsOf(task.unmarked);
  }

  /** A job of the same id that still goes on is replaced. */
  begin(job: MarkerJob): readonly MarkerEffect[] {
    assert(job.partitions.size > 0, 'a transaction without partitions has no markers');
    const ofPartition = this.tasks.get(job.statePartition) ?? new Map<TransactionalId, Task>();
    this.tasks.set(job.statePartition, ofPartition);
    const before = ofPartition.get(job.transactionalId);
    if (before !== undefined) before.isDropped = true;
    const unmarked = new Map([...job.partitions].map(([topic, indexes]) => [topic, new Set(indexes)]));
    const task: Task = { job, unmarked, isDropped: false };
    ofPartition.set(job.transactionalId, task);
    for (const [topic, indexes] of job.partitions)
      for (const partition of indexes) this.route({ task, topic, partition });
    return this.takeEffects();
  }

  /** The coordinator of the partition has resigned, or reads it anew. */
  drop(statePartition: PartitionIndex): void {
    for (const task of this.tasks.get(statePartition)?.values() ?? []) task.isDropped = true;
    this.tasks.delete(statePartition);
  }

  /** The broker has answered the request; `undefined` when it did not, and may have written or not. */
  answered(from: NodeId, request: number, results: readonly MarkerResult[] | undefined): readonly MarkerEffect[] {
    const sent = this.inFlight.get(from);
    if (sent?.request !== request) return [];
    this.inFlight.delete(from);
    const told = new Map(results?.map((result) => [keyOf(result.producerId, result), result.failure]));
    for (const place of sent.places) {
      if (place.task.isDropped) continue;
      const key = keyOf(place.task.job.producerId, place);
      this.take(place, told.has(key) ? told.get(key) : 'REQUEST_TIMED_OUT');
    }
    return this.takeEffects();
  }

  /** Leaders may be others now, and what was without one may have one. */
  metadataChanged(): readonly MarkerEffect[] {
    const waiting = this.unresolved;
    this.unresolved = [];
    for (const [nodeId, { places }] of [...this.inFlight]) {
      // Its answer may come in a while or never; what it still writes is in no log that counts.
      if (this.isInService(nodeId)) continue;
      this.inFlight.delete(nodeId);
      waiting.push(...places);
    }
    for (const [nodeId, queue] of [...this.queues]) {
      // What is in flight is not in the queue.
      waiting.push(...queue);
      this.queues.delete(nodeId);
    }
    for (const place of waiting) this.route(place);
    return this.takeEffects();
  }

  /** What failed goes out once more, wherever its leader is by now. */
  retry(): readonly MarkerEffect[] {
    this.isRetryWanted = false;
    return this.metadataChanged();
  }

  private take(place: Place, failure: ErrorCode | undefined): void {
    switch (outcomeOf(failure)) {
      case 'written':
        this.mark(place);
        return;
      case 'retry':
        this.wait(place);
        return;
      case 'superseded':
        // Whoever has fenced this coordinator ends the transaction.
        this.end(place.task);
        return;
    }
  }

  private route(place: Place): void {
    if (place.task.isDropped) return;
    const destination = this.destinationOf(place.topic, place.partition);
    if (destination.kind === 'gone') this.mark(place);
    else if (destination.kind === 'unknown') this.wait(place);
    else {
      const queue = this.queues.get(destination.nodeId) ?? [];
      queue.push(place);
      this.queues.set(destination.nodeId, queue);
    }
  }

  private wait(place: Place): void {
    this.unresolved.push(place);
    if (this.isRetryWanted) return;
    this.isRetryWanted = true;
    this.effects.push({ kind: 'retry' });
  }

  /** The partition has its marker, or needs none. */
  private mark({ task, topic, partition }: Place): void {
    const indexes = task.unmarked.get(topic);
    indexes?.delete(partition);
    if (indexes?.size === 0) task.unmarked.delete(topic);
    if (task.unmarked.size > 0) return;
    this.end(task);
    this.effects.push({ kind: 'written', job: task.job });
  }

  private end(task: Task): void {
    task.isDropped = true;
    const ofPartition = this.tasks.get(task.job.statePartition);
    assert(ofPartition?.get(task.job.transactionalId) === task, 'a job that goes on is the one under its name');
    ofPartition.delete(task.job.transactionalId);
    if (ofPartition.size === 0) this.tasks.delete(task.job.statePartition);
  }

  private takeEffects(): readonly MarkerEffect[] {
    for (const [nodeId, queue] of [...this.queues]) if (!this.inFlight.has(nodeId)) this.send(nodeId, queue);
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  private send(to: NodeId, queue: Place[]): void {
    const living = queue.filter(({ task }) => !task.isDropped);
    const places = living.slice(0, PARTITIONS_PER_REQUEST_MAX);
    const left = living.slice(places.length);
    if (left.length === 0) this.queues.delete(to);
    else this.queues.set(to, left);
    if (places.length === 0) return;
    const request = ++this.requests;
    this.inFlight.set(to, { request, places });
    this.effects.push({ kind: 'send', to, request, markers: markersOf(places) });
  }
}

/** One marker for each job. */
function markersOf(places: readonly Place[]): readonly SentMarker[] {
  const byTask = new Map<Task, [TopicName, PartitionIndex[]][]>();
  for (const { task, topic, partition } of places) {
    const topics = byTask.get(task) ?? [];
    byTask.set(task, topics);
    topics.push([topic, [partition]]);
  }
  return [...byTask].map(([{ job }, topics]) => {
    const { statePartition: _, transactionalId: __, prepared: ___, ...marker } = job;
    return { ...marker, partitions: transactionPartitionsOf(topics) };
  });
}

/** An answer names markers by their producer id, of which there is one job at a time. */
function keyOf(producerId: ProducerId, { topic, partition }: { topic: TopicName; partition: PartitionIndex }): string {
  return `${producerId} ${partition} ${topic}`;
}
