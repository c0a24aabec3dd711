import { deferred, type Deferred, DraveError, type Millis, type PartitionIndex, type TopicName } from '@drave/base';
import type { DecodedRecord } from '@drave/records';
import type { ClientEnv } from '../options.js';
import type { ConsumerSettings } from './consumer-settings.js';
import { decodeNext, type DecodeRules } from './decode-next.js';
import type { PartitionCursor } from './partition-cursor.js';

/** Records of one partition, in offset order. They are views into fetched memory: see `DecodedRecord`. */
export interface PartitionRecords {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
  readonly records: readonly DecodedRecord[];
}

export interface PollOptions {
  /** How long to wait when nothing is buffered, in ms. Default 1,000; 0 does not wait. */
  readonly timeoutMs?: Millis;
  /** How many records one poll may return. Default `maxPollRecords`. */
  readonly maxRecords?: number;
  /** Ends the wait when it is aborted: `poll` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Records that were taken from one partition. They may be handed out as long as `moves` equals that of the cursor. */
export interface Taken {
  readonly cursor: PartitionCursor;
  readonly moves: number;
  readonly records: readonly DecodedRecord[];
}

/** How many records of a partition may be taken. */
export type RoomOf = (cursor: PartitionCursor) => number;

const unlimited: RoomOf = () => Number.POSITIVE_INFINITY;

export function isStale({ cursor, moves }: Taken): boolean {
  return cursor.moves !== moves;
}

interface PollLoopPorts {
  readonly env: ClientEnv;
  readonly settings: ConsumerSettings;
  /** The partitions that are assigned now. */
  cursors(): readonly PartitionCursor[];
  /** Called at the start of a poll, for what can only be done inside one, such as a rebalance. */
  beforeCollecting(): Promise<void> | undefined;
  /** Called when a batch fails its checks. */
  batchRejected(cursor: PartitionCursor, error: DraveError): void;
}

/** Waits for records and takes them from the cursors, one poll at a time. */
export class PollLoop {
  private readonly ports: PollLoopPorts;
  private readonly rules: DecodeRules;
  private arrival: Deferred<void> = deferred();
  private closed = false;
  private failure: DraveError | undefined;
  private rotation = 0;

  constructor(ports: PollLoopPorts) {
    this.ports = ports;
    const { checkCrcs, isolationLevel } = ports.settings;
    this.rules = { checkCrcs, readCommitted: isolationLevel === 'READ_COMMITTED' };
  }

  /** Wakes a waiting poll: there are records to hand out, an error to throw, or a rebalance to do. */
  wake(): void {
    this.arrival.resolve();
  }

  /** Makes every poll throw `error` from now on. */
  fail(error: DraveError): void {
    this.failure = error;
    this.wake();
  }

  /** Ends a waiting poll, which resolves with no records. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** `roomOf` says how many records of a partition may be taken at the moment. */
  async poll(options: PollOptions, roomOf: RoomOf = unlimited): Promise<Taken[]> {
    const limit = options.maxRecords ?? this.ports.settings.pollRecordsMax;
    const { clock } = this.ports.env;
    const endMs = clock.monotonicMs() + (options.timeoutMs ?? 1000);
    for (;;) {
      await this.ports.beforeCollecting();
      const found = await this.collect(limit, roomOf);
      if (found.length > 0) return found;
      this.throwFailures();
      options.signal?.throwIfAborted();
      const leftMs = endMs - clock.monotonicMs();
      if (leftMs <= 0 || this.closed) return [];
      await this.awaitArrival(leftMs, roomOf);
    }
  }

  /** Takes up to `limit` buffered records, beginning with another partition each time. */
  private async collect(limit: number, roomOf: RoomOf): Promise<Taken[]> {
    const found: Taken[] = [];
    const cursors = this.ports.cursors();
    let left = limit;
    const start = this.rotation++;
    for (let index = 0; index < cursors.length && left > 0; index++) {
      const cursor = cursors[(start + index) % cursors.length];
      if (cursor === undefined || cursor.held) continue;
      const { moves } = cursor;
      const records = await this.take(cursor, Math.min(left, roomOf(cursor)));
      if (records.length === 0) continue;
      left -= records.length;
      found.push({ cursor, moves, records });
    }
    // While a batch of another partition was decoded, a partition may have been revoked or sought in.
    return found.filter((taken) => !isStale(taken));
  }

  private async take(cursor: PartitionCursor, limit: number): Promise<readonly DecodedRecord[]> {
    const taken: DecodedRecord[] = [];
    const { moves } = cursor;
    while (taken.length < limit && cursor.hasBuffered) {
      if (cursor.undecoded() !== undefined) {
        try {
          await decodeNext(cursor, this.rules, this.ports.env.compute);
        } catch (reason) {
          this.ports.batchRejected(cursor, DraveError.from(reason));
          break;
        }
      }
      // The application has sought while the batch was decoded: what was taken so far is from before the seek.
      if (cursor.moves !== moves) return [];
      // The partition was paused while the batch was decoded. The position is past what was taken so far, so that is
      // returned.
      if (cursor.held) break;
      taken.push(...cursor.take(limit - taken.length));
    }
    return taken;
  }

  private throwFailures(): void {
    if (this.failure !== undefined) throw this.failure;
    for (const { failure, held } of this.ports.cursors()) {
      if (failure !== undefined && !held) throw failure;
    }
  }

  private async awaitArrival(timeoutMs: Millis, roomOf: RoomOf): Promise<void> {
    if (this.arrival.settled) this.arrival = deferred();
    // An arrival before this line has filled the buffers already, which the next line examines.
    if (this.ports.cursors().some((cursor) => !cursor.held && cursor.hasBuffered && roomOf(cursor) > 0)) return;
    const { timers } = this.ports.env;
    const timer = timers.set(timeoutMs, () => this.arrival.resolve());
    await this.arrival.promise;
    timers.clear(timer);
  }
}
