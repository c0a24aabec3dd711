import { List, Map as PersistentMap } from 'immutable';
import type { RequestOutcomeRecord } from './record.js';

/** Outcomes that are kept at most; with level 1 of the metadata this is part of the format. */
export const requestOutcomesMax = 10_000;
/** An outcome is forgotten once a later one is younger by this much. */
export const requestOutcomeAgeMsMax = 3_600_000;

export type RequestOutcome = Omit<RequestOutcomeRecord, 'kind'>;

/**
 * Answers of recent mutations, oldest first. The same records give the same content everywhere, whatever the clocks
 * say.
 */
export interface RequestOutcomes {
  readonly byKey: PersistentMap<string, RequestOutcome>;
  readonly order: List<string>;
}

export const emptyRequestOutcomes: RequestOutcomes = { byKey: PersistentMap(), order: List() };

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
  let { byKey, order } = outcomes;
  for (;;) {
    const oldestKey = order.first();
    if (oldestKey === undefined) break;
    const oldest = byKey.get(oldestKey);
    const expired = oldest !== undefined && outcome.timestampMs - oldest.timestampMs > requestOutcomeAgeMsMax;
    if (!expired && order.size < requestOutcomesMax) break;
    byKey = byKey.delete(oldestKey);
    order = order.shift();
  }
  return { byKey: byKey.set(key, outcome), order: order.push(key) };
}

/** Oldest first: the order in which a snapshot must write them. */
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
