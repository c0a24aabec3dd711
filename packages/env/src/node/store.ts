import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { deferred, type Deferred, DraveError } from '@drave/base';
import { Level } from 'level';
import {
  batchBytes,
  type Store,
  type StoreEntry,
  type StoreFactory,
  type StoreOperation,
  type StoreRange,
} from '../store.js';
import type { DiskQuota } from '../disk-quota.js';
import type { SyncMeter } from './sync-meter.js';
import { storeError } from './store-error.js';
import { checkJournals } from './store-journal.js';
import { checkTables } from './store-tables.js';

/** Batches that gathered while one was being written go out together, up to this many bytes. */
const GROUP_BYTES_MAX = 4 * 1024 * 1024;

type Database = Level<Uint8Array, Uint8Array>;

/** LevelDB through `level`. */
export class NodeStoreFactory implements StoreFactory {
  private readonly root: string;
  private readonly quota: DiskQuota | undefined;
  private readonly syncs: SyncMeter;

  constructor(root: string, quota: DiskQuota | undefined, syncs: SyncMeter) {
    this.root = resolve(root);
    this.quota = quota;
    this.syncs = syncs;
  }

  async open(path: string): Promise<Store> {
    const full = path.startsWith('/') ? path : join(this.root, path);
    try {
      await mkdir(full, { recursive: true });
      // Journals and tables are read before LevelDB, which begins to open the moment it is constructed, mends silently
      // what it finds in the former and trusts the latter.
      await checkJournals(full);
      await checkTables(full);
      const database: Database = new Level(full, { keyEncoding: 'view', valueEncoding: 'view' });
      await database.open();
      return new NodeStore(path, database, this.quota, this.syncs);
    } catch (reason) {
      throw storeError(reason, path);
    }
  }
}

interface Waiting {
  readonly operations: readonly StoreOperation[];
  readonly sync: boolean;
  readonly bytes: number;
  readonly done: Deferred<void>;
}

/**
 * One write at a time, so that batches become durable in the order in which they were given: LevelDB calls from several
 * threads of the pool have no order. What gathers meanwhile is one batch with one sync (group commit).
 */
class NodeStore implements Store {
  private readonly path: string;
  private readonly database: Database;
  private readonly quota: DiskQuota | undefined;
  private readonly syncs: SyncMeter;
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private closed = false;
  /**
   * Of the first write that failed. LevelDB would go on behind a record that it has written in part, and its next start
   * would take what lies behind it for damage: nothing is written any more until the store is opened again.
   */
  private failure: DraveError | undefined;

  constructor(path: string, database: Database, quota: DiskQuota | undefined, syncs: SyncMeter) {
    this.path = path;
    this.database = database;
    this.quota = quota;
    this.syncs = syncs;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    this.mustBeOpen();
    try {
      return await this.database.get(key);
    } catch (reason) {
      throw storeError(reason, this.path);
    }
  }

  async range(query: StoreRange): Promise<readonly StoreEntry[]> {
    this.mustBeOpen();
    if (query.limit === 0) return [];
    try {
      const entries = await this.database.iterator({ ...query, fillCache: false }).all();
      return entries.map(([key, value]) => ({ key, value }));
    } catch (reason) {
      throw storeError(reason, this.path);
    }
  }

  async batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    this.mustBeOpen();
    const entry: Waiting = { operations, sync: options.sync, bytes: batchBytes(operations), done: deferred<void>() };
    this.waiting.push(entry);
    this.writing ??= this.writeAll();
    await entry.done.promise;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.writing;
    try {
      await this.database.close();
    } catch (reason) {
      throw storeError(reason, this.path);
    }
  }

  /** Never rejects: every failure goes to those who wait for it. */
  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      try {
        if (this.failure !== undefined) throw this.failure;
        await this.write(group);
        for (const entry of group) entry.done.resolve();
      } catch (reason) {
        const error = storeError(reason, this.path);
        this.failure ??= error;
        for (const entry of group) entry.done.reject(error);
      }
    }
    this.writing = undefined;
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.waiting) {
      // The keys of a range are looked up before the write: it must not share a group with a batch that adds some.
      const alone = entry.operations.some((operation) => operation.kind === 'deleteRange');
      if (count > 0 && (alone || bytes + entry.bytes > GROUP_BYTES_MAX)) break;
      bytes += entry.bytes;
      count++;
      if (alone) break;
    }
    return this.waiting.splice(0, count);
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    if (this.quota !== undefined) {
      const bytes = group.reduce((sum, entry) => sum + entry.bytes, 0);
      await this.quota.charge(bytes, this.path);
    }
    // Chained batches cost about half of array batches from some dozens of operations on.
    const batch = this.database.batch();
    try {
      for (const entry of group)
        for (const operation of entry.operations) {
          if (operation.kind === 'put') batch.put(operation.key, operation.value);
          else if (operation.kind === 'delete') batch.del(operation.key);
          else {
            const range = { gte: operation.gte, lt: operation.lt };
            // Operations before it in the same batch may have added keys of the range.
            for (const earlier of entry.operations) {
              if (earlier === operation) break;
              if (earlier.kind === 'put' && isWithin(earlier.key, range)) batch.del(earlier.key);
            }
            for (const key of await this.database.keys(range).all()) batch.del(key);
          }
        }
    } catch (reason) {
      await batch.close();
      throw reason;
    }
    const sync = group.some((entry) => entry.sync);
    if (sync) await this.syncs.time(() => batch.write({ sync }));
    else await batch.write({ sync });
  }

  private mustBeOpen(): void {
    if (this.closed)
      throw new DraveError('KAFKA_STORAGE_ERROR', `the store '${this.path}' was closed`, {
        metadata: { errno: 'EBADF', path: this.path },
      });
  }
}

function isWithin(key: Uint8Array, range: { readonly gte: Uint8Array; readonly lt: Uint8Array }): boolean {
  return Buffer.compare(key, range.gte) >= 0 && Buffer.compare(key, range.lt) < 0;
}
