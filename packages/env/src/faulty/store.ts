import type { Store, StoreEntry, StoreFactory, StoreOperation, StoreRange } from '../store.js';
import type { FaultControl } from './control.js';
import type { RuleOf } from './rules.js';

type Operation = Exclude<RuleOf<'store'>['operation'], 'any'>;

export class FaultyStoreFactory implements StoreFactory {
  private readonly inner: StoreFactory;
  private readonly control: FaultControl;

  constructor(inner: StoreFactory, control: FaultControl) {
    this.inner = inner;
    this.control = control;
  }

  async open(path: string): Promise<Store> {
    await before(this.control, 'open', path);
    return new FaultyStore(await this.inner.open(path), path, this.control);
  }
}

class FaultyStore implements Store {
  private readonly inner: Store;
  private readonly path: string;
  private readonly control: FaultControl;
  /** Batches keep their order also when one of them is delayed. */
  private last: Promise<void> = Promise.resolve();

  constructor(inner: Store, path: string, control: FaultControl) {
    this.inner = inner;
    this.path = path;
    this.control = control;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    await before(this.control, 'read', this.path);
    return this.inner.get(key);
  }

  async range(query: StoreRange): Promise<readonly StoreEntry[]> {
    await before(this.control, 'read', this.path);
    return this.inner.range(query);
  }

  async batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void> {
    const turn = this.last.then(() => before(this.control, 'batch', this.path));
    // The next batch waits for the turn of this one, not for its outcome.
    this.last = turn.catch(() => {});
    await turn;
    await this.inner.batch(operations, options);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

function before(control: FaultControl, operation: Operation, path: string): Promise<void> {
  const struck = control.take(
    'store',
    (rule) => (rule.operation === operation || rule.operation === 'any') && path.includes(rule.pathContains ?? ''),
  );
  return control.strike(struck, operation, path);
}
