import { DraveError } from '@drave/base';
import type { Store, StoreEntry, StoreFactory, StoreOperation, StoreRange } from '../store.js';
import type { SimLife } from './host.js';
import type { SimStoreData, StoreFlight } from './store-state.js';
import { errno } from './sim-tree.js';

/** Stores as one process sees them. Their directories show on the simulated disk and go with it. */
export class SimStoreFactory implements StoreFactory {
  private readonly life: SimLife;

  constructor(life: SimLife) {
    this.life = life;
  }

  async open(path: string): Promise<Store> {
    const { host, incarnation } = this.life;
    await delay(this.life, false, () => undefined);
    requireRoom(this.life, path, OPEN_BYTES);
    host.diskState.tree.makeDirectory(path);
    const data = host.storeState.findOrMake(path);
    if (data.openBy !== undefined)
      throw new DraveError('DATA_DIRECTORY_LOCKED', `the store '${path}' is open already; close it first`);
    if (data.corrupt) throw new DraveError('CORRUPT_DATA', `the store '${path}' cannot be read`);
    data.openBy = incarnation;
    return new SimStore(this.life, path, data);
  }
}

class SimStore implements Store {
  private readonly life: SimLife;
  private readonly path: string;
  private readonly data: SimStoreData;
  private state: 'open' | 'failed' | 'closed' = 'open';

  constructor(life: SimLife, path: string, data: SimStoreData) {
    this.life = life;
    this.path = path;
    this.data = data;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    const wanted = key.slice();
    return this.read(() => this.data.get(wanted)?.slice());
  }

  async range(query: StoreRange): Promise<readonly StoreEntry[]> {
    return this.read(() =>
      this.data.range(query).map(({ key, value }) => ({ key: key.slice(), value: value.slice() })),
    );
  }

  async batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    this.mustBeOpen();
    if (this.state === 'failed') throw errno('EIO', this.path, 'an earlier batch failed; open the store again');
    const own = operations.map(copyOperation);
    return delay(
      this.life,
      options.sync,
      () => {
        const { storeState } = this.life.host;
        if (this.state === 'failed') throw errno('EIO', this.path, 'an earlier batch failed; open the store again');
        if (storeState.writeFails()) {
          this.state = 'failed';
          throw errno('EIO', this.path, 'the batch failed; it may have happened');
        }
        try {
          requireRoom(this.life, this.path, putBytes(own));
        } catch (reason) {
          this.state = 'failed';
          throw reason;
        }
        this.data.batch(own, options.sync);
      },
      () => this.data.batch(own, false),
    );
  }

  close(): Promise<void> {
    if (this.state === 'closed') return Promise.resolve();
    this.state = 'closed';
    if (this.life.alive) this.data.openBy = undefined;
    return Promise.resolve();
  }

  private read<T>(work: () => T): Promise<T> {
    this.mustBeOpen();
    return delay(this.life, false, () => {
      if (this.life.host.storeState.readFails()) throw errno('EIO', this.path, 'the read failed');
      return work();
    });
  }

  private mustBeOpen(): void {
    if (this.state === 'closed') throw errno('EBADF', this.path, 'the store was closed');
  }
}

/**
 * Completes `work` after its latency, in issue order: the store has one queue. `onDeath` is what may have happened when
 * the process dies before.
 */
function delay<T>(life: SimLife, sync: boolean, work: () => T, onDeath?: () => void): Promise<T> {
  const { world, storeState } = life.host;
  return new Promise((resolve, reject) => {
    if (!life.alive) return;
    const flight: StoreFlight | undefined = onDeath === undefined ? undefined : { apply: onDeath };
    if (flight !== undefined) storeState.inFlight.add(flight);
    const complete = (): void => {
      if (flight !== undefined) storeState.inFlight.delete(flight);
      try {
        resolve(work());
      } catch (reason) {
        reject(reason);
      }
    };
    const nowMs = world.nowMs();
    const doneMs = Math.max(nowMs + storeState.latencyMs(sync, nowMs), storeState.busyUntilMs);
    storeState.busyUntilMs = doneMs;
    world.scheduleAt(doneMs, complete, life, sync ? 'store.sync' : 'store');
  });
}

/** What the store writes anew whenever it is opened. */
const OPEN_BYTES = 1_024;

/** @throws DraveError DISK_FULL */
function requireRoom({ host: { diskState, storeState } }: SimLife, path: string, bytes: number): void {
  if (storeState.faults.onDisk && bytes > diskState.freeBytes)
    throw errno('ENOSPC', path, `no space left on device: ${bytes} bytes are to be written`);
}

/** What is replaced and deleted stays until the store rewrites its files, so it gives no room to the batch itself. */
function putBytes(operations: readonly StoreOperation[]): number {
  let bytes = 0;
  for (const operation of operations)
    if (operation.kind === 'put') bytes += operation.key.length + operation.value.length;
  return bytes;
}

function copyOperation(operation: StoreOperation): StoreOperation {
  switch (operation.kind) {
    case 'put':
      return { kind: 'put', key: operation.key.slice(), value: operation.value.slice() };
    case 'delete':
      return { kind: 'delete', key: operation.key.slice() };
    case 'deleteRange':
      return { kind: 'deleteRange', gte: operation.gte.slice(), lt: operation.lt.slice() };
  }
}
