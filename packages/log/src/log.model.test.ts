import { SimWorld, type SimHost } from '@drave/env/sim';
import { readBatchInfo } from '@drave/records';
import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import type { PartitionLog } from './contract.js';
import type { LogDirectory } from './log-directory.js';
import { LogResources } from './log-resources.js';
import { ProducerTable } from './producer-state.js';
import { nextBatch, openTestLog, readAll, testLogConfig } from './testing/index.js';

/** What the log must hold, by construction. */
interface ModelBatch {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly bytes: Buffer;
}

type Operation =
  | { readonly kind: 'append'; readonly counts: readonly number[]; readonly wait: boolean; readonly producer: number }
  | { readonly kind: 'truncate'; readonly fraction: number }
  | { readonly kind: 'startOver'; readonly ahead: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'epoch' }
  | { readonly kind: 'read'; readonly fraction: number; readonly bytesMax: number }
  | { readonly kind: 'deleteRecords'; readonly fraction: number }
  | { readonly kind: 'retention' }
  | { readonly kind: 'restart'; readonly how: 'clean' | 'process' | 'power' };

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      counts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      wait: fc.boolean(),
      producer: fc.integer({ min: -1, max: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('truncate' as const), fraction }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('startOver' as const), ahead: fc.integer({ min: 0, max: 50 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('epoch' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('read' as const), fraction, bytesMax: fc.integer({ min: 1, max: 3000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteRecords' as const), fraction }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retention' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      how: fc.constantFrom('clean' as const, 'process' as const, 'power' as const),
    }),
  },
);

class Run {
  readonly world: SimWorld;
  readonly host: SimHost;
  private log!: PartitionLog;
  private directory!: LogDirectory;
  private history: ModelBatch[] = [];
  /**
   * Ends of what was acknowledged, and of what was flushed; a crash may not lose below the second, a kill below the
   * first.
   */
  private ackedEnd = 0;
  private flushedEnd = 0;
  private startedAt = 0;
  private epoch = 0;
  private readonly sequences = new Map<number, number>();
  private retained = false;
  private readonly tailBytesMax: number;

  constructor(seed: number, tailBytesMax: number) {
    this.world = new SimWorld({ seed });
    this.host = this.world.createHost('broker');
    this.tailBytesMax = tailBytesMax;
  }

  async open(): Promise<void> {
    const { env } = this.host;
    const config = testLogConfig({ segmentBytes: 700, retentionBytes: 2500, fileDeleteDelayMs: 10 });
    const resources = new LogResources(env, { tailBytesMax: this.tailBytesMax, openFilesMax: 3, indexBytesMax: 300 });
    const opened = await this.world.finish(openTestLog(env, config, { resources, housekeepingIntervalMs: 50 }));
    this.log = opened.log;
    this.directory = opened.directory;
    assert.deepEqual(this.log.state, { kind: 'online' });
  }

  async apply(step: Operation): Promise<void> {
    switch (step.kind) {
      case 'append':
        return this.append(step.counts, step.wait, step.producer);
      case 'truncate':
        return this.truncate(step.fraction);
      case 'startOver':
        return this.startOver(this.log.logEndOffset + step.ahead);
      case 'flush':
        await this.world.finish(this.log.flush());
        assert.equal(this.log.recoveryPoint, this.log.writtenEndOffset);
        this.ackedEnd = this.log.writtenEndOffset;
        this.flushedEnd = this.ackedEnd;
        return;
      case 'epoch':
        this.epoch++;
        this.log.leaderEpochs.assign(this.epoch, this.log.logEndOffset);
        return;
      case 'read':
        return this.read(step.fraction, step.bytesMax);
      case 'deleteRecords': {
        await this.settle();
        const { logStartOffset, writtenEndOffset } = this.log;
        const offset = logStartOffset + Math.floor((writtenEndOffset - logStartOffset) * step.fraction);
        assert.equal(await this.world.finish(this.log.deleteRecordsBefore(offset)), offset);
        this.retained = true;
        return;
      }
      case 'retention':
        await this.settle();
        await this.world.finish(this.log.tickRetention(this.host.env.clock.wallMs(), this.log.writtenEndOffset));
        this.retained = true;
        return;
      case 'restart':
        return this.restart(step.how);
    }
  }

  private async append(counts: readonly number[], wait: boolean, producerId: number): Promise<void> {
    for (const count of counts) {
      const baseSequence = producerId < 0 ? -1 : (this.sequences.get(producerId) ?? 0);
      const producerEpoch = producerId < 0 ? -1 : 0;
      const batch = nextBatch(this.log, { count, epoch: this.epoch, producerId, producerEpoch, baseSequence });
      const info = readBatchInfo(batch, 0);
      assert.equal(this.log.producers.decide(info).kind, 'append');
      if (producerId >= 0) this.sequences.set(producerId, baseSequence + count);
      this.history.push({ baseOffset: info.baseOffset, nextOffset: info.lastOffset + 1, bytes: Buffer.from(batch) });
      const done = this.log.append(batch).then(() => {
        this.ackedEnd = Math.max(this.ackedEnd, info.lastOffset + 1);
      });
      // Dies unsettled with its process, or is acknowledged; it never rejects here.
      void done;
      if (producerId >= 0) assert.equal(this.log.producers.decide(info).kind, 'duplicate');
    }
    if (wait) await this.settle();
  }

  private async settle(): Promise<void> {
    await this.world.runUntil(() => this.log.writtenEndOffset === this.log.logEndOffset, 10_000);
    await this.world.runFor(0);
    assert.equal(this.log.writtenEndOffset, this.log.logEndOffset);
  }

  private async truncate(share: number): Promise<void> {
    await this.settle();
    const { logStartOffset, logEndOffset } = this.log;
    const offset = logStartOffset + Math.round((logEndOffset - logStartOffset) * share);
    const inside = this.history.find((batch) => batch.baseOffset < offset && offset < batch.nextOffset);
    const end = Math.max(inside?.baseOffset ?? offset, logStartOffset);
    await this.world.finish(this.log.truncateTo(offset));
    if (offset < logEndOffset) this.cutModel(end);
    if (end === logStartOffset && offset < logEndOffset) this.emptyModel(end);
    assert.equal(this.log.logEndOffset, offset >= logEndOffset ? logEndOffset : end);
  }

  private async startOver(offset: number): Promise<void> {
    await this.settle();
    await this.world.finish(this.log.truncateFullyAndStartAt(offset));
    this.emptyModel(offset);
    assert.deepEqual([this.log.logStartOffset, this.log.logEndOffset], [offset, offset]);
    assert.equal(this.log.producers.size, 0);
  }

  private emptyModel(offset: number): void {
    this.history = [];
    this.startedAt = offset;
    this.ackedEnd = offset;
    this.flushedEnd = offset;
    this.sequences.clear();
  }

  private cutModel(end: number): void {
    this.history = this.history.filter((batch) => batch.nextOffset <= end);
    this.ackedEnd = Math.min(this.ackedEnd, end);
    this.flushedEnd = Math.min(this.flushedEnd, end);
    this.startedAt = Math.min(this.startedAt, end);
    this.sequences.clear();
    for (const { bytes } of this.history) {
      const { producerId, baseSequence, recordCount } = readBatchInfo(bytes, 0);
      if (producerId >= 0) this.sequences.set(producerId, baseSequence + recordCount);
    }
  }

  private async read(share: number, bytesMax: number): Promise<void> {
    const { logStartOffset, writtenEndOffset } = this.log;
    const offset = logStartOffset + Math.floor((writtenEndOffset - logStartOffset) * share);
    const upToOffset = writtenEndOffset;
    const result = await this.world.finish(this.log.read(offset, { upToOffset, bytesMax, minOneBatch: true }));
    if (result.kind !== 'data') throw new Error(`read gave ${result.kind}`);
    const expected: Buffer[] = [];
    let size = 0;
    for (const batch of this.history) {
      if (batch.nextOffset <= offset || batch.nextOffset > upToOffset) continue;
      if (size > 0 && size + batch.bytes.length > bytesMax) break;
      expected.push(batch.bytes);
      size += batch.bytes.length;
    }
    const got = Buffer.concat(result.parts);
    const all = Buffer.concat(expected);
    assert.equal(got.equals(all.subarray(0, got.length)), true);
    if (all.length > 0) assert.isAbove(got.length, 0);
  }

  private async restart(how: 'clean' | 'process' | 'power'): Promise<void> {
    if (how === 'clean') {
      await this.settle();
      await this.world.finish(this.directory.close());
    }
    this.host.crash({ loseUnsynced: how === 'power' });
    this.host.restart();
    const floor = how === 'power' ? this.flushedEnd : this.ackedEnd;
    const endBefore = this.history[this.history.length - 1]?.nextOffset ?? this.startedAt;
    await this.open();
    const { logEndOffset } = this.log;
    assert.isAtLeast(logEndOffset, floor);
    if (how === 'clean') assert.equal(logEndOffset, endBefore);
    assert.equal(this.directory.provenDurable, how !== 'power');
    this.cutModel(logEndOffset);
    this.ackedEnd = logEndOffset;
    await this.check();
  }

  /** The whole content, the epochs and the producers, against the history. */
  async check(): Promise<void> {
    await this.settle();
    const { logStartOffset, logEndOffset } = this.log;
    assert.equal(this.history[this.history.length - 1]?.nextOffset ?? this.startedAt, logEndOffset);
    const visible = this.history.filter((batch) => batch.nextOffset > logStartOffset);
    const bytes = await this.world.finish(readAll(this.log));
    assert.equal(bytes.equals(Buffer.concat(visible.map((batch) => batch.bytes))), true);
    for (const batch of visible) {
      const offset = Math.max(batch.baseOffset, logStartOffset);
      assert.equal(this.log.leaderEpochs.epochForOffset(offset), readBatchInfo(batch.bytes, 0).partitionLeaderEpoch);
    }
    if (this.retained) return;
    const table = new ProducerTable();
    for (const batch of this.history) table.apply(readBatchInfo(batch.bytes, 0), undefined);
    assert.deepEqual(this.log.producers.describe(), table.describe());
  }
}

describe('a log against its model', () => {
  it('holds what was acknowledged through truncations, kills and power losses', async () => {
    const run = fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.constantFrom(0, 600, 1_000_000),
        fc.array(operation, { minLength: 5, maxLength: 40, size: 'max' }),
        async (seed, tailBytesMax, steps) => {
          const run = new Run(seed, tailBytesMax);
          await run.open();
          for (const step of steps) await run.apply(step);
          await run.check();
        },
      ),
      { numRuns: 40 },
    );
    await expect(run).resolves.toBeUndefined();
  }, 120_000);
});
