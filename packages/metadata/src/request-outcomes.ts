import { List, Map as PersistentMap } from 'immutable';
import type { RequestOutcomeRecord } from './record.js';

/** Outcomes that are kept at most; with level 1 of the metadata this is part of the format. */
const REQUEST_OUTCOMES_MAX = 10_000;
/** What all of them together may take, so that neither an image nor a snapshot is made of answers. */
const REQUEST_OUTCOME_BYTES_MAX = 16 * 1024 * 1024;
/** An outcome is forgotten once a later one is younger by this much. */
const REQUEST_OUTCOME_AGE_MS_MAX = 3_600_000;

type RequestOutcome = Omit<RequestOutcomeRecord, 'kind'>;

/**
 * Answers of recent mutations, oldest first. The same records give the same content everywhere, whatever the clocks
 * say.
 */
export interface RequestOutcomes {
  readonly byKey: PersistentMap<string, RequestOutcome>;
  readonly order: List<string>;
  /** The size of all outcomes together, by `outcomeBytes`. */
  readonly bytes: number;
}

export const emptyRequestOutcomes: RequestOutcomes = { byKey: PersistentMap(), order: List(), bytes: 0 };

export function findRequestOutcome(
  outcomes: RequestOutcomes,
  principal: string,
  requestId: string,
): RequestOutcome | undefined {
  return outcomes.byKey.get(outcomeKey(principal, requestId));
}

export function addRequestOutcome(outcomes: RequestOutcomes, outcome: RequestOutcome): RequestOutcomes {
  const key = outcomeKey(outcome.principal, outcome.requestId);
  // A repetition keeps its place: the first answer counts, and its age.
  if (outcomes.byKey.has(key)) return outcomes;
  const added = outcomeBytes(outcome);
  let { byKey, order, bytes } = outcomes;
  for (;;) {
    const oldestKey = order.first();
    if (oldestKey === undefined) break;
    const oldest = byKey.get(oldestKey);
    const expired = oldest !== undefined && outcome.timestampMs - oldest.timestampMs > REQUEST_OUTCOME_AGE_MS_MAX;
    const fits = order.size < REQUEST_OUTCOMES_MAX && bytes + added <= REQUEST_OUTCOME_BYTES_MAX;
    if (!expired && fits) break;
    byKey = byKey.delete(oldestKey);
    order = order.shift();
    if (oldest !== undefined) bytes -= outcomeBytes(oldest);
  }
  return { byKey: byKey.set(key, outcome), order: order.push(key), bytes: bytes + added };
}

/** The outcomes, oldest first: the order in which a snapshot must write them. */
export function* requestOutcomesInOrder(outcomes: RequestOutcomes): Iterable<RequestOutcome> {
  for (const key of outcomes.order) {
    const outcome = outcomes.byKey.get(key);
    if (outcome !== undefined) yield outcome;
  }
}

// A length prefix keeps ('a', 'b:c') and ('a:b', 'c') apart.
function outcomeKey(principal: string, requestId: string): string {
  return `${principal.length}:${principal}:${requestId}`;
}

function outcomeBytes({ principal, requestId, requestHash, response }: RequestOutcome): number {
  return principal.length + requestId.length + requestHash.length + response.length;
}
