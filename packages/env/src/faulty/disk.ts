import type { Disk, DiskFile, DiskLock, DiskSpace, DiskStat } from '../disk.js';
import type { Random } from '../random.js';
import { isAt, type FaultControl } from './control.js';
import type { RuleOf } from './rules.js';
import type { FaultySpace } from './space.js';

type Operation = Exclude<RuleOf<'disk'>['operation'], 'any'>;

/** What the disk and its files share. */
interface Faults {
  readonly control: FaultControl;
  readonly space: FaultySpace;
  readonly random: Random;
}

export class FaultyDisk implements Disk {
  private readonly inner: Disk;
  private readonly faults: Faults;

  constructor(inner: Disk, faults: Faults) {
    this.inner = inner;
    this.faults = faults;
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    await this.before('open', path);
    return new FaultyFile(await this.inner.open(path, mode), this.faults);
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

  async space(path: string): Promise<DiskSpace> {
    return this.faults.space.free(path, await this.inner.space(path));
  }

  private before(operation: Operation, path: string): Promise<void> {
    const { control } = this.faults;
    return control.strike(takeDisk(control, operation, path), operation, path);
  }
}

/** Without a rule an operation costs nothing more than the inner one: the data path goes through here. */
class FaultyFile implements DiskFile {
  readonly path: string;
  private readonly inner: DiskFile;
  private readonly faults: Faults;

  constructor(inner: DiskFile, faults: Faults) {
    this.inner = inner;
    this.path = inner.path;
    this.faults = faults;
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return this.faults.control.idle ? this.inner.read(buffer, position) : this.readFaulty(buffer, position);
  }

  write(parts: readonly Uint8Array[], position: number): Promise<void> {
    return this.faults.control.idle ? this.inner.write(parts, position) : this.writeFaulty(parts, position);
  }

  async truncate(size: number): Promise<void> {
    await this.before('write');
    await this.inner.truncate(size);
  }

  sync(): Promise<void> {
    return this.faults.control.idle ? this.inner.sync() : this.syncFaulty();
  }

  size(): Promise<number> {
    return this.inner.size();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async readFaulty(buffer: Uint8Array, position: number): Promise<number> {
    const { control, random } = this.faults;
    const struck = takeDisk(control, 'read', this.path);
    await control.strike(struck, 'read', this.path);
    const count = await this.inner.read(buffer, position);
    const fault = struck?.rule.fault;
    if (fault?.kind === 'flipBits' && count > 0 && random.next() < fault.share) {
      const at = random.integer(count);
      buffer[at] = (buffer[at] ?? 0) ^ (1 << random.integer(8));
    }
    return count;
  }

  private async writeFaulty(parts: readonly Uint8Array[], position: number): Promise<void> {
    const { control, space } = this.faults;
    const struck = takeDisk(control, 'write', this.path);
    if (struck?.rule.fault.kind === 'shortWrite') {
      const bytes = Buffer.concat(parts as Uint8Array[]);
      const length = Math.floor(bytes.length * struck.rule.fault.fraction);
      await this.inner.write([bytes.subarray(0, length)], position);
    }
    await control.strike(struck, 'write', this.path);
    if (space.isLimited(this.path)) {
      const end = parts.reduce((sum, part) => sum + part.length, position);
      const growthBytes = end - (await this.inner.size());
      if (growthBytes > 0) await space.charge(growthBytes, this.path);
    }
    await this.inner.write(parts, position);
  }

  private async syncFaulty(): Promise<void> {
    await this.before('sync');
    await this.inner.sync();
  }

  private before(operation: Operation): Promise<void> {
    const { control } = this.faults;
    return control.strike(takeDisk(control, operation, this.path), operation, this.path);
  }
}

function takeDisk(control: FaultControl, operation: Operation, path: string) {
  return control.take('disk', (rule) => (rule.operation === operation || rule.operation === 'any') && isAt(rule, path));
}
