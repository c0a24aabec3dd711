import { assert, type ErrorCode, type NodeId } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { versionOf } from '@drave/kafka-protocol';
import { openPlainRecords } from '@drave/records';
import { expect, it } from 'vitest';
import { decodeTransactionRecord } from './record-codec.js';
import { CoordinatorUnderTest } from './testing/coordinator-under-test.js';
import { DataPartition } from './testing/data-partition.js';
import { exampleTransaction } from './testing/example-transaction.js';
import { ProducerModel } from './testing/producer-model.js';
import { noTransactions, replayTransaction, type Transaction, type TransactionalId } from './transaction.js';
import { assertLegal } from './transition.js';

const IDS: readonly TransactionalId[] = ['a', 'b', 'c'];
const PARTITIONS = 3;
/** What a leader may answer without having written. */
const REFUSALS: readonly ErrorCode[] = ['NOT_LEADER_OR_FOLLOWER', 'NOT_ENOUGH_REPLICAS', 'UNKNOWN_TOPIC_OR_PARTITION'];

/**
 * Producers of both protocols begin, write, end, are replaced and lose answers, while appends are refused and late,
 * coordinators come and go between any two steps, and markers and their answers are lost. Meanwhile the cluster may get
 * to a higher level of `transaction.version`.
 */
class RandomRun {
  readonly test = new CoordinatorUnderTest({ abortIntervalMs: 5_000 });
  private readonly partitions = new Map<number, DataPartition>();
  private producers: ProducerModel[] = [];
  private readonly all: ProducerModel[] = [];
  private readonly random: SeededRandom;
  private readonly highest = new Map<TransactionalId, Transaction>();
  private readonly owners = new Map<string, ProducerModel>();
  /** Batches of the log that were looked at. */
  private seenBatches = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const refusesResent = this.random.integer(4) === 0;
    for (let partition = 0; partition < PARTITIONS; partition++)
      this.partitions.set(partition, new DataPartition(refusesResent));
    this.test.clusterVersion = this.random.integer(3);
  }

  /** One in two runs comes to the end of the epochs. */
  async begin(): Promise<void> {
    await this.test.settle();
    for (let count = 0; count < IDS.length; count++) this.arrive();
    if (this.random.integer(2) === 0) return;
    const records = IDS.map((transactionalId) => ({ transactionalId, value: nearTheEnd(this.test.nextProducerId++) }));
    await this.test.told(() => ({ records, response: undefined }));
  }

  async step(): Promise<void> {
    for (const producer of this.producers) if (this.random.integer(3) > 0) producer.step();
    await this.test.settle();
    const dice = this.random.integer(61);
    // What was decided by now is written by the level of now.
    this.checkVersions();
    if (dice < 30) this.test.log.replicate();
    else if (dice < 45) this.answerMarkers();
    else if (dice < 48) this.arrive();
    else if (dice < 51) await this.test.pass(1 + this.random.integer(6_000));
    else if (dice < 53) this.test.log.refusals.push('NOT_ENOUGH_REPLICAS');
    else if (dice < 55) this.test.log.failWaiting('REQUEST_TIMED_OUT');
    else if (dice < 56) this.lose();
    else if (dice < 58) this.moveLeader();
    else if (dice === 58) this.test.clusterVersion = Math.min(2, this.test.clusterVersion + 1);
    else this.producers[this.random.integer(this.producers.length + 1)]?.loseAnswer();
    await this.test.settle();
    this.check();
  }

  /** No more faults: everybody gets what he asks for, and whoever has left something open is aborted in time. */
  async heal(): Promise<void> {
    this.test.log.refusals.length = 0;
    this.test.destinations.clear();
    for (let round = 0; round < 60; round++) {
      this.test.log.replicate();
      await this.test.settle();
      this.test.answerAll(this.partitions);
      await this.test.pass(2_000);
      this.check();
    }
  }

  async checkHealed(): Promise<void> {
    const { replicated } = this.test;
    for (const [, { state }] of replicated) expect(['Empty', 'CompleteCommit', 'CompleteAbort']).toContain(state);
    expect([...this.partitions.values()].map(({ hasOpen }) => hasOpen)).not.toContain(true);
    this.checkOutcomes();
    await this.checkLog();
  }

  /** What was told stands, and what was not told is all or nothing. */
  private checkOutcomes(): void {
    const outcomes = new Map<object, Set<string>>();
    for (const { pieces } of this.partitions.values())
      for (const { transaction, outcome } of pieces) {
        const seen = outcomes.get(transaction) ?? new Set();
        outcomes.set(transaction, seen.add(outcome ?? 'open'));
      }
    for (const { transactions } of this.all)
      for (const transaction of transactions) {
        const seen = [...(outcomes.get(transaction) ?? [])];
        if (seen.length === 0) continue;
        const { told, wanted } = transaction;
        if (told !== undefined) expect([told, seen]).toEqual([told, [told]]);
        else if (wanted === 'commit') expect(seen).toHaveLength(1);
        else expect(seen).toEqual(['abort']);
      }
  }

  /** The log holds legal transitions only, and gives the state. */
  private async checkLog(): Promise<void> {
    let state = noTransactions;
    for (const { key, value } of await this.test.records()) {
      const record = decodeTransactionRecord(key, value);
      assert(record !== undefined, 'every record is one of ours');
      const before = state.get(record.transactionalId);
      // What the log has no place for is not there to be compared.
      if (before !== undefined && record.value !== undefined) assertLegal(before, known(record.value, before));
      state = replayTransaction(state, record);
    }
    const forgetful = (one: Transaction): Transaction => ({ ...one, lastProducerEpoch: -1, previousProducerId: -1 });
    expect(state.map(forgetful).toJS()).toEqual(this.test.replicated.map(forgetful).toJS());
  }

  /** What was written since the last look is as the level wants it, but for what version 0 has no place for. */
  private checkVersions(): void {
    const { batches } = this.test.log;
    for (const bytes of batches.slice(Math.min(this.seenBatches, batches.length))) {
      const cursor = openPlainRecords(bytes, 0);
      for (let next = cursor?.next(); next !== undefined; next = cursor?.next()) {
        if (next.key === null || next.value === null) continue;
        const value = decodeTransactionRecord(next.key, next.value)?.value;
        const isRaising = value?.transactionVersion === 2 || (value?.nextProducerId ?? -1) >= 0;
        const expected = this.test.clusterVersion > 0 || isRaising ? 1 : 0;
        assert(versionOf(next.value) === expected, `level ${this.test.clusterVersion} wrote ${versionOf(next.value)}`);
      }
    }
    this.seenBatches = batches.length;
  }

  private check(): void {
    this.checkVersions();
    if (!this.test.shard.loaded || !this.test.log.led) return;
    for (const [transactionalId, one] of this.test.replicated) {
      const before = this.highest.get(transactionalId);
      this.highest.set(transactionalId, one);
      if (before === undefined) continue;
      const isNewer = one.producerId > before.producerId;
      const isSame = one.producerId === before.producerId && one.producerEpoch >= before.producerEpoch;
      assert(
        isNewer || isSame,
        `${before.producerId}/${before.producerEpoch} became ${one.producerId}/${one.producerEpoch}`,
      );
    }
    for (const producer of this.all) {
      if (producer.claimed === undefined) continue;
      const owner = this.owners.get(producer.claimed) ?? producer;
      assert(owner === producer, `${producer.claimed} was given to two producers`);
      this.owners.set(producer.claimed, owner);
    }
  }

  /** A new instance for one of the ids; the one before may go on, not knowing of it. */
  private arrive(): void {
    const transactionalId = IDS[this.random.integer(IDS.length)] ?? 'a';
    const isNew = this.random.integer(2) === 0;
    const producer = new ProducerModel(this.test, this.partitions, this.random, transactionalId, isNew);
    this.producers = [...this.producers.filter(({ isOver }) => !isOver), producer].slice(-5);
    this.all.push(producer);
  }

  /** A disk fails, or another broker takes over, with what was not replicated or without it. */
  private lose(): void {
    const { log, shard } = this.test;
    const dice = this.random.integer(3);
    // What a leader has read from its disk is not lost while it leads.
    const isOwnDisk = dice === 1 && shard.loaded;
    if (dice > 0) log.lose(isOwnDisk ? 'KAFKA_STORAGE_ERROR' : 'NOT_LEADER_OR_FOLLOWER');
    if (!isOwnDisk) this.test.resign({ isSameBroker: this.random.integer(2) === 0 });
  }

  /** A partition has another leader from now on, or none. */
  private moveLeader(): void {
    const nodeId: NodeId = this.random.integer(4);
    const partition = this.random.integer(PARTITIONS);
    this.test.destinations.set(partition, nodeId === 0 ? { kind: 'unknown' } : { kind: 'leader', nodeId });
    this.test.markers.metadataChanged();
  }

  private answerMarkers(): void {
    const at = this.random.integer(Math.max(1, this.test.sent.length));
    const [request] = this.test.sent.splice(at, 1);
    if (request === undefined) return;
    const dice = this.random.integer(4);
    if (dice === 0) {
      // It never arrived.
      request.answer(undefined);
      return;
    }
    if (dice === 1) {
      const failure = REFUSALS[this.random.integer(REFUSALS.length)];
      request.answer(this.test.write(request, new Map()).map((result) => ({ ...result, failure })));
      return;
    }
    const results = this.test.write(request, this.partitions);
    // Two of these: the answer is lost, or arrives.
    request.answer(dice === 2 ? undefined : results);
  }
}

function nearTheEnd(producerId: number): Transaction {
  return exampleTransaction({ producerId, previousProducerId: producerId, producerEpoch: 32_764, timeoutMs: 20_000 });
}

/** With what only the memory of a coordinator has, as the assertion wants it. */
function known(value: Transaction, before: Transaction): Transaction {
  const isRaising = value.transactionVersion === 2 && value.state.startsWith('Prepare');
  const last = isRaising ? before.producerEpoch : -1;
  return { ...value, lastProducerEpoch: last };
}

/** D14: after every step and after healing. */
it('what was told stands, epochs never go back, and nothing stays unfinished', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const run = new RandomRun(seed);
    await run.begin();
    for (let step = 0; step < 150; step++) await run.step();
    await run.heal();
    await run.checkHealed();
  }
}, 120_000);
