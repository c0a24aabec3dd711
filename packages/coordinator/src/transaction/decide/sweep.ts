import type { Millis } from '@drave/base';
import { isAtRest, type Transaction, type TransactionalId, type TransactionsState } from '../transaction.js';
import { fencedEnd } from './end-transaction.js';
import type { TransactionContext } from './view.js';

/** The timeout of a transaction that never ends by itself: a two-phase commit (KIP-939), which only others begin. */
const NEVER_MS: Millis = 2 ** 31 - 1;

/** Ids that a sweep has found, at most so many as it was asked for; `isDone` when there are no more. */
export interface Sweep {
  readonly found: readonly TransactionalId[];
  readonly isDone: boolean;
}

/** The ids of which `isDue` says that there is something to do. */
export function sweep(state: TransactionsState, isDue: (one: Transaction) => boolean, foundMax: number): Sweep {
  const found: TransactionalId[] = [];
  for (const [transactionalId, one] of state) {
    if (!isDue(one)) continue;
    if (found.length >= foundMax) return { found, isDone: false };
    found.push(transactionalId);
  }
  return { found, isDone: true };
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
