import { DraveError } from '@drave/base';
import type { Disk, DiskFile, DiskLock, DiskSpace, DiskStat } from '../disk.js';
import { type DiskOperation, type InFlight, requireFile, type SimDiskState } from './disk-state.js';
import type { SimLife } from './host.js';
import type { SimFile } from './sim-file.js';
import { errno, partsOf } from './sim-tree.js';

const FREE_BYTES_UNLIMITED = 2 ** 40;

/** The disk as one process sees it. Operations take virtual time; those of a dead process never settle. */
export class SimDisk implements Disk {
  private readonly operations: DiskOperations;
  private readonly state: SimDiskState;
  private readonly life: SimLife;

  constructor(life: SimLife) {
    this.life = life;
    this.state = life.host.diskState;
    this.operations = new DiskOperations(life);
  }

  open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    return this.operations.run('open', path, () => {
      const { tree } = this.state;
      const node = tree.find(path);
      const file = node === undefined && mode === 'create' ? tree.createFile(path) : requireFile(node, path);
      return new SimDiskFile(this.operations, this.life, path, file, mode !== 'read');
    });
  }

  makeDirectory(path: string): Promise<void> {
    return this.operations.run('name', path, () => this.state.tree.makeDirectory(path));
  }

  list(path: string): Promise<readonly string[]> {
    return this.operations.run('open', path, () => {
      const node = this.state.tree.find(path);
      if (node?.kind === 'file') throw errno('ENOTDIR', path, 'it is a file');
      return node === undefined ? [] : [...node.entries.keys()].sort();
    });
  }

  stat(path: string): Promise<DiskStat | undefined> {
    return this.operations.run('open', path, () => {
      const node = this.state.tree.find(path);
      if (node === undefined) return undefined;
      const size = node.kind === 'file' ? node.size : 0;
      return { kind: node.kind, size, modifiedWallMs: node.modifiedWallMs };
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.operations.run('name', from, () => {
      this.state.tree.rename(from, to);
      this.state.onRenamed(from, to);
    });
  }

  remove(path: string): Promise<void> {
    return this.operations.run('name', path, () => {
      this.state.tree.remove(path);
      this.state.onRemoved(path);
    });
  }

  syncDirectory(path: string): Promise<void> {
    return this.operations.run('sync', path, () => {
      const node = this.state.tree.find(path);
      if (node === undefined) throw errno('ENOENT', path, 'no such directory');
      if (node.kind !== 'directory') throw errno('ENOTDIR', path, 'it is a file');
      this.state.tree.syncDirectory(node);
    });
  }

  lock(path: string): Promise<DiskLock> {
    const key = partsOf(path).join('/');
    return this.operations.run('open', path, () => {
      const { locks } = this.state;
      if (locks.has(key))
        throw new DraveError('DATA_DIRECTORY_LOCKED', `'${path}' is locked by another process; stop it first`);
      locks.add(key);
      return {
        release: () => {
          if (this.life.alive) locks.delete(key);
          return Promise.resolve();
        },
      };
    });
  }

  space(path: string): Promise<DiskSpace> {
    return this.operations.run('open', path, () => {
      const { capacityBytes } = this.state.faults;
      const totalBytes = Number.isFinite(capacityBytes) ? capacityBytes : FREE_BYTES_UNLIMITED;
      return { totalBytes, freeBytes: Math.max(0, totalBytes - this.state.usedBytes) };
    });
  }
}

/** Issues operations: each completes after its latency, in an event of the process that issued it. */
class DiskOperations {
  readonly state: SimDiskState;
  private readonly life: SimLife;

  constructor(life: SimLife) {
    this.life = life;
    this.state = life.host.diskState;
  }

  /**
   * `work` happens at completion, or before it when the process dies meanwhile; `onFailure` says what an EIO leaves
   * behind.
   */
  run<T>(
    operation: DiskOperation,
    path: string,
    work: () => T,
    onFailure: (fraction: number) => void = () => {},
  ): Promise<T> {
    const { world } = this.life.host;
    return new Promise((resolve, reject) => {
      if (!this.life.alive) return;
      const flight: InFlight = {
        apply: (fraction) => {
          // A sync that was not answered promises nothing, and a failure has nobody left to tell.
          if (operation === 'sync') return;
          if (fraction < 1) onFailure(fraction);
          else new Promise(() => work()).catch(() => {});
        },
      };
      this.state.inFlight.add(flight);
      const complete = (): void => {
        this.state.inFlight.delete(flight);
        if (this.state.fails(operation, path)) {
          onFailure(this.state.partialFraction());
          reject(errno('EIO', path, `${operation} failed`));
          return;
        }
        try {
          resolve(work());
        } catch (reason) {
          reject(reason);
        }
      };
      world.schedule(this.state.latencyMs(operation, world.nowMs()), complete, this.life, `disk.${operation}`);
    });
  }
}

class SimDiskFile implements DiskFile {
  readonly path: string;
  private readonly operations: DiskOperations;
  private readonly life: SimLife;
  private readonly file: SimFile;
  private readonly writable: boolean;
  private open = true;

  constructor(operations: DiskOperations, life: SimLife, path: string, file: SimFile, writable: boolean) {
    this.operations = operations;
    this.life = life;
    this.path = path;
    this.file = file;
    this.writable = writable;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    this.mustBeOpen();
    return this.operations.run('read', this.path, () => {
      if (buffer.length > 0) this.operations.state.maybeRot(this.file, this.path, position, buffer.length);
      return this.file.read(buffer, position);
    });
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    this.mustBeWritable();
    return this.operations.run(
      'write',
      this.path,
      () => {
        const bytes = gather(parts);
        const fits = this.bytesThatFit(position + bytes.length) - position;
        this.put(bytes.subarray(0, Math.max(0, Math.min(bytes.length, fits))), position);
        if (fits < bytes.length) throw errno('ENOSPC', this.path, 'no space left on device');
      },
      (fraction) => {
        const bytes = gather(parts);
        const length = Math.min(
          Math.floor(bytes.length * fraction),
          this.bytesThatFit(position + bytes.length) - position,
        );
        this.put(bytes.subarray(0, Math.max(0, length)), position);
      },
    );
  }

  async truncate(size: number): Promise<void> {
    this.mustBeWritable();
    return this.operations.run('write', this.path, () => {
      if (this.bytesThatFit(size) < size) throw errno('ENOSPC', this.path, 'no space left on device');
      this.file.truncate(size);
      this.file.modifiedWallMs = this.life.host.wallMs();
    });
  }

  async sync(): Promise<void> {
    this.mustBeOpen();
    // A sync is sure to cover only what was written when it was issued.
    const { mark } = this.file;
    return this.operations.run(
      'sync',
      this.path,
      () => this.file.syncUpTo(mark),
      () => this.file.dropPending(),
    );
  }

  async size(): Promise<number> {
    this.mustBeOpen();
    return this.file.size;
  }

  close(): Promise<void> {
    this.open = false;
    return Promise.resolve();
  }

  private put(bytes: Uint8Array, position: number): void {
    this.file.write(bytes, position);
    this.file.modifiedWallMs = this.life.host.wallMs();
  }

  /** How large the file may become, at most `size`. */
  private bytesThatFit(size: number): number {
    const { state } = this.operations;
    if (!Number.isFinite(state.faults.capacityBytes) || size <= this.file.size) return size;
    return Math.min(size, Math.max(this.file.size, this.file.size + state.faults.capacityBytes - state.usedBytes));
  }

  private mustBeOpen(): void {
    if (!this.open) throw errno('EBADF', this.path, 'the file was closed');
  }

  private mustBeWritable(): void {
    this.mustBeOpen();
    if (!this.writable) throw errno('EBADF', this.path, 'the file was opened for reading');
  }
}

function gather(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  return Buffer.concat(parts as Uint8Array[]);
}
