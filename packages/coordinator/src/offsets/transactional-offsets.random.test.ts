import { assert, type ErrorCode, type Offset, type ProducerId } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { decodeControlBatch, openPlainRecords, readBatchInfo } from '@drave/records';
import { expect, it } from 'vitest';
import { decodeGroupRecord } from '../state/record-codec.js';
import { fetchOffsets } from './fetch.js';
import { OffsetsShard, type Outcome } from './testing/offsets-shard.js';

const PARTITIONS = [0, 1, 2];

/** One transaction of a producer, as its client and its coordinator know it. */
interface Transaction {
  readonly producerId: ProducerId;
  /** What it commits everywhere: no other transaction commits the same. */
  readonly offset: Offset;
  readonly commits: Outcome<ErrorCode | undefined>[];
  end: 'commit' | 'abort' | undefined;
  /** The marker under way: it is sent until it is answered. */
  marker: Outcome<void> | undefined;
}

/**
 * Producers commit offsets in transactions, and others without, while appends are refused, late and lost, and shards
 * are ended and loaded again, here or by another leader that lacks what was not replicated. After every step what reads
 * see is what the log says; a transaction's offsets are all there or none, and those of an aborted one never.
 */
class RandomRun {
  private current = new OffsetsShard();
  private readonly random: SeededRandom;
  private readonly open = new Map<ProducerId, Transaction>();
  private readonly aborted = new Set<Offset>();
  /** By producer, what its last transaction committed that was answered as ended. */
  private readonly committed = new Map<ProducerId, Offset>();
  private readonly plain: { readonly offset: Offset; readonly seen: Outcome<ErrorCode | undefined> }[] = [];
  private nextOffset = 1;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  async step(): Promise<void> {
    const dice = this.random.integer(24);
    const producerId = 1 + this.random.integer(3);
    if (dice < 7) this.commitIn(producerId);
    else if (dice < 11) this.endOf(producerId);
    else if (dice < 14) this.commit();
    else if (dice === 14) this.current.log.refusals.push('NOT_ENOUGH_REPLICAS');
    else if (dice === 15)
      this.current.log.refuseNext((origin) => (origin.kind === 'plain' ? undefined : 'INVALID_TXN_STATE'));
    else if (dice === 16) this.current.log.failWaiting('REQUEST_TIMED_OUT');
    else if (dice === 17) this.current.log.lose('KAFKA_STORAGE_ERROR');
    else if (dice === 18) await this.reload(this.random.integer(2) === 0);
    else if (dice < 21) await this.current.idle();
    else this.current.log.replicate();
    if (this.random.integer(2) === 0) await this.current.idle();
    if (this.current.broken.length > 0) await this.reload(false);
    this.settleTransactions();
    await this.check();
  }

  /** There are no more faults: every transaction ends, and its marker is sent until it is answered. */
  async calmDown(): Promise<void> {
    this.current.log.refusals.length = 0;
    this.current.log.refuseNext(() => undefined);
    for (let round = 0; round < 6; round++) {
      if (this.current.broken.length > 0) await this.reload(false);
      for (const producerId of [...this.open.keys()]) this.endOf(producerId);
      await this.current.settle();
      this.settleTransactions();
      await this.check();
    }
    expect(this.open.size).toBe(0);
    const { pending } = this.current.shard.readAll();
    expect(pending.producers.size + pending.byProducer.size).toBe(0);
  }

  /** To the group of the producer alone, one or two partitions at a time, and to the one that all share. */
  private commitIn(producerId: ProducerId): void {
    const one = this.open.get(producerId) ?? this.begin(producerId);
    if (one.end !== undefined) return;
    const { offset } = one;
    const of = (partitions: readonly number[]) => [
      {
        topic: 'orders',
        partitions: partitions.map((partition) => ({ partition, offset, leaderEpoch: -1, metadata: '' })),
      },
    ];
    const split = 1 + this.random.integer(2);
    const parts = [PARTITIONS.slice(0, split), PARTITIONS.slice(split)];
    for (const part of parts)
      one.commits.push(this.current.commitIn(producerId, { groupId: `of ${producerId}`, topics: of(part) }));
    one.commits.push(this.current.commitIn(producerId, { groupId: 'shared', topics: of([this.random.integer(3)]) }));
  }

  private begin(producerId: ProducerId): Transaction {
    const one = { producerId, offset: this.nextOffset++, commits: [], end: undefined, marker: undefined };
    this.open.set(producerId, one);
    return one;
  }

  /** A client commits when it has heard that all is well, and its coordinator sends the marker until it is written. */
  private endOf(producerId: ProducerId): void {
    const one = this.open.get(producerId);
    if (one === undefined) return;
    const isGood = one.commits.every((seen) => 'response' in seen && seen.response === undefined);
    one.end ??= isGood && this.random.integer(4) > 0 ? 'commit' : 'abort';
    if (one.end === 'abort') this.aborted.add(one.offset);
    const { marker } = one;
    if (marker === undefined || marker.failure !== undefined) one.marker = this.current.end(one.end, producerId);
  }

  private settleTransactions(): void {
    for (const one of [...this.open.values()]) {
      if (one.marker === undefined || !('response' in one.marker)) continue;
      this.open.delete(one.producerId);
      if (one.end === 'commit') this.committed.set(one.producerId, one.offset);
    }
  }

  private commit(): void {
    const offset = this.nextOffset++;
    this.plain.push({ offset, seen: this.current.commit('shared', 'orders', this.random.integer(3), offset) });
  }

  /** Another leadership. The next leader may lack what was not replicated. */
  private async reload(loses: boolean): Promise<void> {
    const { log, shard, topics } = this.current;
    log.loseLeadership();
    shard.end('NOT_COORDINATOR');
    await this.current.idle();
    this.current = new OffsetsShard({ log: log.successor(loses), topics });
    await this.current.idle();
    this.current.log.replicate();
    await this.current.idle();
  }

  private async check(): Promise<void> {
    const { shard, log } = this.current;
    if (!shard.loaded) return;
    await this.current.idle();
    if (!shard.loaded) return;
    const state = shard.readAll();
    const replicated = log.batches.filter((bytes) => readBatchInfo(bytes, 0).lastOffset < log.highWatermark);
    const said = offsetsOf(replicated);
    const seen = new Map<string, Offset>();
    for (const [groupId, topics] of state.offsets)
      for (const [topic, partitions] of topics)
        for (const [partition, { offset }] of partitions) seen.set(`${groupId} ${topic} ${partition}`, offset);
    expect(seen).toEqual(said.committed);
    this.checkPending(said.pending);
    for (const offset of seen.values()) assert(!this.aborted.has(offset), `${offset} was aborted`);
    for (const producerId of [1, 2, 3]) this.checkWhole(producerId, seen);
    await this.checkReread();
  }

  /** What a consumer that wants only what is stable is refused. */
  private checkPending(pending: ReadonlySet<string>): void {
    for (const groupId of ['shared', 'of 1', 'of 2', 'of 3']) {
      const topics = [{ topic: 'orders', partitions: PARTITIONS }];
      const request = { groupId, member: undefined, topics, requireStable: true };
      const { topics: answers } = fetchOffsets(this.current.shard.readAll(), request, (name) =>
        this.current.model.topicIdOf(name),
      );
      for (const { partition, failure } of answers[0]?.partitions ?? [])
        assert((failure !== undefined) === pending.has(`${groupId} orders ${partition}`), `${groupId} ${partition}`);
    }
  }

  /** All of one transaction, or nothing; and no less than what was answered. */
  private checkWhole(producerId: ProducerId, seen: ReadonlyMap<string, Offset>): void {
    const offsets = PARTITIONS.map((partition) => seen.get(`of ${producerId} orders ${partition}`) ?? 0);
    assert(new Set(offsets).size === 1, `transactions of ${producerId} are there by halves: ${offsets.join(' ')}`);
    const answered = this.committed.get(producerId) ?? 0;
    assert((offsets[0] ?? 0) >= answered, `${producerId} has ${offsets[0]}, and ${answered} was answered`);
  }

  /** Another coordinator reads the same from the same log. */
  private async checkReread(): Promise<void> {
    const { log, shard } = this.current;
    const other = new OffsetsShard({ log: log.successor(true), topics: this.current.topics });
    await other.idle();
    assert(other.shard.loaded, 'what is replicated can be loaded at once');
    expect(other.shard.readAll().offsets.toJS()).toEqual(shard.readAll().offsets.toJS());
    expect(other.shard.readAll().pending).toEqual(shard.readAll().pending);
    other.shard.end('NOT_COORDINATOR');
  }
}

/** What a log says, read in the plainest way. */
function offsetsOf(batches: readonly Buffer[]) {
  const committed = new Map<string, Offset>();
  const places = new Map<string, Offset>();
  const open = new Map<ProducerId, Map<string, { readonly offset: Offset; readonly place: Offset }>>();
  for (const bytes of batches) {
    const info = readBatchInfo(bytes, 0);
    const marker = info.control ? decodeControlBatch(bytes, 0) : undefined;
    if (marker !== undefined && marker.kind !== 'unknown') {
      const offers = marker.kind === 'commit' ? (open.get(marker.producerId) ?? []) : [];
      for (const [key, { offset, place }] of offers)
        if (place > (places.get(key) ?? -1)) {
          committed.set(key, offset);
          places.set(key, place);
        }
      open.delete(marker.producerId);
      continue;
    }
    const cursor = openPlainRecords(bytes, 0);
    for (let next = cursor?.next(); next !== undefined; next = cursor?.next()) {
      const record = next.key === null ? undefined : decodeGroupRecord(next.key, next.value);
      assert(record?.kind === 'offset' && record.value !== undefined, 'nothing else is written here');
      const key = `${record.groupId} ${record.topic} ${record.partition}`;
      const { offset } = record.value;
      if (info.transactional) {
        const offers = open.get(info.producerId) ?? new Map<string, { offset: Offset; place: Offset }>();
        open.set(info.producerId, offers.set(key, { offset, place: next.offset }));
      } else {
        committed.set(key, offset);
        places.set(key, next.offset);
      }
    }
  }
  const pending = new Set([...open.values()].flatMap((offers) => [...offers.keys()]));
  return { committed, pending };
}

it('E17: transactions commit all their offsets or none, whatever becomes of appends and coordinators', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const run = new RandomRun(seed);
    for (let step = 0; step < 80; step++) await run.step();
    await run.calmDown();
  }
});
