import type { Millis } from '@drave/base';
import { isAtRest, type Transaction, type TransactionalId } from '../transaction.js';
import { fencedEnd } from './end-transaction.js';
import type { TransactionContext } from './view.js';

/** The timeout of a transaction that never ends by itself: a two-phase commit (KIP-939), which only others begin. */
const NEVER_MS: Millis = 2 ** 31 - 1;

/** A state on its way through a sweep: the same one however long that takes, of which each step takes some. */
export type SweptState = Iterator<readonly [TransactionalId, Transaction]>;

/** The ids that one step of a sweep has found; `isDone` when it has seen the last one. */
export interface Sweep {
  readonly found: readonly TransactionalId[];
  readonly isDone: boolean;
}

/** Ids of which `isDue` says that there is something to do, among the next `countMax` of the state. */
export function sweep(swept: SweptState, isDue: (one: Transaction) => boolean, countMax: number): Sweep {
  const found: TransactionalId[] = [];
  for (let count = 0; count < countMax; count++) {
    const next = swept.next();
    if (next.done === true) return { found, isDone: true };
    const [transactionalId, one] = next.value;
    if (isDue(one)) found.push(transactionalId);
  }
  return { found, isDone: false };
}

/** Whether a transaction is open for longer than its producer has asked for. */
export function isTimedOut({ state, startedAtMs, timeoutMs }: Transaction, wallMs: Millis): boolean {
  return state === 'Ongoing' && timeoutMs !== NEVER_MS && startedAtMs + timeoutMs < wallMs;
}

/**
 * Aborts what is open for too long, and puts its producer out (KAFKA-6119).
 * @throws DraveError COORDINATOR_LOAD_IN_PROGRESS when that takes a producer id and none is at hand.
 */
export function timeoutOf(current: Transaction, context: TransactionContext): Transaction | undefined {
  return isTimedOut(current, context.wallMs) ? fencedEnd(current, context) : undefined;
}

/** Whether nobody has used the id for `transactional.id.expiration.ms`, and it can be forgotten. */
export function isExpired(one: Transaction, wallMs: Millis, expirationMs: Millis): boolean {
  return isAtRest(one) && one.updatedAtMs <= wallMs - expirationMs;
}
