import { assert } from '@drave/base';
import { chance, exponential, type SeededRandom } from '../seeded-random.js';
import { SimFile, type LossConditions } from './sim-file.js';
import { SimTree, errno, partsOf, type SimNode } from './sim-tree.js';

export type DiskOperation = 'open' | 'read' | 'write' | 'sync' | 'name';

/** What a simulated disk does wrong. Probabilities are per operation. */
export interface DiskFaults {
  /** Bytes the disk holds; more fails with ENOSPC (a write keeps the prefix that fitted). */
  readonly capacityBytes: number;
  readonly readErrorProbability: number;
  /** EIO on a write, truncate or name change; of a write any prefix may have happened. */
  readonly writeErrorProbability: number;
  /** EIO on a sync: what was pending is dropped and marked clean, the next sync succeeds. */
  readonly syncErrorProbability: number;
  /** A read of data that is not pending finds, from then on, one bit flipped. */
  readonly bitFlipProbability: number;
  /** Every operation takes this long, plus exponential jitter of the same mean. */
  readonly latencyMs: number;
  readonly syncLatencyMs: number;
  /** An operation takes up to `stallMsMax` longer. */
  readonly stallProbability: number;
  readonly stallMsMax: number;
  /** Nothing completes before this virtual time. */
  readonly stalledUntilMs: number;
  /** After a power loss the last surviving sector of a file holds garbage. */
  readonly garbageProbability: number;
  /** Faults by probability strike only paths that contain this; '' means all. */
  readonly pathContains: string;
}

const FAULTS_NONE: DiskFaults = {
  capacityBytes: Number.POSITIVE_INFINITY,
  readErrorProbability: 0,
  writeErrorProbability: 0,
  syncErrorProbability: 0,
  bitFlipProbability: 0,
  latencyMs: 0.02,
  syncLatencyMs: 0.15,
  stallProbability: 0,
  stallMsMax: 0,
  stalledUntilMs: 0,
  garbageProbability: 0.1,
  pathContains: '',
};

interface PlannedFailure {
  readonly operation: DiskOperation;
  readonly pathContains: string;
  count: number;
}

/** An operation that was issued and has not completed: what it would do, for the case that the process dies. */
export interface InFlight {
  /** Applies the first `fraction` of the work. */
  apply(fraction: number): void;
}

/** A host's disk. It outlives every process of the host; the simulator and the tests reach it as `host.diskState`. */
export class SimDiskState {
  faults: DiskFaults;
  readonly inFlight = new Set<InFlight>();
  readonly locks = new Set<string>();
  /** Called for the store, whose directories stand on this disk. */
  onRemoved: (path: string) => void = () => {};
  onRenamed: (from: string, to: string) => void = () => {};
  /** Bytes of the stores on this disk; see `StoreFaults.onDisk`. */
  storeBytes: () => number = () => 0;
  tree = new SimTree();
  private readonly random: SeededRandom;
  private planned: PlannedFailure[] = [];
  private readonly lost = new Set<string>();
  private lossCount = 0;

  constructor(random: SeededRandom, capacityBytes: number) {
    this.random = random;
    this.faults = { ...FAULTS_NONE, capacityBytes };
  }

  /** The next `count` operations of this kind on a path that contains the text fail with EIO. */
  failNext(operation: DiskOperation, count = 1, pathContains = ''): void {
    this.planned.push({ operation, count, pathContains });
  }

  /** Failures that were planned and have not struck yet never will. */
  cancelPlannedFailures(): void {
    this.planned = [];
  }

  /** A volume that is mounted there fails as a whole: every operation at or below the path ends in EIO. */
  loseDirectory(path: string): void {
    this.lost.add(join('', path));
  }

  /** The volume is back, with all that was written and did not fail. */
  restoreDirectory(path: string): void {
    this.lost.delete(join('', path));
  }

  /** Everything in a directory is gone, as if its volume was replaced. This may happen only while no process runs. */
  wipeDirectory(path: string): void {
    this.tree.forget(path);
    this.onRemoved(path);
  }

  /** The paths of all files, sorted. */
  files(): string[] {
    const paths: string[] = [];
    const visit = (node: SimNode, path: string): void => {
      if (node.kind === 'file') paths.push(path);
      else
        for (const name of [...node.entries.keys()].sort()) visit(node.entries.get(name) as SimNode, join(path, name));
    };
    visit(this.tree.root, '');
    return paths;
  }

  /** What a process would read now; it is for checkers. */
  fileBytes(path: string): Uint8Array | undefined {
    const node = this.tree.find(path);
    return node?.kind === 'file' ? node.toBytes() : undefined;
  }

  /** What would survive if nothing pending did; it is for checkers. */
  durableFileBytes(path: string): Uint8Array | undefined {
    const node = this.tree.find(path);
    return node?.kind === 'file' ? node.durableBytes() : undefined;
  }

  flipBit(path: string, position: number, bit: number): void {
    this.file(path).flipBit(position, bit);
  }

  /** Overwrites bytes durably, without any process knowing. */
  damage(path: string, position: number, bytes: Uint8Array): void {
    this.file(path).damage(bytes, position);
  }

  truncateFile(path: string, size: number): void {
    this.file(path).damageTruncate(size);
  }

  get usedBytes(): number {
    return sizeOf(this.tree.root) + this.storeBytes();
  }

  get freeBytes(): number {
    return Math.max(0, this.faults.capacityBytes - this.usedBytes);
  }

  /** How long an operation takes; always draws the same number of times. */
  latencyMs(operation: DiskOperation, nowMs: number): number {
    const { faults, random } = this;
    const base = operation === 'sync' ? faults.syncLatencyMs : faults.latencyMs;
    const jitter = exponential(random, base);
    const stalled = chance(random, faults.stallProbability);
    const stall = random.next() * faults.stallMsMax;
    return Math.max(base + jitter + (stalled ? stall : 0), faults.stalledUntilMs - nowMs);
  }

  /** Whether this operation fails with EIO; a planned failure is used up. */
  fails(operation: DiskOperation, path: string): boolean {
    const { faults } = this;
    if (this.isLost(path)) return true;
    const planned = this.planned.find((plan) => plan.operation === operation && path.includes(plan.pathContains));
    if (planned !== undefined) {
      if (--planned.count <= 0) this.planned = this.planned.filter((plan) => plan !== planned);
      return true;
    }
    const struck = this.random.next();
    if (!path.includes(faults.pathContains)) return false;
    if (operation === 'sync') return struck < faults.syncErrorProbability;
    if (operation === 'read') return struck < faults.readErrorProbability;
    return operation !== 'open' && struck < faults.writeErrorProbability;
  }

  /** A fraction in [0, 1): how much of a failing write happened. */
  partialFraction(): number {
    return this.random.next();
  }

  /** Perhaps flips a bit in what is about to be read. */
  maybeRot(file: SimFile, path: string, position: number, length: number): void {
    const struck = chance(this.random, this.faults.bitFlipProbability);
    const where = position + Math.floor(this.random.next() * length);
    const bit = this.random.integer(8);
    if (struck && file.isClean && path.includes(this.faults.pathContains)) file.flipBit(where, bit);
  }

  /** The process died: what it had in flight happened wholly, partly or not at all. */
  endProcess(): void {
    for (const operation of this.inFlight) {
      const outcome = this.random.next() * 3;
      if (outcome >= 1) operation.apply(outcome >= 2 ? 1 : outcome - 1);
    }
    this.inFlight.clear();
    this.locks.clear();
  }

  losePower(): void {
    const random = this.random.fork(`loss/${this.lossCount++}`);
    // A quarter of the losses take everything, a quarter nothing, the others a part.
    const conditions = random.integer(4);
    const keepProbability = conditions === 0 ? 0 : conditions === 1 ? 1 : random.next();
    this.losePowerIn(
      { keepProbability, garbageProbability: keepProbability === 1 ? 0 : this.faults.garbageProbability },
      random,
    );
  }

  /** A power loss whose conditions the test chooses. */
  losePowerIn(conditions: LossConditions, random: SeededRandom = this.random.fork(`loss/${this.lossCount++}`)): void {
    this.tree.losePower(random, conditions);
  }

  wipe(): void {
    this.tree = new SimTree();
    this.planned = [];
  }

  private isLost(path: string): boolean {
    if (this.lost.size === 0) return false;
    const parts = partsOf(path);
    return parts.some((_, index) => this.lost.has(parts.slice(0, index + 1).join('/')));
  }

  private file(path: string): SimFile {
    const node = this.tree.find(path);
    assert(node?.kind === 'file', `no file '${path}' to damage; there are: ${this.files().join(', ')}`);
    return node;
  }
}

/** Throws when the path has no node of this kind. */
export function requireFile(node: SimNode | undefined, path: string): SimFile {
  if (node === undefined) throw errno('ENOENT', path, 'no such file');
  if (node.kind !== 'file') throw errno('EISDIR', path, 'it is a directory');
  return node;
}

function join(directory: string, name: string): string {
  return [...partsOf(directory), name].join('/');
}

function sizeOf(node: SimNode): number {
  if (node.kind === 'file') return node.size;
  let sum = 0;
  for (const child of node.entries.values()) sum += sizeOf(child);
  return sum;
}
