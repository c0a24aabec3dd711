import { GrowableBytes } from './growable-bytes.js';
import { chance, type SeededRandom } from '../seeded-random.js';

const SECTOR_BYTES = 512;
/** Un-synced bytes of one file beyond this are written back in the background, oldest first, as a kernel would. */
const WRITE_BACK_BYTES = 8 * 1024 * 1024;

type Pending =
  | { readonly kind: 'write'; readonly sequence: number; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly sequence: number; readonly size: number };

/** How a power loss treats what was not synced; drawn once per loss, so that losses differ in kind. */
export interface LossConditions {
  /** Each 512-byte sector survives with this probability. */
  readonly keepProbability: number;
  /** The last sector that survived holds garbage. */
  readonly garbageProbability: number;
}

/** One file: what the page cache shows, what the platter holds, and what lies between. */
export class SimFile {
  readonly kind = 'file';
  modifiedWallMs = 0;
  private cache = new GrowableBytes();
  private durable = new GrowableBytes();
  private pending: Pending[] = [];
  private pendingBytes = 0;
  private sequence = 0;

  get size(): number {
    return this.cache.size;
  }

  /** True when nothing waits to be written: what is read comes from cold storage. */
  get isClean(): boolean {
    return this.pending.length === 0;
  }

  /** Marks everything written so far; see `syncUpTo`. */
  get mark(): number {
    return this.sequence;
  }

  read(target: Uint8Array, position: number): number {
    return this.cache.read(target, position);
  }

  write(bytes: Uint8Array, position: number): void {
    if (bytes.length === 0) return;
    this.cache.write(bytes, position);
    this.pending.push({ kind: 'write', sequence: ++this.sequence, position, bytes: bytes.slice() });
    this.pendingBytes += bytes.length;
    while (this.pendingBytes > WRITE_BACK_BYTES) this.writeBack(this.pending.shift());
  }

  truncate(size: number): void {
    this.cache.resize(size);
    this.pending.push({ kind: 'truncate', sequence: ++this.sequence, size });
  }

  /** Everything up to the mark is durable. */
  syncUpTo(mark: number): void {
    while (this.pending.length > 0 && (this.pending[0] as Pending).sequence <= mark)
      this.writeBack(this.pending.shift());
  }

  /** A sync has failed: the dirty pages are marked clean and never written. The cache goes on showing them. */
  dropPending(): void {
    this.pending = [];
    this.pendingBytes = 0;
  }

  /** Power loss: a random subset of the pending sectors reached the platter. */
  losePower(random: SeededRandom, conditions: LossConditions): void {
    let lastKept: number | undefined;
    for (const change of this.pending) {
      if (change.kind === 'truncate') {
        if (chance(random, conditions.keepProbability)) this.durable.resize(change.size);
        continue;
      }
      lastKept = this.keepSectors(change.position, change.bytes, random, conditions) ?? lastKept;
    }
    if (lastKept !== undefined && chance(random, conditions.garbageProbability)) {
      const length = Math.min(SECTOR_BYTES, this.durable.size - lastKept);
      if (length > 0) this.durable.write(random.bytes(length), lastKept);
    }
    this.dropPending();
    this.cache = this.durable.copy();
  }

  /** Bit rot: the platter and the cache show the same wrong bit. */
  flipBit(position: number, bit: number): void {
    this.cache.flipBit(position, bit);
    this.durable.flipBit(position, bit);
  }

  /** Overwrites on the platter, as a misdirected write or an outside hand would. */
  damage(bytes: Uint8Array, position: number): void {
    this.cache.write(bytes, position);
    this.durable.write(bytes, position);
  }

  damageTruncate(size: number): void {
    this.dropPending();
    this.cache.resize(size);
    this.durable.resize(size);
  }

  toBytes(): Uint8Array {
    return this.cache.toBytes();
  }

  durableBytes(): Uint8Array {
    return this.durable.toBytes();
  }

  /** Returns where the last kept sector starts. */
  private keepSectors(
    position: number,
    bytes: Uint8Array,
    random: SeededRandom,
    conditions: LossConditions,
  ): number | undefined {
    let lastKept: number | undefined;
    const end = position + bytes.length;
    for (let start = position; start < end; ) {
      const next = Math.min(end, (Math.floor(start / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      if (chance(random, conditions.keepProbability)) {
        this.durable.write(bytes.subarray(start - position, next - position), start);
        lastKept = start;
      }
      start = next;
    }
    // The size is metadata of its own: it may have grown although the data behind it never came (zeros).
    if (end > this.durable.size && chance(random, conditions.keepProbability / 2)) this.durable.resize(end);
    return lastKept;
  }

  private writeBack(change: Pending | undefined): void {
    if (change === undefined) return;
    if (change.kind === 'truncate') this.durable.resize(change.size);
    else {
      this.durable.write(change.bytes, change.position);
      this.pendingBytes -= change.bytes.length;
    }
  }
}
