import type { Offset } from '@drave/base';
import { type EndTransactionMarker, sequenceAfter } from '@drave/records';
import type { ProducerBatch, ProducerDecision, TransactionVersion } from './contract.js';
import { lastSequenceOf, type ProducerEntry } from './producer-entry.js';
import { isBefore, type Verification } from './verification.js';
import type { VerificationGuard } from './verification-guard.js';

/** What is known of the producer of a batch when it is judged. */
interface Known {
  readonly entry: ProducerEntry | undefined;
  readonly verification: Verification | undefined;
  /** What the request has to show for a transaction that is not open yet. */
  readonly guard: VerificationGuard | undefined;
}

/**
 * Whether a batch may be appended. Records of coordinators carry no sequence numbers (-1): for them only epoch and
 * transaction count. A retry of one of the last five batches is answered before all else: it is in the log, whatever
 * has become of its transaction since.
 */
export function decideData(known: Known, batch: ProducerBatch): ProducerDecision {
  const { entry } = known;
  const duplicate = entry && duplicateOf(entry, batch);
  if (duplicate !== undefined) return duplicate;
  const stale = entry && staleEpoch(entry, batch);
  const refused = stale ?? withoutTransaction(known, batch) ?? outOfSequence(known, batch);
  return refused ?? outsideTransaction(entry, batch) ?? APPEND;
}

/**
 * Whether a coordinator's marker may be appended (KIP-98, KIP-890, KIP-1228). From version 2 on its epoch is above that
 * of the records that it ends, which tells it from a late one of the transaction before; one of the same epoch with no
 * transaction open is the same marker again, whose answer was lost (KAFKA-19999).
 */
export function decideMarker(
  entry: ProducerEntry | undefined,
  marker: EndTransactionMarker,
  version: TransactionVersion,
): ProducerDecision {
  if (entry === undefined) return APPEND;
  const { producerId, producerEpoch, coordinatorEpoch } = marker;
  const again = producerEpoch === entry.producerEpoch && entry.currentTransactionFirstOffset === undefined;
  const inTime = version < 2 ? producerEpoch >= entry.producerEpoch : producerEpoch > entry.producerEpoch || again;
  if (!inTime) {
    return reject(
      'INVALID_PRODUCER_EPOCH',
      `a marker of epoch ${producerEpoch} for producer ${producerId}, the partition has seen ${entry.producerEpoch}`,
    );
  }
  if (coordinatorEpoch >= entry.coordinatorEpoch) return APPEND;
  return reject(
    'TRANSACTION_COORDINATOR_FENCED',
    `a marker of coordinator epoch ${coordinatorEpoch} for producer ${producerId}, the partition has seen ${entry.coordinatorEpoch}`,
  );
}

/** Whether a transaction of this producer is open in this very epoch. */
export function hasOpenTransaction(entry: ProducerEntry | undefined, batch: ProducerBatch): boolean {
  return entry?.currentTransactionFirstOffset !== undefined && entry.producerEpoch === batch.producerEpoch;
}

export function staleEpoch(entry: ProducerEntry, batch: ProducerBatch): Rejection | undefined {
  const { producerId, producerEpoch } = batch;
  if (producerEpoch >= entry.producerEpoch) return undefined;
  return reject(
    'INVALID_PRODUCER_EPOCH',
    `producer ${producerId} uses epoch ${producerEpoch}, the partition has seen ${entry.producerEpoch}`,
  );
}

export function joined(verdict: ProducerDecision | undefined, decision: ProducerDecision): ProducerDecision {
  if (verdict?.kind !== 'duplicate' || decision.kind !== 'duplicate') return decision;
  return { ...decision, baseOffset: verdict.baseOffset };
}

export function partlyDuplicate(batch: ProducerBatch): ProducerDecision {
  return outOfOrder(`producer ${batch.producerId} repeats some batches of a request and not others`);
}

export const APPEND: ProducerDecision = { kind: 'append' };

type Rejection = Extract<ProducerDecision, { kind: 'reject' }>;
type Duplicate = { readonly baseOffset: Offset } & Extract<ProducerDecision, { kind: 'duplicate' }>;

function duplicateOf(entry: ProducerEntry, batch: ProducerBatch): Duplicate | undefined {
  const { producerEpoch, baseSequence } = batch;
  if (baseSequence < 0 || producerEpoch !== entry.producerEpoch) return undefined;
  const lastSequence = lastSequenceOf(batch);
  const known = entry.window.find((each) => each.firstSequence === baseSequence && each.lastSequence === lastSequence);
  if (known === undefined) return undefined;
  const { lastOffset, offsetDelta, timestamp } = known;
  return { kind: 'duplicate', baseOffset: lastOffset - offsetDelta, lastOffset, timestamp };
}

/** The first batch of a transaction needs the word of its coordinator, given since the transaction before ended. */
function withoutTransaction({ entry, verification, guard }: Known, batch: ProducerBatch): Rejection | undefined {
  if (!batch.transactional || hasOpenTransaction(entry, batch)) return undefined;
  if (guard !== undefined && guard === verification?.guard) return undefined;
  return reject('INVALID_TXN_STATE', `producer ${batch.producerId} has no open transaction in this partition`);
}

function outOfSequence({ entry, verification }: Known, batch: ProducerBatch): Rejection | undefined {
  const { producerId, producerEpoch, baseSequence } = batch;
  if (baseSequence < 0) return undefined;
  const asked = verification?.producerEpoch === producerEpoch ? verification : undefined;
  if (asked?.supportsEpochBump === true && baseSequence !== 0 && (entry === undefined || entry.window.length === 0))
    return outOfOrder(`producer ${producerId} begins a transaction at sequence ${baseSequence}, not 0`);
  if (asked !== undefined && isBefore(asked.lowestSequence, baseSequence)) {
    const { lowestSequence } = asked;
    return outOfOrder(`producer ${producerId} sent sequence ${baseSequence} while ${lowestSequence} still waits`);
  }
  // Nothing is known (new, expired, or its records were deleted): any sequence is accepted, as in Kafka since KIP-360.
  if (entry === undefined) return undefined;
  if (producerEpoch > entry.producerEpoch) {
    if (baseSequence === 0) return undefined;
    return outOfOrder(`producer ${producerId} starts epoch ${producerEpoch} at sequence ${baseSequence}, not 0`);
  }
  const last = entry.window[entry.window.length - 1];
  const expected = last === undefined || last.lastSequence < 0 ? 0 : sequenceAfter(last.lastSequence, 1);
  if (baseSequence === expected) return undefined;
  return outOfOrder(`producer ${producerId} sent sequence ${baseSequence}, expected ${expected}`);
}

function outsideTransaction(entry: ProducerEntry | undefined, batch: ProducerBatch): Rejection | undefined {
  if (batch.transactional || entry?.currentTransactionFirstOffset === undefined) return undefined;
  return reject('INVALID_TXN_STATE', `producer ${batch.producerId} writes outside of its open transaction`);
}

function outOfOrder(message: string): Rejection {
  return reject('OUT_OF_ORDER_SEQUENCE_NUMBER', message);
}

function reject(code: Rejection['code'], message: string): Rejection {
  return { kind: 'reject', code, message };
}
