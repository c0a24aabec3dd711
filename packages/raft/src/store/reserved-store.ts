import { isDraveError } from '@drave/base';
import type { DiskReserve, Store, StoreEntry, StoreFactory, StoreOperation, StoreRange } from '@drave/env';

/**
 * A store that goes on when its disk is full, as long as there is a reserve to give back. A store takes no batch after
 * one that failed, so it is opened anew, and the batch is given to it once more: whether the first attempt happened or
 * not, the outcome is the same, because a batch says what each key holds in the end.
 */
export class ReservedStore implements Store {
  private readonly factory: StoreFactory;
  private readonly path: string;
  private readonly reserve: DiskReserve;
  private store: Store;
  /** The attempt to open the store anew, while it is under way; resolves with whether that could be done. */
  private reopening: Promise<boolean> | undefined;
  private readonly reads = new Set<Promise<unknown>>();

  private constructor(factory: StoreFactory, path: string, reserve: DiskReserve, store: Store) {
    this.factory = factory;
    this.path = path;
    this.reserve = reserve;
    this.store = store;
  }

  /**
   * Opens the store as the factory does; opening takes room as well. @throws DraveError DISK_FULL when no reserve is
   * left.
   */
  static async open(factory: StoreFactory, path: string, reserve: DiskReserve): Promise<ReservedStore> {
    return new ReservedStore(factory, path, reserve, await openIn(factory, path, reserve));
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.read((store) => store.get(key));
  }

  range(query: StoreRange): Promise<readonly StoreEntry[]> {
    return this.read((store) => store.range(query));
  }

  async batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    for (;;) {
      await this.reopening;
      const { store } = this;
      try {
        return await store.batch(operations, options);
      } catch (reason) {
        // Batches that were under way fail together; the first to say that the disk is full opens the store for all.
        if (this.store === store && this.reopening === undefined && isDraveError(reason, 'DISK_FULL'))
          this.reopening = this.reopen();
        const replaced = this.reopening === undefined ? this.store !== store : await this.reopening;
        if (!replaced) throw reason;
      }
    }
  }

  async close(): Promise<void> {
    await this.reopening;
    await this.store.close();
  }

  private async read<T>(work: (store: Store) => Promise<T>): Promise<T> {
    await this.reopening;
    const reading = work(this.store);
    this.reads.add(reading);
    try {
      return await reading;
    } finally {
      this.reads.delete(reading);
    }
  }

  private async reopen(): Promise<boolean> {
    try {
      if (!(await this.reserve.giveBack())) return false;
      await Promise.allSettled(this.reads);
      await this.store.close();
      this.store = await openIn(this.factory, this.path, this.reserve);
      return true;
    } finally {
      this.reopening = undefined;
    }
  }
}

async function openIn(factory: StoreFactory, path: string, reserve: DiskReserve): Promise<Store> {
  try {
    return await factory.open(path);
  } catch (reason) {
    if (!isDraveError(reason, 'DISK_FULL') || !(await reserve.giveBack())) throw reason;
    return factory.open(path);
  }
}
