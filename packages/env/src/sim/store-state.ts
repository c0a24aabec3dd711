import type { StoreEntry, StoreOperation, StoreRange } from '../store.js';
import { chance, exponential, type SeededRandom } from '../seeded-random.js';
import { partsOf } from './sim-tree.js';
import { SortedEntries } from './sorted-entries.js';

/** What a simulated store does wrong. Probabilities are per operation. */
export interface StoreFaults {
  readonly readErrorProbability: number;
  /** A batch fails; it may or may not have happened, and the store takes no further batch until it is opened again. */
  readonly writeErrorProbability: number;
  /** A power loss leaves the store unreadable: opening it fails with CORRUPT_DATA. */
  readonly corruptProbability: number;
  readonly latencyMs: number;
  /** A synced batch takes this long. */
  readonly syncLatencyMs: number;
  readonly stallProbability: number;
  readonly stallMsMax: number;
  /** Nothing completes before this virtual time. */
  readonly stalledUntilMs: number;
  /** What the stores hold counts towards the capacity of the host's disk, and a full disk fails their batches. */
  readonly onDisk: boolean;
}

const FAULTS_NONE: StoreFaults = {
  readErrorProbability: 0,
  writeErrorProbability: 0,
  corruptProbability: 0,
  latencyMs: 0.02,
  syncLatencyMs: 0.15,
  stallProbability: 0,
  stallMsMax: 0,
  stalledUntilMs: 0,
  onDisk: false,
};

/** One ordered key-value store: what processes see, what is durable, and the batches between. */
export class SimStoreData {
  view = new SortedEntries();
  corrupt = false;
  /** The process that has it open, by incarnation. */
  openBy: number | undefined;
  private durable = new SortedEntries();
  private unsynced: (readonly StoreOperation[])[] = [];

  /** Keys and values, as a process sees them. */
  get bytes(): number {
    return this.view.bytes;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.view.get(key);
  }

  range(query: StoreRange): StoreEntry[] {
    return this.view.range(query);
  }

  batch(operations: readonly StoreOperation[], sync: boolean): void {
    this.view.apply(operations);
    this.unsynced.push(operations);
    if (!sync) return;
    for (const batch of this.unsynced) this.durable.apply(batch);
    this.unsynced = [];
  }

  /** A prefix of the un-synced batches survives, each whole. */
  losePower(random: SeededRandom, corruptProbability: number): void {
    const damaged = chance(random, corruptProbability);
    const kept = random.integer(this.unsynced.length + 1);
    if (damaged && this.unsynced.length > 0) this.corrupt = true;
    for (const batch of this.unsynced.slice(0, kept)) this.durable.apply(batch);
    this.unsynced = [];
    this.view = this.durable.copy();
  }
}

export interface StoreFlight {
  apply(): void;
}

/** A host's stores, by path. They outlive every process of the host; reached as `host.storeState`. */
export class SimStoreState {
  faults: StoreFaults = FAULTS_NONE;
  readonly inFlight = new Set<StoreFlight>();
  private readonly random: SeededRandom;
  private readonly stores = new Map<string, SimStoreData>();
  /** When the last operation issued completes: later ones never overtake it. */
  busyUntilMs = 0;
  private planned = 0;
  private lossCount = 0;

  constructor(random: SeededRandom) {
    this.random = random;
  }

  /** The next `count` batches fail. */
  failNext(count = 1): void {
    this.planned += count;
  }

  /** Failures that were planned and have not struck yet never will. */
  cancelPlannedFailures(): void {
    this.planned = 0;
  }

  /** The store at this path; it is for checkers and tests. */
  find(path: string): SimStoreData | undefined {
    return this.stores.get(partsOf(path).join('/'));
  }

  findOrMake(path: string): SimStoreData {
    const key = partsOf(path).join('/');
    let store = this.stores.get(key);
    if (store === undefined) {
      store = new SimStoreData();
      this.stores.set(key, store);
    }
    return store;
  }

  /** On the disk that the host's files lie on; 0 while the stores do not count. */
  get usedBytes(): number {
    if (!this.faults.onDisk) return 0;
    let bytes = 0;
    for (const store of this.stores.values()) bytes += store.bytes;
    return bytes;
  }

  latencyMs(sync: boolean, nowMs: number): number {
    const { faults, random } = this;
    const base = sync ? faults.syncLatencyMs : faults.latencyMs;
    const jitter = exponential(random, base);
    const stalled = chance(random, faults.stallProbability);
    const stall = random.next() * faults.stallMsMax;
    return Math.max(base + jitter + (stalled ? stall : 0), faults.stalledUntilMs - nowMs);
  }

  readFails(): boolean {
    return chance(this.random, this.faults.readErrorProbability);
  }

  writeFails(): boolean {
    if (this.planned > 0) {
      this.planned--;
      return true;
    }
    return chance(this.random, this.faults.writeErrorProbability);
  }

  /** The process died: each batch in flight happened wholly or not at all. */
  endProcess(): void {
    // A prefix of the batches happened: the store writes its own log in order.
    let happened = true;
    for (const flight of this.inFlight) {
      happened &&= chance(this.random, 0.5);
      if (happened) flight.apply();
    }
    this.inFlight.clear();
    for (const store of this.stores.values()) store.openBy = undefined;
  }

  losePower(): void {
    const random = this.random.fork(`loss/${this.lossCount++}`);
    for (const key of [...this.stores.keys()].sort())
      this.stores.get(key)?.losePower(random, this.faults.corruptProbability);
  }

  wipe(): void {
    this.stores.clear();
    this.planned = 0;
  }

  /** The directory was removed from the disk. */
  remove(path: string): void {
    const key = partsOf(path).join('/');
    for (const known of [...this.stores.keys()]) if (isWithin(known, key)) this.stores.delete(known);
  }

  rename(from: string, to: string): void {
    const source = partsOf(from).join('/');
    const target = partsOf(to).join('/');
    for (const [known, store] of [...this.stores]) {
      if (!isWithin(known, source)) continue;
      this.stores.delete(known);
      this.stores.set(target + known.slice(source.length), store);
    }
  }
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
