import { type SimHost, SimWorld } from '@drave/env/sim';
import {
  type BatchInfo,
  type EndTransactionMarker,
  decodeControlBatch,
  encodeEndTransactionMarker,
  openPlainRecords,
  readBatchInfo,
  scanBatches,
} from '@drave/records';
import { testBatch } from '@drave/records/testing';
import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import type { AbortedTransaction, PartitionLog } from './contract.js';
import type { LogDirectory } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { ProducerTable } from './producer-state.js';
import { openTestLog, testLogConfig } from './testing/index.js';

/** Producers with an odd id take a new epoch with every transaction, the others keep theirs. */
const PRODUCERS = [1, 2, 3, 4];
const KEYS = 3;
const SETTLED_MS = 10_000;

type Ending = 'commit' | 'abort';
type Restart = 'clean' | 'process' | 'power';

type Operation =
  | { readonly kind: 'data'; readonly producerId: number; readonly count: number; readonly wait: boolean }
  | { readonly kind: 'end'; readonly producerId: number; readonly ending: Ending; readonly wait: boolean }
  | { readonly kind: 'plain'; readonly count: number }
  | { readonly kind: 'replicate' | 'truncate' | 'deleteRecords' | 'uncleanTruncate'; readonly share: number }
  | { readonly kind: 'flush' | 'retention' | 'compact' | 'startOver' }
  | { readonly kind: 'fullDisk'; readonly producerIds: readonly number[] }
  | { readonly kind: 'restart'; readonly how: Restart };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const producerId = fc.constantFrom(...PRODUCERS);
const wait = fc.boolean();
const kinds = <Kind extends string>(...kind: Kind[]): fc.Arbitrary<Kind> => fc.constantFrom(...kind);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({ kind: kinds('data'), producerId, count: fc.integer({ min: 1, max: 3 }), wait }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ kind: kinds('end'), producerId, ending: kinds('commit', 'abort'), wait }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kinds('plain'), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 9, arbitrary: fc.record({ kind: kinds('replicate'), share }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds('truncate', 'deleteRecords', 'uncleanTruncate'), share }) },
  { weight: 5, arbitrary: fc.record({ kind: kinds('flush', 'retention', 'compact', 'compact') }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('startOver') }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kinds('fullDisk'), producerIds: fc.array(producerId, { maxLength: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kinds('restart'), how: kinds('clean', 'process', 'power') }) },
);

interface Written {
  readonly info: BatchInfo;
  readonly marker: EndTransactionMarker | undefined;
  readonly keys: readonly string[];
}

interface Transaction {
  readonly producerId: number;
  readonly firstOffset: number;
  marker: { readonly offset: number; readonly kind: Ending } | undefined;
}

interface Producer {
  readonly epoch: number;
  readonly nextSequence: number;
  readonly open: Transaction | undefined;
}

/** What all that was written means, told from its beginning each time: slow, and without a state to go wrong. */
class Meaning {
  readonly transactions: Transaction[] = [];
  readonly transactionOf = new Map<Written, Transaction>();
  private readonly producers = new Map<number, Producer>();

  constructor(history: readonly Written[]) {
    for (const written of history) this.read(written);
  }

  of(id: number): Producer {
    return this.producers.get(id) ?? { epoch: 0, nextSequence: 0, open: undefined };
  }

  lastStableOffset(logStartOffset: number, highWatermark: number): number {
    const unstable = this.transactions
      .filter(({ marker }) => marker === undefined || marker.offset >= highWatermark)
      .map(({ firstOffset }) => Math.max(firstOffset, logStartOffset));
    return Math.min(highWatermark, ...unstable);
  }

  isVisible(written: Written): boolean {
    if (written.marker !== undefined) return false;
    const transaction = this.transactionOf.get(written);
    return transaction === undefined || transaction.marker?.kind === 'commit';
  }

  private read(written: Written): void {
    const { info, marker } = written;
    if (info.producerId < 0) return;
    const { epoch, nextSequence, open } = this.of(info.producerId);
    if (marker !== undefined) {
      if (open !== undefined) open.marker = { offset: info.baseOffset, kind: marker.kind };
      const next = info.producerEpoch > epoch ? 0 : nextSequence;
      this.producers.set(info.producerId, { epoch: info.producerEpoch, nextSequence: next, open: undefined });
      return;
    }
    const { producerId: id, baseOffset: firstOffset, recordCount } = info;
    const transaction = open ?? { producerId: id, firstOffset, marker: undefined };
    if (open === undefined) this.transactions.push(transaction);
    this.transactionOf.set(written, transaction);
    const sequence = info.producerEpoch > epoch ? 0 : nextSequence;
    this.producers.set(id, { epoch: info.producerEpoch, nextSequence: sequence + recordCount, open: transaction });
  }
}

class Run {
  private readonly world: SimWorld;
  private readonly host: SimHost;
  private readonly compacted: boolean;
  private log!: PartitionLog;
  private directory!: LogDirectory;
  private history: Written[] = [];
  private highWatermark = 0;
  private emptiedAt = 0;
  private records = 0;

  constructor(seed: number, compacted: boolean) {
    this.world = new SimWorld({ seed });
    this.host = this.world.createHost('broker');
    this.compacted = compacted;
  }

  async open(): Promise<void> {
    const { env } = this.host;
    const config = testLogConfig({
      segmentBytes: 600,
      cleanupCompact: this.compacted,
      cleanupDelete: !this.compacted,
      minCleanableDirtyRatio: 0.01,
      deleteRetentionMs: 1,
      fileDeleteDelayMs: 10,
    });
    const resources = new LogResources(env, { tailBytesMax: 2_000, openFilesMax: 3, indexBytesMax: 300 });
    const opened = await this.world.finish(openTestLog(env, config, { resources, housekeepingIntervalMs: 50 }));
    this.log = opened.log;
    this.directory = opened.directory;
    assert.deepEqual(this.log.state, { kind: 'online' });
  }

  async apply(step: Operation): Promise<void> {
    switch (step.kind) {
      case 'data':
        void this.write(this.dataOf(step.producerId, step.count));
        return step.wait ? this.settle() : undefined;
      case 'end':
        void this.write(this.endOf(step.producerId, step.ending));
        return step.wait ? this.settle() : undefined;
      case 'plain':
        void this.write(this.dataOf(-1, step.count));
        return;
      case 'replicate':
        await this.settle();
        return this.replicate(step.share);
      case 'truncate':
        return this.truncate(this.highWatermark, step.share);
      case 'uncleanTruncate':
        return this.compacted ? undefined : this.truncate(this.log.logStartOffset, step.share);
      case 'deleteRecords':
        return this.deleteRecords(step.share);
      case 'fullDisk':
        return this.fillDisk(step.producerIds);
      case 'restart':
        return this.restart(step.how);
      default:
        return this.keep(step.kind);
    }
  }

  private async keep(kind: 'flush' | 'retention' | 'compact' | 'startOver'): Promise<void> {
    await this.settle();
    const { log, world } = this;
    const nowMs = this.host.env.clock.wallMs();
    if (kind === 'flush') return world.finish(log.flush());
    if (kind === 'retention') return void (await world.finish(log.tickRetention(nowMs, this.highWatermark)));
    if (kind === 'compact') return void (await world.finish(log.compact(nowMs, this.highWatermark)));
    const offset = log.logEndOffset + 3;
    await world.finish(log.truncateFullyAndStartAt(offset));
    this.history = [];
    this.emptiedAt = offset;
    this.highWatermark = offset;
  }

  private get meaning(): Meaning {
    return new Meaning(this.history);
  }

  private dataOf(id: number, count: number): { readonly bytes: Buffer; readonly keys: readonly string[] } {
    const { logEndOffset: baseOffset } = this.log;
    const keys = Array.from({ length: count }, () => `k${this.records++ % KEYS}`);
    const records = keys.map((key, index) => ({ key, value: `${id}@${baseOffset + index}`.padEnd(30, '.') }));
    const place = { baseOffset, partitionLeaderEpoch: 0 };
    if (id < 0) return { bytes: testBatch(records, place), keys };
    const { epoch: producerEpoch, nextSequence: baseSequence, open } = this.meaning.of(id);
    const producer = { producerId: id, producerEpoch, baseSequence, transactional: true };
    const bytes = testBatch(records, { ...place, ...producer });
    this.assertTaken(readBatchInfo(bytes, 0), open === undefined);
    return { bytes, keys };
  }

  /** As a leader judges it: the first batch needs a guard, the others need none. */
  private assertTaken(info: BatchInfo, begins: boolean): void {
    const { producers } = this.log;
    const start = producers.beginVerification(info, info.producerId % 2 === 1, 0);
    assert.equal(start.kind, begins ? 'ask' : 'open');
    const guard = start.kind === 'ask' ? start.guard : undefined;
    assert.equal(producers.decide(info).kind, begins ? 'reject' : 'append');
    assert.equal(producers.decide(info, guard).kind, 'append');
  }

  private endOf(id: number, kind: Ending): { readonly bytes: Buffer; readonly keys: readonly string[] } {
    const { epoch, open } = this.meaning.of(id);
    const grows = id % 2 === 1 && open !== undefined;
    const marker = { kind, producerId: id, producerEpoch: epoch + (grows ? 1 : 0), coordinatorEpoch: 0 };
    assert.equal(this.log.producers.decideMarker(marker, id % 2 === 1 ? 2 : 1).kind, 'append');
    return { bytes: encodeEndTransactionMarker(marker, 0, this.log.logEndOffset), keys: [] };
  }

  private write({ bytes, keys }: { readonly bytes: Buffer; readonly keys: readonly string[] }): Promise<void> {
    const info = readBatchInfo(bytes, 0);
    const control = info.control ? decodeControlBatch(bytes, 0) : undefined;
    const marker = control === undefined || control.kind === 'unknown' ? undefined : control;
    const written = { info, marker, keys };
    this.history.push(written);
    return this.log.append(bytes);
  }

  private async settle(): Promise<void> {
    await this.world.runUntil(() => this.log.writtenEndOffset === this.log.logEndOffset, SETTLED_MS);
    await this.world.runFor(0);
    assert.equal(this.log.writtenEndOffset, this.log.logEndOffset);
  }

  /** Followers are at the end of some batch. */
  private replicate(part: number): void {
    const ahead = this.history.filter(({ info }) => info.lastOffset >= this.highWatermark);
    const reached = ahead[Math.floor(ahead.length * part)];
    if (reached !== undefined) this.highWatermark = reached.info.lastOffset + 1;
    this.log.replicatedUpTo(this.highWatermark);
  }

  private async truncate(from: number, part: number): Promise<void> {
    await this.settle();
    const { logEndOffset, logStartOffset } = this.log;
    const wanted = from + Math.round((logEndOffset - from) * part);
    const inside = this.history.find(({ info }) => info.baseOffset < wanted && wanted <= info.lastOffset);
    const offset = inside?.info.baseOffset ?? wanted;
    if (offset < from || offset <= logStartOffset) return;
    await this.world.finish(this.log.truncateTo(offset));
    this.cutModel();
  }

  private cutModel(): void {
    const { logEndOffset } = this.log;
    this.history = this.history.filter(({ info }) => info.lastOffset < logEndOffset);
    this.highWatermark = Math.min(this.highWatermark, logEndOffset);
  }

  private async deleteRecords(part: number): Promise<void> {
    await this.settle();
    await this.world.finish(this.log.flush());
    const { logStartOffset } = this.log;
    const offset = logStartOffset + Math.floor((this.highWatermark - logStartOffset) * part);
    assert.equal(await this.world.finish(this.log.deleteRecordsBefore(offset)), offset);
  }

  /** What is refused leaves no trace, wherever it stood in the queue. */
  private async fillDisk(producerIds: readonly number[]): Promise<void> {
    await this.settle();
    this.host.diskFaults({ capacityBytes: this.host.diskState.usedBytes + 150 });
    const writes = producerIds.flatMap((id) => [this.write(this.dataOf(id, 1)), this.write(this.endOf(id, 'abort'))]);
    await this.world.finish(Promise.allSettled(writes));
    this.host.diskFaults({ capacityBytes: Number.POSITIVE_INFINITY });
    assert.equal(this.log.writtenEndOffset, this.log.logEndOffset);
    // Until then a power loss may bring back what was refused: it was in the file for a moment.
    await this.world.finish(this.log.flush());
    this.cutModel();
  }

  private async restart(how: Restart): Promise<void> {
    if (how === 'clean') {
      await this.settle();
      await this.world.finish(this.directory.close());
    }
    this.host.crash({ loseUnsynced: how === 'power' });
    this.host.restart();
    await this.open();
    this.cutModel();
    this.log.replicatedUpTo(this.highWatermark);
  }

  /** The last stable offset, and what a reader of committed records gets from everywhere below it. */
  async check(): Promise<void> {
    const { log, meaning } = this;
    const { logStartOffset } = log;
    const lastStable = Math.min(log.firstUnstableOffset ?? this.highWatermark, this.highWatermark);
    const expected = meaning.lastStableOffset(logStartOffset, this.highWatermark);
    assert.equal(Math.max(lastStable, logStartOffset), Math.max(expected, logStartOffset), 'last stable offset');
    const whole = this.committed(meaning, logStartOffset, lastStable);
    for (let from = logStartOffset; from < lastStable; from++) {
      const due = whole.filter(({ offset }) => offset >= from);
      const seen = await this.readCommitted(from, lastStable, from % 2 === 0 ? 1 : 500);
      if (this.compacted) this.assertCleaned(seen, due);
      else assert.deepEqual(seen, due);
    }
  }

  /** Every record is one of those, and what is missing is superseded by another of them. */
  private assertCleaned(seen: readonly Seen[], due: readonly Seen[]): void {
    const all = new Map(due.map((record) => [record.offset, record]));
    for (const record of seen) assert.deepEqual(record, all.get(record.offset));
    const kept = new Set(seen.map(({ offset }) => offset));
    for (const { offset, key } of due) {
      const superseded = due.some((later) => later.offset > offset && later.key === key);
      assert.equal(kept.has(offset) || superseded, true, `${key} at ${offset} is gone`);
    }
  }

  private committed(meaning: Meaning, from: number, upTo: number): Seen[] {
    return this.history
      .filter((written) => meaning.isVisible(written))
      .flatMap(({ info, keys }) =>
        keys.map((key, index) => {
          const offset = info.baseOffset + index;
          return { offset, key, value: `${info.producerId}@${offset}`.padEnd(30, '.') };
        }),
      )
      .filter(({ offset }) => offset >= from && offset < upTo);
  }

  /** As a client does it: reads on from where it is, with the aborts that come along. */
  private async readCommitted(fromOffset: number, upToOffset: number, bytesMax: number): Promise<Seen[]> {
    const seen: Seen[] = [];
    let at = fromOffset;
    while (at < upToOffset) {
      const read = this.log.read(at, { upToOffset, bytesMax, minOneBatch: true });
      const result = await this.world.finish(read);
      if (result.kind !== 'data') throw new Error(`read at ${at} gave ${result.kind}`);
      if (result.byteLength === 0) break;
      const aborted = await this.world.finish(this.log.abortedTransactions(at, result.nextOffset));
      seen.push(...withoutAborted(Buffer.concat(result.parts), aborted).filter(({ offset }) => offset >= at));
      at = result.nextOffset;
    }
    return seen;
  }

  /** What is known of the producers is what a look at the whole log says. */
  async finish(): Promise<void> {
    await this.settle();
    if (this.compacted) return;
    const table = new ProducerTable();
    for (const { info, marker } of this.history) table.apply(info, marker);
    assert.deepEqual(this.log.producers.describe(), table.describe());
    const endOffset = this.history.at(-1)?.info.lastOffset ?? this.emptiedAt - 1;
    assert.equal(this.log.logEndOffset, endOffset + 1);
  }
}

interface Seen {
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

function withoutAborted(bytes: Buffer, aborted: readonly AbortedTransaction[]): Seen[] {
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const dropped = new Set<number>();
  const seen: Seen[] = [];
  for (const step of scanBatches(bytes, { verifyCrc: true })) {
    if (step.kind !== 'batch') throw new Error(step.kind);
    const { info } = step;
    while (waiting[0] !== undefined && waiting[0].firstOffset <= info.lastOffset)
      dropped.add(waiting.shift()?.producerId ?? -1);
    if (info.control) {
      if (decodeControlBatch(bytes, info.position)?.kind === 'abort') dropped.delete(info.producerId);
      continue;
    }
    if (info.transactional && dropped.has(info.producerId)) continue;
    for (const { offset, key, value } of openPlainRecords(bytes, info.position)?.rest() ?? [])
      seen.push({ offset, key: key?.toString() ?? '', value: value?.toString() ?? '' });
  }
  return seen;
}

describe('transactions in a log against their model', () => {
  it.each([
    ['deletes', false],
    ['compacts', true],
  ] as const)(
    'readers of a log that %s see what is committed and replicated, and nothing else',
    async (_, compacted) => {
      const property = fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.array(operation, { minLength: 5, maxLength: 40, size: 'max' }),
        async (seed, steps) => {
          const run = new Run(seed, compacted);
          await run.open();
          for (const step of steps) {
            await run.apply(step);
            await run.check();
          }
          await run.finish();
        },
      );
      await expect(fc.assert(property, { numRuns: 40 })).resolves.toBeUndefined();
    },
    120_000,
  );
});
