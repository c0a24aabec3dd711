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

/** Knows where markers go: `MarkerDestinations`. */
export interface MarkerDirectory {
  /** How often newer metadata has been looked for so far: what is known when the end of a transaction begins. */
  readonly looks: number;
  /** `looks`: as they were when the end of the transaction began. */
  of(topic: TopicName, partition: PartitionIndex, looks: number): MarkerDestination;
}

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
  | { readonly kind: 'retry' }
  /** `route` is to be called at the end of this turn of the event loop, or in a later one. */
  | { readonly kind: 'route' };

/**
 * Partitions in one request; the others wait for its answer. It is made, sent and read in one turn each, and its
 * markers are appended in one, so that no turn grows with how many partitions clients put into transactions.
 */
const PARTITIONS_PER_REQUEST_MAX = 1_000;
/** Markers whose brokers are looked up in one turn. */
const ROUTED_PER_TURN_MAX = 1_000;

/** The jobs of one partition of `__transaction_state`. */
interface TaskGroup {
  readonly tasks: Map<TransactionalId, Task>;
  isDropped: boolean;
}

/** A job that goes on. What belongs to one that was dropped meanwhile is dropped where it is met. */
interface Task {
  readonly job: MarkerJob;
  readonly group: TaskGroup;
  /** Those of the directory when the job began. */
  readonly looks: number;
  readonly marked: Map<TopicName, Set<PartitionIndex>>;
  unmarkedCount: number;
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
 * known. Those of an end that begins, and those whose leaders may be others, are looked up a bounded number at a time.
 * No I/O: it is told what happens, and says what to do.
 *
 * A job ends when all its markers are written or when its coordinator resigns, and never otherwise. Every answer is
 * held against the job that it belongs to, and not against whatever has its name by then (KAFKA-16352).
 */
export class MarkerQueues {
  private readonly groups = new Map<PartitionIndex, TaskGroup>();
  private readonly queues = new Map<NodeId, Place[]>();
  /** Brokers with a queue that may be sent. */
  private readonly ready = new Set<NodeId>();
  private unresolved: Place[] = [];
  /** What `route` looks up, each as far as it has come. */
  private readonly unrouted: Iterator<Place, void>[] = [];
  private readonly inFlight = new Map<NodeId, InFlight>();
  private isRetryWanted = false;
  private isRouteWanted = false;
  private requests = 0;
  private effects: MarkerEffect[] = [];

  private readonly directory: MarkerDirectory;
  private readonly isInService: (nodeId: NodeId) => boolean;

  /** `isInService`: whether the broker may lead partitions. */
  constructor(directory: MarkerDirectory, isInService: (nodeId: NodeId) => boolean) {
    this.directory = directory;
    this.isInService = isInService;
  }

  /** Jobs that go on. */
  get size(): number {
    let size = 0;
    for (const { tasks } of this.groups.values()) size += tasks.size;
    return size;
  }

  /** The partitions of the id that have no marker yet; undefined when there is no job. */
  unmarked(statePartition: PartitionIndex, transactionalId: TransactionalId): TransactionPartitions | undefined {
    const task = this.groups.get(statePartition)?.tasks.get(transactionalId);
    if (task === undefined) return undefined;
    const { job, marked } = task;
    return transactionPartitionsOf(
      [...job.partitions].map(([topic, indexes]) => [topic, indexes.filter((one) => !marked.get(topic)?.has(one))]),
    );
  }

  /** A job of the same id that still goes on is replaced. */
  begin(job: MarkerJob): readonly MarkerEffect[] {
    assert(job.partitions.size > 0, 'a transaction without partitions has no markers');
    const group = this.groups.get(job.statePartition) ?? { tasks: new Map(), isDropped: false };
    this.groups.set(job.statePartition, group);
    const before = group.tasks.get(job.transactionalId);
    if (before !== undefined) before.isDropped = true;
    let unmarkedCount = 0;
    for (const indexes of job.partitions.values()) unmarkedCount += indexes.length;
    const { looks } = this.directory;
    const task: Task = { job, group, looks, marked: new Map(), unmarkedCount, isDropped: false };
    group.tasks.set(job.transactionalId, task);
    this.routeLater(placesOf(task));
    return this.takeEffects();
  }

  /** The coordinator of the partition has resigned, or reads it anew. */
  drop(statePartition: PartitionIndex): void {
    const group = this.groups.get(statePartition);
    if (group !== undefined) group.isDropped = true;
    this.groups.delete(statePartition);
  }

  /** Looks up where some of the markers go, and sends what may be sent. */
  route(): readonly MarkerEffect[] {
    this.isRouteWanted = false;
    for (let routed = 0; routed < ROUTED_PER_TURN_MAX; ) {
      const [first] = this.unrouted;
      if (first === undefined) return this.takeEffects();
      const next = first.next();
      if (next.done === true) this.unrouted.shift();
      else {
        this.routeOne(next.value);
        routed++;
      }
    }
    this.wantRoute();
    return this.takeEffects();
  }

  /** The broker has answered the request; `undefined` when it did not, and may have written or not. */
  answered(from: NodeId, request: number, results: readonly MarkerResult[] | undefined): readonly MarkerEffect[] {
    const sent = this.inFlight.get(from);
    if (sent?.request !== request) return [];
    this.inFlight.delete(from);
    this.ready.add(from);
    const told = new Map(results?.map((result) => [keyOf(result.producerId, result), result.failure]));
    for (const place of sent.places) {
      if (isDropped(place.task)) continue;
      const key = keyOf(place.task.job.producerId, place);
      this.take(place, told.has(key) ? told.get(key) : 'REQUEST_TIMED_OUT');
    }
    return this.takeEffects();
  }

  /** Leaders may be others now, and what was without one may have one. */
  metadataChanged(): readonly MarkerEffect[] {
    this.routeLater(this.unresolved.values());
    this.unresolved = [];
    for (const [nodeId, { places }] of [...this.inFlight]) {
      // Its answer may come in a while or never; what it still writes is in no log that counts.
      if (this.isInService(nodeId)) continue;
      this.inFlight.delete(nodeId);
      this.routeLater(places.values());
    }
    // What is in flight is not in the queues.
    for (const queue of this.queues.values()) this.routeLater(queue.values());
    this.queues.clear();
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

  private routeLater(places: Iterator<Place, void>): void {
    this.unrouted.push(places);
    this.wantRoute();
  }

  private wantRoute(): void {
    if (this.isRouteWanted) return;
    this.isRouteWanted = true;
    this.effects.push({ kind: 'route' });
  }

  private routeOne(place: Place): void {
    const { task, topic, partition } = place;
    if (isDropped(task)) return;
    const destination = this.directory.of(topic, partition, task.looks);
    if (destination.kind === 'gone') this.mark(place);
    else if (destination.kind === 'unknown') this.wait(place);
    else {
      const { nodeId } = destination;
      const queue = this.queues.get(nodeId) ?? [];
      queue.push(place);
      this.queues.set(nodeId, queue);
      this.ready.add(nodeId);
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
    const indexes = task.marked.get(topic) ?? new Set();
    task.marked.set(topic, indexes);
    assert(!indexes.has(partition), 'a marker is written once, and stands in one place until then');
    indexes.add(partition);
    task.unmarkedCount--;
    if (task.unmarkedCount > 0) return;
    this.end(task);
    this.effects.push({ kind: 'written', job: task.job });
  }

  private end(task: Task): void {
    const { job, group } = task;
    task.isDropped = true;
    assert(group.tasks.get(job.transactionalId) === task, 'a job that goes on is the one under its name');
    group.tasks.delete(job.transactionalId);
    if (group.tasks.size === 0) this.groups.delete(job.statePartition);
  }

  private takeEffects(): readonly MarkerEffect[] {
    for (const nodeId of this.ready) if (!this.inFlight.has(nodeId)) this.send(nodeId);
    this.ready.clear();
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  private send(to: NodeId): void {
    const queue = this.queues.get(to);
    if (queue === undefined) return;
    const taken = queue.splice(0, PARTITIONS_PER_REQUEST_MAX);
    if (queue.length === 0) this.queues.delete(to);
    const places = taken.filter(({ task }) => !isDropped(task));
    if (places.length === 0) {
      // Of what was dropped, too, only so much is gone over in one turn.
      if (queue.length > 0) {
        this.queues.delete(to);
        this.routeLater(queue.values());
      }
      return;
    }
    const request = ++this.requests;
    this.inFlight.set(to, { request, places });
    this.effects.push({ kind: 'send', to, request, markers: markersOf(places) });
  }
}

function isDropped({ isDropped: isTaskDropped, group }: Task): boolean {
  return isTaskDropped || group.isDropped;
}

/** Every partition of the job, as long as that goes on. */
function* placesOf(task: Task): Generator<Place, void> {
  for (const [topic, indexes] of task.job.partitions)
    for (const partition of indexes) {
      if (isDropped(task)) return;
      yield { task, topic, partition };
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
