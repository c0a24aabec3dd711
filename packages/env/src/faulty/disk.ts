import type { Disk, DiskFile, DiskLock, DiskSpace, DiskStat } from '../disk.js';
import type { FaultControl } from './control.js';
import type { RuleOf } from './rules.js';

type Operation = Exclude<RuleOf<'disk'>['operation'], 'any'>;

export class FaultyDisk implements Disk {
  private readonly inner: Disk;
  private readonly control: FaultControl;

  constructor(inner: Disk, control: FaultControl) {
    this.inner = inner;
    this.control = control;
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    await this.before('open', path);
    return new FaultyFile(await this.inner.open(path, mode), this.control);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.before('name', path);
    await this.inner.makeDirectory(path);
  }

  async list(path: string): Promise<readonly string[]> {
    await this.before('open', path);
    return this.inner.list(path);
  }

  async stat(path: string): Promise<DiskStat | undefined> {
    await this.before('open', path);
    return this.inner.stat(path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.before('name', from);
    await this.inner.rename(from, to);
  }

  async remove(path: string): Promise<void> {
    await this.before('name', path);
    await this.inner.remove(path);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.before('sync', path);
    await this.inner.syncDirectory(path);
  }

  lock(path: string): Promise<DiskLock> {
    return this.inner.lock(path);
  }

  space(path: string): Promise<DiskSpace> {
    return this.inner.space(path);
  }

  private before(operation: Operation, path: string): Promise<void> {
    return this.control.strike(takeDisk(this.control, operation, path), operation, path);
  }
}

class FaultyFile implements DiskFile {
  readonly path: string;
  private readonly inner: DiskFile;
  private readonly control: FaultControl;

  constructor(inner: DiskFile, control: FaultControl) {
    this.inner = inner;
    this.path = inner.path;
    this.control = control;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    await this.before('read');
    return this.inner.read(buffer, position);
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    const struck = takeDisk(this.control, 'write', this.path);
    if (struck?.rule.fault.kind === 'shortWrite') {
      const bytes = Buffer.concat(parts as Uint8Array[]);
      const length = Math.floor(bytes.length * struck.rule.fault.fraction);
      await this.inner.write([bytes.subarray(0, length)], position);
    }
    await this.control.strike(struck, 'write', this.path);
    await this.inner.write(parts, position);
  }

  async truncate(size: number): Promise<void> {
    await this.before('write');
    await this.inner.truncate(size);
  }

  async sync(): Promise<void> {
    await this.before('sync');
    await this.inner.sync();
  }

  size(): Promise<number> {
    return this.inner.size();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private before(operation: Operation): Promise<void> {
    return this.control.strike(takeDisk(this.control, operation, this.path), operation, this.path);
  }
}

function takeDisk(control: FaultControl, operation: Operation, path: string) {
  return control.take(
    'disk',
    (rule) => (rule.operation === operation || rule.operation === 'any') && path.includes(rule.pathContains ?? ''),
  );
}
