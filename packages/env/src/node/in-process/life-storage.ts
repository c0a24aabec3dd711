import type { Disk, DiskFile, DiskLock, DiskSpace, DiskStat } from '../../disk.js';
import type { SimLife } from '../../sim/host.js';
import type { Store, StoreEntry, StoreFactory, StoreOperation, StoreRange } from '../../store.js';
import { pass } from './pass.js';

interface Open {
  close(): Promise<void>;
}

/**
 * The files, locks and stores that one life has open in the world outside, and what it has under way there. Neither
 * ends with the life by itself, as it would with a process.
 */
export class OpenStorage {
  private readonly life: SimLife;
  private readonly open = new Set<Open>();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(life: SimLife) {
    this.life = life;
  }

  run<T>(operation: () => Promise<T>): Promise<T> {
    return pass(this.life, () => this.track(operation()));
  }

  /** The same of something that is open from then on, whether or not the life has ended meanwhile. */
  runOpening<T>(operation: () => Promise<T>, closeOf: (opened: T) => Open): Promise<T> {
    return this.run(async () => {
      const opened = await operation();
      this.open.add(closeOf(opened));
      return opened;
    });
  }

  runClosing(open: Open): Promise<void> {
    return this.run(async () => {
      this.open.delete(open);
      await open.close();
    });
  }

  /** After the life: resolves when nothing is open, so that the next one may open it. */
  async end(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
    const left = [...this.open];
    this.open.clear();
    await Promise.all(left.map((one) => one.close()));
  }

  private track<T>(promise: Promise<T>): Promise<T> {
    this.underWay.add(promise);
    const forget = (): void => void this.underWay.delete(promise);
    promise.then(forget, forget);
    return promise;
  }
}

/** A disk of the world outside, as one life sees it. */
export class LifeDisk implements Disk {
  private readonly inner: Disk;
  private readonly storage: OpenStorage;

  constructor(inner: Disk, storage: OpenStorage) {
    this.inner = inner;
    this.storage = storage;
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    const file = await this.storage.runOpening(
      () => this.inner.open(path, mode),
      (opened) => opened,
    );
    return new LifeFile(file, this.storage);
  }

  makeDirectory(path: string): Promise<void> {
    return this.storage.run(() => this.inner.makeDirectory(path));
  }

  list(path: string): Promise<readonly string[]> {
    return this.storage.run(() => this.inner.list(path));
  }

  stat(path: string): Promise<DiskStat | undefined> {
    return this.storage.run(() => this.inner.stat(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.storage.run(() => this.inner.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.storage.run(() => this.inner.remove(path));
  }

  syncDirectory(path: string): Promise<void> {
    return this.storage.run(() => this.inner.syncDirectory(path));
  }

  async lock(path: string): Promise<DiskLock> {
    let held: Open | undefined;
    await this.storage.runOpening(
      () => this.inner.lock(path),
      (lock) => (held = { close: () => lock.release() }),
    );
    return { release: async () => (held === undefined ? undefined : this.storage.runClosing(held)) };
  }

  space(path: string): Promise<DiskSpace> {
    return this.storage.run(() => this.inner.space(path));
  }
}

class LifeFile implements DiskFile {
  readonly path: string;
  private readonly inner: DiskFile;
  private readonly storage: OpenStorage;

  constructor(inner: DiskFile, storage: OpenStorage) {
    this.path = inner.path;
    this.inner = inner;
    this.storage = storage;
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return this.storage.run(() => this.inner.read(buffer, position));
  }

  write(parts: readonly Uint8Array[], position: number): Promise<void> {
    return this.storage.run(() => this.inner.write(parts, position));
  }

  truncate(size: number): Promise<void> {
    return this.storage.run(() => this.inner.truncate(size));
  }

  sync(): Promise<void> {
    return this.storage.run(() => this.inner.sync());
  }

  size(): Promise<number> {
    return this.storage.run(() => this.inner.size());
  }

  close(): Promise<void> {
    return this.storage.runClosing(this.inner);
  }
}

/** Stores of the world outside, as one life sees them. */
export class LifeStoreFactory implements StoreFactory {
  private readonly inner: StoreFactory;
  private readonly storage: OpenStorage;

  constructor(inner: StoreFactory, storage: OpenStorage) {
    this.inner = inner;
    this.storage = storage;
  }

  async open(path: string): Promise<Store> {
    const store = await this.storage.runOpening(
      () => this.inner.open(path),
      (opened) => opened,
    );
    return new LifeStore(store, this.storage);
  }
}

class LifeStore implements Store {
  private readonly inner: Store;
  private readonly storage: OpenStorage;

  constructor(inner: Store, storage: OpenStorage) {
    this.inner = inner;
    this.storage = storage;
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.storage.run(() => this.inner.get(key));
  }

  range(query: StoreRange): Promise<readonly StoreEntry[]> {
    return this.storage.run(() => this.inner.range(query));
  }

  batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    return this.storage.run(() => this.inner.batch(operations, options));
  }

  close(): Promise<void> {
    return this.storage.runClosing(this.inner);
  }
}
