import { DraveError, type Bytes, type Millis, type Offset, type ProducerId } from '@drave/base';
import type { Env } from '@drave/env';
import { decodeControlBatch, openRecords, readBatchInfo, type RecordCursor } from '@drave/records';
import type { RecordPlace, ShardModel } from './model.js';
import type { ShardLog } from './shard-log.js';

/** After this time other work gets its turn. */
const SLICE_MS: Millis = 10;

export interface LoadedState<State> {
  readonly state: State;
  /** What it holds lies below this offset. */
  readonly endOffset: Offset;
  /**
   * Keys with records that were not replicated when they were read, and the end of the last one of each. Every other
   * key is in the state as it is replicated.
   */
  readonly unsettled: ReadonlyMap<string, Offset>;
}

/**
 * Replays the partition from its start to its end, replicated or not. Undefined when the load was called off, an error
 * when the log cannot be read. Holds about `readBytesMax` of it at a time.
 */
export async function loadShard<State, Record>(
  model: ShardModel<State, Record>,
  log: ShardLog,
  env: Pick<Env, 'clock' | 'timers' | 'logger' | 'compute'>,
  readBytesMax: Bytes,
  wanted: () => boolean,
): Promise<LoadedState<State> | DraveError | undefined> {
  const startMs = env.clock.monotonicMs();
  const replayer = new Replayer(model, log, env);
  let offset = log.startOffset;
  try {
    while (offset < log.endOffset) {
      if (!wanted() || !log.led) return undefined;
      const { parts, nextOffset } = await log.read(offset, readBytesMax);
      for (const part of parts) await replayer.take(part);
      offset = nextOffset;
      await env.timers.yieldTurn();
    }
  } catch (reason) {
    if (reason instanceof DraveError) return reason;
    throw reason;
  }
  if (!wanted() || !log.led) return undefined;
  env.logger.info(
    { partition: log.name, records: replayer.recordCount, ms: Math.round(env.clock.monotonicMs() - startMs) },
    'coordinator loaded',
  );
  return { state: replayer.state, endOffset: offset, unsettled: replayer.unsettled };
}

class Replayer<State, Record> {
  state: State;
  recordCount = 0;
  readonly unsettled = new Map<string, Offset>();
  private sliceStartMs: Millis;
  private readonly unknown = new Set<string>();
  private readonly model: ShardModel<State, Record>;
  private readonly log: ShardLog;
  private readonly env: Pick<Env, 'clock' | 'timers' | 'logger' | 'compute'>;

  constructor(
    model: ShardModel<State, Record>,
    log: ShardLog,
    env: Pick<Env, 'clock' | 'timers' | 'logger' | 'compute'>,
  ) {
    this.model = model;
    this.log = log;
    this.env = env;
    this.state = model.empty;
    this.sliceStartMs = env.clock.monotonicMs();
  }

  async take(part: Buffer): Promise<void> {
    for (let at = 0; at < part.length; ) {
      const info = readBatchInfo(part, at);
      if (info.control) this.end(part, at, info.lastOffset);
      else {
        const records = await openRecords(part, at, this.env.compute);
        await this.replay(records, info.transactional ? info.producerId : undefined);
      }
      at += info.sizeBytes;
    }
  }

  /** A control batch: the end of a transaction, if it says anything that we know. */
  private end(part: Buffer, at: number, lastOffset: Offset): void {
    const { transactions } = this.model;
    const marker = decodeControlBatch(part, at);
    if (transactions === undefined || marker === undefined || marker.kind === 'unknown') return;
    if (lastOffset >= this.log.highWatermark)
      for (const key of transactions.keysOf(this.state, marker.producerId)) this.unsettled.set(key, lastOffset + 1);
    this.state = transactions.replay(this.state, marker);
  }

  private async replay(cursor: RecordCursor, producerId: ProducerId | undefined): Promise<void> {
    for (let next = cursor.next(); next !== undefined; next = cursor.next()) {
      this.recordCount++;
      if (next.key !== null) this.apply(next.key, next.value, { offset: next.offset, producerId });
      if (this.recordCount % 256 === 0) await this.breathe();
    }
  }

  private apply(key: Buffer, value: Buffer | null, place: RecordPlace): void {
    const { offset } = place;
    const record = this.model.decode(key, value);
    if (record !== undefined) {
      this.state = this.model.replay(this.state, record, place);
      if (offset >= this.log.highWatermark) this.unsettled.set(this.model.keyOf(record), offset + 1);
      return;
    }
    const kind = key.subarray(0, 2).toString('hex');
    if (this.unknown.has(kind)) return;
    this.unknown.add(kind);
    this.env.logger.warn(
      { partition: this.log.name, offset, kind },
      'records of an unknown kind or version are skipped: a newer release may have written them',
    );
  }

  private async breathe(): Promise<void> {
    if (this.env.clock.monotonicMs() - this.sliceStartMs < SLICE_MS) return;
    await this.env.timers.yieldTurn();
    this.sliceStartMs = this.env.clock.monotonicMs();
  }
}
