import {
  batchBytes,
  type Store,
  type StoreEntry,
  type StoreFactory,
  type StoreOperation,
  type StoreRange,
} from '../store.js';
import { isAt, type FaultControl } from './control.js';
import type { RuleOf } from './rules.js';
import type { FaultySpace } from './space.js';

type Operation = Exclude<RuleOf<'store'>['operation'], 'any'>;

export class FaultyStoreFactory implements StoreFactory {
  private readonly inner: StoreFactory;
  private readonly control: FaultControl;
  private readonly space: FaultySpace;

  constructor(inner: StoreFactory, control: FaultControl, space: FaultySpace) {
    this.inner = inner;
    this.control = control;
    this.space = space;
  }

  async open(path: string): Promise<Store> {
    await before(this.control, 'open', path);
    return new FaultyStore(await this.inner.open(path), path, this.control, this.space);
  }
}

class FaultyStore implements Store {
  private readonly inner: Store;
  private readonly path: string;
  private readonly control: FaultControl;
  private readonly space: FaultySpace;
  /** Batches keep their order also when one of them is delayed. */
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(inner: Store, path: string, control: FaultControl, space: FaultySpace) {
    this.inner = inner;
    this.path = path;
    this.control = control;
    this.space = space;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    if (!this.control.idle) await before(this.control, 'read', this.path);
    return this.inner.get(key);
  }

  async range(query: StoreRange): Promise<readonly StoreEntry[]> {
    if (!this.control.idle) await before(this.control, 'read', this.path);
    return this.inner.range(query);
  }

  batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    if (this.control.idle && this.waiting === 0) return this.inner.batch(operations, options);
    return this.batchFaulty(operations, options);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async batchFaulty(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    this.waiting += 1;
    const turn = this.last.then(async () => {
      await before(this.control, 'batch', this.path);
      if (this.space.isLimited(this.path)) await this.space.charge(batchBytes(operations), this.path);
    });
    // The next batch waits for the turn of this one, not for its outcome.
    this.last = turn.catch(() => {});
    try {
      await turn;
    } finally {
      this.waiting -= 1;
    }
    await this.inner.batch(operations, options);
  }
}

function before(control: FaultControl, operation: Operation, path: string): Promise<void> {
  const struck = control.take(
    'store',
    (rule) => (rule.operation === operation || rule.operation === 'any') && isAt(rule, path),
  );
  return control.strike(struck, operation, path);
}
