import type { Bytes } from '@drave/base';

/** An ordered key-value store; keys compare as unsigned bytes. `level` in a node, crash-modelled in the simulator. */
export interface StoreFactory {
  /**
   * Opens or makes the store in this directory.
   * @throws DraveError DATA_DIRECTORY_LOCKED when another process has it open, CORRUPT_DATA when it cannot be read,
   * DISK_FULL: opening takes room.
   */
  open(path: string): Promise<Store>;
}

export interface Store {
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
  /** Entries in key order (or reverse), at most `limit`. */
  range(query: StoreRange): Promise<readonly StoreEntry[]>;
  /**
   * Applies all operations or none. With `sync` the batch, and every batch before it, is durable when it resolves;
   * without, a crash keeps a prefix of the un-synced batches, each whole, or damages them detectably. A batch that
   * fails may have happened, and every later one is rejected until the store is opened again.
   * @throws DraveError DISK_FULL, KAFKA_STORAGE_ERROR.
   */
  batch(operations: readonly StoreOperation[], options: { readonly sync: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface StoreRange {
  readonly gte?: Uint8Array;
  readonly lt?: Uint8Array;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export interface StoreEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export type StoreOperation =
  | { readonly kind: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly key: Uint8Array }
  /** Deletes every key in [gte, lt). */
  | { readonly kind: 'deleteRange'; readonly gte: Uint8Array; readonly lt: Uint8Array };

/** Of keys and values; what they take on the disk is more. */
export function batchBytes(operations: readonly StoreOperation[]): Bytes {
  let sum = 0;
  for (const operation of operations)
    if (operation.kind === 'put') sum += operation.key.length + operation.value.length;
  return sum;
}
