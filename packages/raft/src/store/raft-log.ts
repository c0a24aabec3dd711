import { assert, DraveError, type Offset } from '@drave/base';
import type { Store, StoreOperation } from '@drave/env';
import { decodeControl } from '../core/control-entries.js';
import { entryBytes } from '../core/entry.js';
import type { EpochStart, VoterSetAt } from '../core/events.js';
import type { LogEntry } from '../messages.js';
import type { SnapshotId } from '../types.js';
import { decodeEntry, encodeEntry, type DecodedEntry } from './entry-codec.js';
import { entryKey, entryKeysEnd, offsetOfEntryKey, startKey } from './keys.js';
import { withCrc, withoutCrc } from './snapshots.js';

const PAGE_ENTRIES = 256;
/** Entries of the first of the steps in which they are read from the disk. */
const READ_STEP_ENTRIES = 4;

/** Where the log starts, with the checksum of the entry before it: the anchor of the chain. */
interface LogStart extends SnapshotId {
  readonly previousCrc: number;
}

/**
 * The entries in the store: a chain without gaps from the log start on. A bounded tail of it is kept in memory, because
 * that is what followers, observers and state machines ask for.
 */
export class RaftLog {
  private readonly store: Store;
  private readonly path: string;
  private readonly cacheBytesMax: number;
  private logStart: LogStart;
  private end: Offset;
  private lastCrc: number;
  private cache: LogEntry[] = [];
  private cacheBytes = 0;
  /** What the scan at open found. */
  readonly epochStarts: EpochStart[] = [];
  readonly voterSets: VoterSetAt[] = [];

  private constructor(store: Store, path: string, cacheBytesMax: number, logStart: LogStart) {
    this.store = store;
    this.path = path;
    this.cacheBytesMax = cacheBytesMax;
    this.logStart = logStart;
    this.end = logStart.offset;
    this.lastCrc = logStart.previousCrc;
  }

  /** Reads every entry and checks each link of the chain. @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION. */
  static async open(store: Store, path: string, cacheBytesMax: number): Promise<RaftLog> {
    const value = await store.get(startKey);
    const body = value === undefined ? undefined : withoutCrc(value);
    if (body === undefined)
      throw damagedLog(path, value === undefined ? 'its start is missing' : 'its start is damaged');
    const start = JSON.parse(Buffer.from(body).toString('utf8')) as LogStart;
    const log = new RaftLog(store, path, cacheBytesMax, start);
    await log.scan();
    return log;
  }

  get start(): LogStart {
    return this.logStart;
  }

  /** Exclusive end of the log; everything below is durable. */
  get endOffset(): Offset {
    return this.end;
  }

  append(entries: readonly LogEntry[]): StoreOperation[] {
    let previousCrc = this.lastCrc;
    return entries.map((entry) => {
      const operation: StoreOperation = {
        kind: 'put',
        key: entryKey(entry.offset),
        value: encodeEntry(entry, previousCrc),
      };
      previousCrc = entry.crc;
      return operation;
    });
  }

  appended(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      assert(entry.offset === this.end, `entry ${entry.offset} does not follow the log end ${this.end}`);
      this.end++;
      this.lastCrc = entry.crc;
      this.remember(entry);
    }
  }

  /**
   * Removes everything from `offset` on. That takes two steps, because the chain's new last link has to be read first.
   */
  async truncation(offset: Offset): Promise<{ readonly operations: StoreOperation[]; readonly lastCrc: number }> {
    assert(offset >= this.logStart.offset && offset <= this.end, 'a truncation lies in the log');
    const lastCrc = offset === this.logStart.offset ? this.logStart.previousCrc : (await this.readOne(offset - 1)).crc;
    return { operations: [{ kind: 'deleteRange', gte: entryKey(offset), lt: entryKeysEnd }], lastCrc };
  }

  truncated(offset: Offset, lastCrc: number): void {
    this.end = offset;
    this.lastCrc = lastCrc;
    while ((this.cache.at(-1)?.offset ?? -1) >= offset) this.cacheBytes -= entryBytes(this.cache.pop() as LogEntry);
  }

  /** The log becomes empty behind the snapshot. */
  reset(id: SnapshotId): StoreOperation[] {
    return [{ kind: 'deleteRange', gte: entryKey(0), lt: entryKeysEnd }, putStart({ ...id, previousCrc: 0 })];
  }

  resetDone(id: SnapshotId): void {
    this.logStart = { offset: id.offset, epoch: id.epoch, previousCrc: 0 };
    this.end = id.offset;
    this.lastCrc = 0;
    this.cache = [];
    this.cacheBytes = 0;
  }

  /** Lets the entries below `id.offset` go. */
  async advance(id: SnapshotId): Promise<{ readonly operations: StoreOperation[]; readonly start: LogStart }> {
    if (id.offset <= this.logStart.offset) return { operations: [], start: this.logStart };
    const start = { offset: id.offset, epoch: id.epoch, previousCrc: (await this.readOne(id.offset - 1)).crc };
    const below: StoreOperation = { kind: 'deleteRange', gte: entryKey(0), lt: entryKey(id.offset) };
    return { operations: [below, putStart(start)], start };
  }

  advanced(start: LogStart): void {
    this.logStart = start;
    while ((this.cache[0]?.offset ?? start.offset) < start.offset)
      this.cacheBytes -= entryBytes(this.cache.shift() as LogEntry);
  }

  /**
   * Entries from memory, when all of them (or `bytesMax` of them) are there: at least one entry, at most `bytesMax`
   * beyond it.
   */
  readCached(from: Offset, upTo: Offset, bytesMax: number): readonly LogEntry[] | undefined {
    if (from >= upTo) return [];
    const first = this.cache[0]?.offset;
    if (first === undefined || from < first) return undefined;
    return withinBytes(this.cache.slice(from - first, upTo - first), bytesMax);
  }

  /**
   * Like `readCached`, from the disk if need be. Undefined when `from` lies below the log start. @throws CORRUPT_DATA.
   */
  async read(from: Offset, upTo: Offset, bytesMax: number): Promise<readonly LogEntry[] | undefined> {
    const cached = this.readCached(from, upTo, bytesMax);
    if (cached !== undefined) return cached;
    const entries: LogEntry[] = [];
    const end = Math.min(upTo, from + PAGE_ENTRIES);
    // Entries are as large as they are: what is asked for in growing steps never reads far beyond `bytesMax`.
    for (let bytes = 0, step = READ_STEP_ENTRIES; bytes <= bytesMax; step *= 2) {
      const next = from + entries.length;
      const wanted = Math.min(step, end - next);
      if (wanted === 0) break;
      const found = await this.store.range({ gte: entryKey(next), lt: entryKey(next + wanted) });
      if (from < this.logStart.offset) return undefined;
      for (const { key, value } of found) {
        const offset = offsetOfEntryKey(key);
        const { entry } = this.decode(offset, value);
        // The log may have been cut while we read: what follows is then answered by a later call.
        if (offset !== from + entries.length) break;
        entries.push(entry);
        bytes += entryBytes(entry);
      }
      if (entries.length < next - from + wanted) break;
    }
    return withinBytes(entries, bytesMax);
  }

  private async readOne(offset: Offset): Promise<LogEntry> {
    const found = (await this.read(offset, offset + 1, 1))?.[0];
    if (found === undefined) throw damagedLog(this.path, `the entry at offset ${offset} is missing`);
    return found;
  }

  private async scan(): Promise<void> {
    for (;;) {
      const page = await this.store.range({ gte: entryKey(this.end), lt: entryKeysEnd, limit: PAGE_ENTRIES });
      for (const { key, value } of page) this.take(offsetOfEntryKey(key), value);
      if (page.length < PAGE_ENTRIES) break;
    }
    const below = await this.store.range({ gte: entryKey(0), lt: entryKey(this.logStart.offset), limit: 1 });
    if (below.length > 0) throw damagedLog(this.path, `entries below the log start ${this.logStart.offset}`);
  }

  private take(offset: Offset, value: Uint8Array): void {
    if (offset !== this.end) throw damagedLog(this.path, `the entry at offset ${this.end} is missing`);
    const { entry, previousCrc } = this.decode(offset, value);
    if (previousCrc !== this.lastCrc)
      throw damagedLog(this.path, `the entry at offset ${offset} does not follow the one before it`);
    const lastEpoch = this.epochStarts.at(-1)?.epoch ?? this.logStart.epoch;
    if (entry.epoch < lastEpoch) throw damagedLog(this.path, `the epoch goes back at offset ${offset}`);
    if (entry.epoch !== this.epochStarts.at(-1)?.epoch)
      this.epochStarts.push({ epoch: entry.epoch, startOffset: offset });
    if (entry.kind === 'control') this.takeControl(entry);
    this.appended([entry]);
  }

  /** @throws DraveError CORRUPT_DATA, UNSUPPORTED_VERSION. */
  private decode(offset: Offset, value: Uint8Array): Extract<DecodedEntry, { kind: 'entry' }> {
    const decoded = decodeEntry(offset, value);
    switch (decoded.kind) {
      case 'entry':
        return decoded;
      case 'damaged':
        throw damagedLog(this.path, `the entry at offset ${offset}: ${decoded.reason}`);
      case 'newer':
        throw new DraveError(
          'UNSUPPORTED_VERSION',
          `the entry at offset ${offset} in '${this.path}' has format ${decoded.version}, which a newer version has written. Nothing is damaged: run that version on this node.`,
        );
    }
  }

  private takeControl(entry: LogEntry): void {
    const control = decodeControl(entry.payload);
    if (control === undefined) {
      const text = `the control entry at offset ${entry.offset} in '${this.path}' is of a newer version; upgrade this node`;
      throw new DraveError('UNSUPPORTED_VERSION', text);
    }
    this.voterSets.push({ offset: entry.offset, voters: control.voters });
  }

  private remember(entry: LogEntry): void {
    this.cache.push(entry);
    this.cacheBytes += entryBytes(entry);
    // The head goes in strides: to remove the entries of a long array one by one would move it every time.
    if (this.cacheBytes <= this.cacheBytesMax) return;
    let drop = 0;
    const target = this.cacheBytesMax * 0.75;
    while (this.cacheBytes > target && drop < this.cache.length - 1)
      this.cacheBytes -= entryBytes(this.cache[drop++] as LogEntry);
    this.cache = this.cache.slice(drop);
  }
}

export function putStart(start: LogStart): StoreOperation {
  const { offset, epoch, previousCrc } = start;
  return { kind: 'put', key: startKey, value: withCrc(Buffer.from(JSON.stringify({ offset, epoch, previousCrc }))) };
}

function withinBytes(entries: readonly LogEntry[], bytesMax: number): readonly LogEntry[] {
  let bytes = 0;
  for (let index = 0; index < entries.length; index++) {
    bytes += entryBytes(entries[index] as LogEntry);
    if (bytes > bytesMax && index > 0) return entries.slice(0, index);
  }
  return entries;
}

export function damagedLog(path: string, why: string): DraveError {
  return new DraveError(
    'CORRUPT_DATA',
    `the log in '${path}' is damaged: ${why}. Acknowledged entries may be lost, so this node does not start. Remove it from the quorum, format its directory anew (a new directory id), and add it again; it will load everything from the leader.`,
  );
}
