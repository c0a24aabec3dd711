import { DraveError } from '@drave/base';
import {
  type Disk,
  type DiskFile,
  type DiskLock,
  type DiskSpace,
  type DiskStat,
  type Env,
  type Metrics,
  silentLogger,
} from '@drave/env';
import { SimWorld } from '@drave/env/sim';

/**
 * Files as plain buffers that can be copied whole: for tests that open the same directory tens of thousands of times,
 * each time with other damage. No crash model; `@drave/env/sim` has one.
 */
export class MemoryDisk implements Disk {
  readonly files: Map<string, Buffer>;
  readonly directories: Set<string>;

  constructor(files: ReadonlyMap<string, Buffer> = new Map(), directories: Iterable<string> = ['.']) {
    this.files = new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes)]));
    this.directories = new Set(directories);
  }

  copy(): MemoryDisk {
    return new MemoryDisk(this.files, this.directories);
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    if (!this.files.has(path)) {
      if (mode !== 'create') throw new DraveError('KAFKA_STORAGE_ERROR', `${path}: no such file`);
      this.files.set(path, Buffer.alloc(0));
    }
    return new MemoryFile(this, path);
  }

  async makeDirectory(path: string): Promise<void> {
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length++) this.directories.add(parts.slice(0, length).join('/'));
  }

  async list(path: string): Promise<readonly string[]> {
    const names = new Set<string>();
    for (const each of [...this.files.keys(), ...this.directories]) {
      if (each.startsWith(`${path}/`)) names.add(each.slice(path.length + 1).split('/')[0] ?? '');
    }
    return [...names].sort();
  }

  async stat(path: string): Promise<DiskStat | undefined> {
    const bytes = this.files.get(path);
    if (bytes !== undefined) return { kind: 'file', size: bytes.length, modifiedWallMs: 0 };
    return this.directories.has(path) ? { kind: 'directory', size: 0, modifiedWallMs: 0 } : undefined;
  }

  async rename(from: string, to: string): Promise<void> {
    const bytes = this.files.get(from);
    if (bytes !== undefined) {
      this.files.delete(from);
      this.files.set(to, bytes);
      return;
    }
    for (const [path, content] of [...this.files]) {
      if (!path.startsWith(`${from}/`)) continue;
      this.files.delete(path);
      this.files.set(to + path.slice(from.length), content);
    }
    this.directories.delete(from);
    this.directories.add(to);
  }

  async remove(path: string): Promise<void> {
    for (const each of [...this.files.keys()]) {
      if (each === path || each.startsWith(`${path}/`)) this.files.delete(each);
    }
    this.directories.delete(path);
  }

  async syncDirectory(): Promise<void> {}

  async lock(): Promise<DiskLock> {
    return { release: async () => {} };
  }

  async space(): Promise<DiskSpace> {
    return { totalBytes: Number.MAX_SAFE_INTEGER, freeBytes: Number.MAX_SAFE_INTEGER };
  }
}

class MemoryFile implements DiskFile {
  readonly path: string;
  private readonly disk: MemoryDisk;

  constructor(disk: MemoryDisk, path: string) {
    this.disk = disk;
    this.path = path;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    return this.bytes.copy(buffer, 0, position, position + buffer.length);
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    const added = Buffer.concat(parts);
    const whole = Buffer.alloc(Math.max(this.bytes.length, position + added.length));
    this.bytes.copy(whole);
    added.copy(whole, position);
    this.disk.files.set(this.path, whole);
  }

  async truncate(size: number): Promise<void> {
    const whole = Buffer.alloc(size);
    this.bytes.copy(whole);
    this.disk.files.set(this.path, whole);
  }

  async sync(): Promise<void> {}

  async size(): Promise<number> {
    return this.bytes.length;
  }

  async close(): Promise<void> {}

  private get bytes(): Buffer {
    return this.disk.files.get(this.path) ?? Buffer.alloc(0);
  }
}

/** An Env on this disk; its timers never fire and its metrics are not scraped. */
export function memoryEnv(disk: MemoryDisk, bootId = 'boot-1'): Env {
  const compute = {
    compress: still.compute.compress.bind(still.compute),
    decompress: still.compute.decompress.bind(still.compute),
    async slices(step: () => boolean): Promise<void> {
      while (step());
    },
    worked() {},
  };
  return { ...still, disk, compute, metrics: NO_METRICS, logger: silentLogger, bootId };
}

/** A world in which no time passes. */
const still = new SimWorld({ seed: 1 }).createHost('memory').env;

const NO_METRICS: Metrics = {
  counter: () => ({ add() {} }),
  counterFrom() {},
  counters() {},
  gauge() {},
  gauges() {},
  histogram: () => ({ observe() {}, count: 0, sum: 0, quantile: () => Number.NaN }),
  summaries() {},
  beforeScrape() {},
  families: () => [],
  render: async () => '',
};
