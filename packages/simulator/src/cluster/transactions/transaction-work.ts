import { assert, type Millis, type Offset } from '@drave/base';
import { assertTransactions, TransactionLedger } from '@drave/cluster/checkers';
import type { Partition } from '@drave/replica';
import { nameOf, type TopicPartition } from '../../kafka-client/group-requests.js';
import { createTopic } from '../create-topic.js';
import type { FocusWork } from '../focus/focus.js';
import { auditPartition } from '../log-audit.js';
import { OFFSETS_TOPIC } from '../offsets-topic.js';
import type { SimCluster } from '../sim-cluster.js';
import { ChainGroup } from './chain-group.js';
import { ChainJob } from './chain-job.js';
import { expectForgotten } from './forgotten-ids.js';
import { GroupChainJob } from './group-chain-job.js';
import { recordOutcomes } from './transaction-audit.js';
import { CHAIN_GROUP, chainIds, writerIds, type TransactionConditions } from './transaction-conditions.js';
import { TransactionReader } from './transaction-reader.js';
import { TransactionalClient } from './transactional-client.js';
import type { TransactionalClientOptions } from './transactional-process.js';
import { WritingJob } from './writing-job.js';

const WRITTEN = 'written';
const CHAINED = 'chained';
/** `transaction.timeout.ms` of chains that are members: longer than nearly all standstills. */
const MEMBER_TIMEOUT_MS: Millis = 4_000;
const MEMBER_ZOMBIE_PROBABILITY = 0.05;
/** How long it may take to read a topic once more, batch by batch. */
const READ_MS: Millis = 60_000;

/** All clients of a run that write in transactions or read what was written so, and what is demanded of it. */
export class TransactionWork implements FocusWork {
  private readonly cluster: SimCluster;
  private readonly conditions: TransactionConditions;
  private readonly topics: readonly string[];
  private readonly ledger: TransactionLedger;
  private readonly writers: readonly TransactionalClient[];
  private readonly chains: readonly TransactionalClient[];
  /** Where the chains are members of one. */
  readonly chainGroup: ChainGroup | undefined;
  private readonly readers: readonly TransactionReader[];
  /** Up to where chains have consumed, by partition of what writers have written. */
  private readonly consumed = new Map<string, () => Offset>();
  private stopped = false;

  constructor(cluster: SimCluster, conditions: TransactionConditions) {
    this.cluster = cluster;
    this.conditions = conditions;
    const ledger = new TransactionLedger(() => cluster.world.nowMs());
    this.ledger = ledger;
    const hasChains = conditions.chains > 0;
    this.topics = hasChains ? [WRITTEN, CHAINED] : [WRITTEN];
    const { partitions } = conditions;
    this.writers = writerIds(conditions).map((transactionalId, index) => {
      const options = this.optionsOf(transactionalId, index < conditions.firstProtocol);
      const job: TransactionalClientOptions['job'] = (process) =>
        new WritingJob(process, { name: WRITTEN, partitions });
      const isSdk = index >= conditions.writers - conditions.sdkWriters;
      const startsAnew = index % 2 === 0;
      return new TransactionalClient(cluster, {
        ...options,
        isSdk,
        startsAnew,
        crashesAtEnd: conditions.crashesAtEnd,
        job,
      });
    });
    if (hasChains && conditions.chainsShareBy !== 'assignment') {
      const topics = { input: { name: WRITTEN, partitions }, output: { name: CHAINED, partitions } };
      this.chainGroup = new ChainGroup(cluster, CHAIN_GROUP, conditions, topics);
    }
    this.chains = chainIds(conditions).map((transactionalId, index) => {
      const { chainGroup } = this;
      return chainGroup === undefined
        ? this.newChain(transactionalId, index)
        : this.newMemberChain(transactionalId, index, chainGroup);
    });
    this.readers = this.topics.flatMap((name) =>
      (['read_committed', 'read_uncommitted'] as const).map(
        (isolation) => new TransactionReader(cluster, `${name}-${isolation}`, isolation, { name, partitions }, ledger),
      ),
    );
  }

  async prepare(): Promise<void> {
    for (const topic of this.topics) await createTopic(this.cluster, topic, this.conditions.partitions, new Map());
  }

  start(): void {
    this.chainGroup?.start();
    for (const client of [...this.writers, ...this.chains, ...this.readers]) client.start();
  }

  stop(): void {
    this.stopped = true;
    for (const client of [...this.writers, ...this.chains]) client.stop();
  }

  get settled(): boolean {
    return this.unsettled().next().done === true;
  }

  get state(): string {
    const { committed, aborted, unknown, excused } = this.ledger.check();
    const counts = `${committed} committed, ${aborted} aborted, ${unknown} other transactions, ${excused} excused`;
    return [counts, ...this.unsettled()].join(', ');
  }

  /** Every replica holds the same, and what is in the logs agrees with all that clients sent, were told and read. */
  async check(): Promise<void> {
    const { cluster, conditions, ledger } = this;
    for (const topic of this.topics) {
      for (let partition = 0; partition < conditions.partitions; partition += 1) {
        await auditPartition(cluster, topic, partition, undefined, { watermark: cluster.committedEnd });
        await recordOutcomes(cluster, topic, partition, ledger);
      }
    }
    for (const topic of this.topics) await this.readLate(topic);
    this.chainGroup?.check();
    if (conditions.expirationMs !== undefined) await expectForgotten(cluster, conditions.expirationMs);
    const { committed, aborted, excused } = assertTransactions(ledger);
    cluster.world.trace('transactions', 'check', `${committed} committed, ${aborted} aborted, ${excused} excused`);
  }

  close(): void {
    for (const reader of this.readers) reader.close();
    this.chainGroup?.close();
  }

  /**
   * A consumer that comes late begins somewhere in the middle, and is given one batch at a time: of most transactions
   * it gets some batches in one answer and some in another, or has begun behind the first ones.
   */
  private async readLate(topic: string): Promise<void> {
    const { cluster, conditions, ledger } = this;
    const { world } = cluster;
    const ends = new Map([...this.led(topic)].map((led) => [led.topicPartition.partition, led.log.writtenEndOffset]));
    const from = Array.from({ length: conditions.partitions }, (_, partition) =>
      world.random.integer(1 + (ends.get(partition) ?? 0)),
    );
    const about = { name: topic, partitions: conditions.partitions };
    const terms = { from, fetchBytesMax: 1 };
    const reader = new TransactionReader(cluster, `${topic}-late`, 'read_committed', about, ledger, terms);
    reader.start();
    const isDone = (): boolean => [...ends].every(([partition, end]) => reader.position(partition) >= end);
    const hasRead = await world.runUntil(isDone, READ_MS);
    reader.close();
    assert(hasRead, `${reader.host.name} has not come to the end of ${topic}`);
  }

  private optionsOf(transactionalId: string, isFirstProtocol: boolean) {
    const { topics, conditions, ledger } = this;
    return { transactionalId, topics, conditions, ledger, protocol: isFirstProtocol ? 1 : 2 } as const;
  }

  /** One of the chains, which share the partitions among them. */
  private newChain(transactionalId: string, index: number): TransactionalClient {
    const { cluster, conditions, ledger } = this;
    const { partitions, chains } = conditions;
    const input: TopicPartition[] = [];
    for (let partition = index; partition < partitions; partition += chains) input.push({ topic: WRITTEN, partition });
    let present: ChainJob | undefined;
    for (const { topic, partition } of input) {
      const name = `${topic}-${partition}`;
      ledger.consumes(name);
      this.consumed.set(name, () => present?.done.get(name) ?? 0);
    }
    const chain = {
      group: CHAIN_GROUP,
      input,
      output: { name: CHAINED, partitions },
      outOfRange: ({ topic, partition, next }: TopicPartition & { readonly next: Offset }): void => {
        cluster.checkOutOfRange(topic, partition, next);
      },
    };
    const job: TransactionalClientOptions['job'] = (process) => {
      present = new ChainJob(process, chain);
      return present;
    };
    const options = this.optionsOf(transactionalId, index < conditions.firstProtocolChains);
    // No other way to be exact is known before `transaction.version` 2.
    return new TransactionalClient(cluster, { ...options, startsAnew: true, crashesAtEnd: false, job }, () =>
      this.isConsumed(input),
    );
  }

  /** One of the chains that are members of a group. */
  private newMemberChain(transactionalId: string, index: number, group: ChainGroup): TransactionalClient {
    const { cluster, conditions, ledger } = this;
    const input: TopicPartition[] = [];
    for (let partition = 0; partition < conditions.partitions; partition += 1) {
      const name = nameOf({ topic: WRITTEN, partition });
      input.push({ topic: WRITTEN, partition });
      ledger.consumes(name);
      this.consumed.set(name, () => group.consumed(name));
    }
    const job: TransactionalClientOptions['job'] = (process) => new GroupChainJob(process, group);
    const options = this.optionsOf(transactionalId, index < conditions.firstProtocolChains);
    // Who stands still is missed by its group first, and by the coordinator of its transaction later.
    const zombieProbability = Math.max(conditions.zombieProbability, MEMBER_ZOMBIE_PROBABILITY);
    const patient = { ...conditions, timeoutMs: MEMBER_TIMEOUT_MS, zombieProbability };
    const about = { ...options, conditions: patient, idPerProcess: true, startsAnew: true, crashesAtEnd: false, job };
    return new TransactionalClient(cluster, about, () => this.isConsumed(input));
  }

  /** Whether writers have ended, their transactions too, and these partitions were consumed to their end. */
  private isConsumed(input: readonly TopicPartition[]): boolean {
    if (!this.stopped || !this.writers.every(({ settled }) => settled)) return false;
    const isDone = (led: Partition): boolean =>
      led.lastStableOffset === led.log.writtenEndOffset && led.highWatermark <= this.consumedOf(led);
    const led = [...this.led(WRITTEN)];
    return input.every(({ partition }) => led.some((one) => one.topicPartition.partition === partition && isDone(one)));
  }

  private consumedOf({ topicPartition: { topic, partition } }: Partition): Offset {
    return this.consumed.get(`${topic}-${partition}`)?.() ?? Number.POSITIVE_INFINITY;
  }

  private *led(topic: string): Generator<Partition, void, undefined> {
    for (const { node } of this.cluster.brokers)
      for (const partition of node?.broker?.replicas.partitions() ?? [])
        if (partition.isLeader && partition.topicPartition.topic === topic) yield partition;
  }

  /** What is still to come: every transaction has to end, also those of the dead, and readers come to the end. */
  private *unsettled(): Generator<string, void, undefined> {
    for (const client of [...this.writers, ...this.chains]) if (!client.settled) yield client.state;
    for (const topic of this.topics) {
      const led = [...this.led(topic)];
      for (const partition of led) yield* this.unsettledOf(partition);
      if (led.length !== this.conditions.partitions)
        yield `${led.length} of ${this.conditions.partitions} partitions of ${topic} are led`;
    }
    for (const { topicPartition, log, highWatermark } of this.led(OFFSETS_TOPIC)) {
      const { firstUnstableOffset = highWatermark } = log;
      if (firstUnstableOffset < highWatermark)
        yield `${OFFSETS_TOPIC}-${topicPartition.partition} is stable up to ${firstUnstableOffset} of ${highWatermark}`;
    }
  }

  private *unsettledOf(led: Partition): Generator<string, void, undefined> {
    const { topic, partition } = led.topicPartition;
    const end = led.log.writtenEndOffset;
    const { lastStableOffset } = led;
    if (lastStableOffset < end) yield `${topic}-${partition} is stable up to ${lastStableOffset} of ${end}`;
    for (const reader of this.readers) {
      const position = reader.topic === topic ? reader.position(partition) : end;
      if (position < end) yield `${reader.host.name} has read ${topic}-${partition} up to ${position} of ${end}`;
    }
  }
}
