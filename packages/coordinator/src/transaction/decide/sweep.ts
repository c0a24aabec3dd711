import { isDraveError } from '@drave/base';
import type { Millis } from '@drave/base';
import { isAtRest, type Transaction, type TransactionalId, type TransactionRecord } from '../transaction.js';
import type { TransactionsState } from '../transaction.js';
import { tombstoneOf } from '../transition.js';
import { fencedEnd } from './end-transaction.js';
import type { TransactionContext } from './view.js';

/** The timeout of a transaction that never ends by itself: a two-phase commit (KIP-939), which only others begin. */
const NEVER_MS: Millis = 2 ** 31 - 1;

/** What a sweep wants written, at most `recordsMax`; `isDone` when nothing was left out for that. */
export interface Sweep {
  readonly records: readonly TransactionRecord[];
  readonly isDone: boolean;
}

type IsPending = (transactionalId: TransactionalId) => boolean;

/**
 * Aborts what has been open for longer than its timeout, and puts its producer out (KAFKA-6119). What needs a producer
 * id while none is at hand is left to the next sweep.
 */
export function sweepTimeouts(
  replicated: TransactionsState,
  isPending: IsPending,
  context: TransactionContext,
  recordsMax: number,
): Sweep {
  const isDue = (one: Transaction): boolean => isTimedOut(one, context.wallMs);
  return sweep(replicated, isPending, isDue, recordsMax, (transactionalId, one) => {
    try {
      return { transactionalId, value: fencedEnd(one, context) };
    } catch (reason) {
      if (isDraveError(reason) && reason.code === 'COORDINATOR_LOAD_IN_PROGRESS') return undefined;
      throw reason;
    }
  });
}

/** Forgets ids that nobody has used for `transactional.id.expiration.ms`. */
export function sweepExpired(
  replicated: TransactionsState,
  isPending: IsPending,
  wallMs: Millis,
  expirationMs: Millis,
  recordsMax: number,
): Sweep {
  const isDue = (one: Transaction): boolean => isAtRest(one) && one.updatedAtMs <= wallMs - expirationMs;
  return sweep(replicated, isPending, isDue, recordsMax, tombstoneOf);
}

export function isTimedOut({ state, startedAtMs, timeoutMs }: Transaction, wallMs: Millis): boolean {
  return state === 'Ongoing' && timeoutMs !== NEVER_MS && startedAtMs + timeoutMs < wallMs;
}

function sweep(
  replicated: TransactionsState,
  isPending: IsPending,
  isDue: (one: Transaction) => boolean,
  recordsMax: number,
  recordOf: (transactionalId: TransactionalId, one: Transaction) => TransactionRecord | undefined,
): Sweep {
  const records: TransactionRecord[] = [];
  for (const [transactionalId, one] of replicated) {
    if (!isDue(one) || isPending(transactionalId)) continue;
    if (records.length >= recordsMax) return { records, isDone: false };
    const record = recordOf(transactionalId, one);
    if (record !== undefined) records.push(record);
  }
  return { records, isDone: true };
}
