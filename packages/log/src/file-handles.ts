import { assert } from '@drave/base';
import type { Disk, DiskFile } from '@drave/env';

/**
 * Open segment and index files of a node, least recently used closed first. A file in use is never closed, so the limit
 * may be passed for a moment by as many files as are used at once.
 */
export class FileHandles {
  private readonly disk: Disk;
  private readonly openFilesMax: number;
  /** The handles in order of last use, oldest first. */
  private readonly entries = new Map<string, HandleEntry>();
  private readonly closing = new Set<Promise<void>>();

  constructor(disk: Disk, openFilesMax: number) {
    assert(openFilesMax >= 1, 'at least one file must be allowed open');
    this.disk = disk;
    this.openFilesMax = openFilesMax;
  }

  get openCount(): number {
    return this.entries.size;
  }

  /** Runs `action` with the file open for reading and writing; it must exist. */
  use<T>(path: string, action: (file: DiskFile) => Promise<T>): Promise<T> {
    return this.run(path, 'write', action);
  }

  /** The same for a file that may have to be made. Its name is durable only after a sync of the directory. */
  create<T>(path: string, action: (file: DiskFile) => Promise<T>): Promise<T> {
    return this.run(path, 'create', action);
  }

  private async run<T>(path: string, mode: 'write' | 'create', action: (file: DiskFile) => Promise<T>): Promise<T> {
    const entry = this.acquire(path, mode);
    try {
      return await action(await entry.file);
    } finally {
      entry.users--;
      if (entry.closePending && entry.users === 0) this.startClose(entry);
      this.evict();
    }
  }

  /** Forgets the path (about to be renamed, removed or replaced); resolves when the old file is closed everywhere. */
  async forget(path: string): Promise<void> {
    const entry = this.entries.get(path);
    if (entry === undefined) return;
    this.entries.delete(path);
    entry.closePending = true;
    if (entry.users === 0) this.startClose(entry);
    await entry.closed;
  }

  /** Forgets, as `forget` does, every path under a directory. */
  async forgetDirectory(directory: string): Promise<void> {
    const prefix = `${directory}/`;
    const paths = [...this.entries.keys()].filter((path) => path.startsWith(prefix));
    await Promise.all(paths.map((path) => this.forget(path)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.entries.keys()].map((path) => this.forget(path)));
    await Promise.all(this.closing);
  }

  private acquire(path: string, mode: 'write' | 'create'): HandleEntry {
    const known = this.entries.get(path);
    if (known !== undefined) {
      this.entries.delete(path);
      this.entries.set(path, known);
      known.users++;
      return known;
    }
    const entry = new HandleEntry(this.disk.open(path, mode));
    this.entries.set(path, entry);
    entry.file.catch(() => {
      // The caller sees the rejection; here the failed entry only has to make room for the next try.
      if (this.entries.get(path) === entry) this.entries.delete(path);
    });
    return entry;
  }

  private evict(): void {
    if (this.entries.size <= this.openFilesMax) return;
    for (const [path, entry] of this.entries) {
      if (entry.users > 0) continue;
      this.entries.delete(path);
      this.startClose(entry);
      if (this.entries.size <= this.openFilesMax) return;
    }
  }

  private startClose(entry: HandleEntry): void {
    const done = entry.close().finally(() => this.closing.delete(done));
    this.closing.add(done);
  }
}

class HandleEntry {
  readonly file: Promise<DiskFile>;
  readonly closed: Promise<void>;
  users = 1;
  closePending = false;
  private markClosed!: () => void;

  constructor(file: Promise<DiskFile>) {
    this.file = file;
    this.closed = new Promise((resolve) => {
      this.markClosed = resolve;
    });
  }

  /** A failed close loses nothing that a sync had promised, so it is not an error of any operation. */
  async close(): Promise<void> {
    await this.file.then((file) => file.close()).catch(() => undefined);
    this.markClosed();
  }
}
