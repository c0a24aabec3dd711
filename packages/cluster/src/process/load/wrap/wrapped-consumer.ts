import type { GroupReads } from '../../../checkers/load-ledger.js';
import { LOAD_HEADER, textOf, type LoadRecorder } from '../load-recorder.js';

/** How a wrapped consumer is judged. */
export interface WrapConsumerOptions {
  /** Consumers of one group share it; it is how reports call the group. Default: the name of its library. */
  readonly group?: string;
  /**
   * False: the group need not be given what lies before the first record that it is given of a partition. Default true.
   */
  readonly fromBeginning?: boolean;
  /** Whether it is given records of open and aborted transactions too. Default false, as with all these libraries. */
  readonly readsUncommitted?: boolean;
}

export function wrappedGroup(recorder: LoadRecorder, library: string, options: WrapConsumerOptions): GroupReads {
  const { group = library, fromBeginning = true, readsUncommitted = false } = options;
  return recorder.group(group, { fromBeginning, readsUncommitted });
}

/**
 * The identity in headers as the libraries give them: by name, as a map, or as a list of objects with one name each.
 */
export function idInHeaders(headers: unknown): string | undefined {
  if (headers === null || typeof headers !== 'object') return undefined;
  const objects: readonly unknown[] = Array.isArray(headers) ? headers : [headers];
  for (const one of objects) {
    const entries: Iterable<readonly [unknown, unknown]> = one instanceof Map ? one : Object.entries(one ?? {});
    for (const [key, value] of entries) if (textOf(key) === LOAD_HEADER) return textOf(value);
  }
  return undefined;
}
