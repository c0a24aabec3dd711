import { DraveError } from '@drave/base';
import type { ProducerIdentity, TransactionContext, TransactionDecision, TransactionView } from '../decide/view.js';
import type { Transaction } from '../transaction.js';

/** The producer id that decisions in tests get when they ask for a new one. */
const FRESH_ID = 99;

export function contextOf(change: Partial<TransactionContext> = {}): TransactionContext {
  return { wallMs: 5_000, clusterVersion: 2, takeProducerId: () => FRESH_ID, firstProducerEpoch: 0, ...change };
}

export function viewOfOne(current: Transaction | undefined, change: Partial<TransactionView> = {}): TransactionView {
  return { transactionalId: 'x', current, isPending: false, undecided: undefined, ...change };
}

/** The code of a refusal, or `undefined`. */
export function refusalOf(decide: () => unknown): string | undefined {
  try {
    decide();
    return undefined;
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

/** A decision in short: what is written, and as whom the producer is answered; or the code of the refusal. */
export function inShort(decide: () => TransactionDecision<ProducerIdentity | void | object>): string {
  let decision: TransactionDecision<ProducerIdentity | void | object>;
  try {
    decision = decide();
  } catch (reason) {
    return DraveError.from(reason).code;
  }
  const { next, response } = decision;
  const told = response !== undefined && 'producerId' in response ? `, tells ${nameOf(response)}` : '';
  const refused = response !== undefined && 'failure' in response ? `, tells ${String(response.failure)}` : '';
  if (next === undefined) return `nothing${told}${refused}`;
  const rotates = next.nextProducerId === -1 ? '' : ` then ${next.nextProducerId}`;
  const last = next.lastProducerEpoch === -1 ? '' : ` (${next.lastProducerEpoch})`;
  return `${next.state} ${nameOf(next)}${last}${rotates}${told}${refused}`;
}

function nameOf({ producerId, producerEpoch }: ProducerIdentity): string {
  return `${producerId}/${producerEpoch}`;
}
