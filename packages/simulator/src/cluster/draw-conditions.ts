import type { SeededRandom } from '@drave/env/sim';
import { drawCommonConditions, picker, storyKinds, type Conditions } from './conditions.js';
import type { FocusName } from './focus/focus-names.js';
import { drawFocus, focuses } from './focus/table.js';
import { withTransactions } from './transactions/draw-transactions.js';

/** Of all seeds. */
const STORY_SHARE = 0.15;
/** Of the seeds that tell no story and have no focus. */
const QUOTA_SHARE = 0.1;
/** Of the seeds that tell no story. */
const TRANSACTION_SHARE = 0.4;

/** Their disks are full on purpose, or their controllers busy for long: no transaction would get anywhere. */
const leavesNoRoom: ReadonlySet<FocusName> = new Set(['smallDisks', 'bigRequests'] as const);

/** With `focus` the seed is about that, whatever was drawn. */
export function drawConditions(random: SeededRandom, focus?: FocusName): Conditions {
  const conditions = drawCommonConditions(random);
  const stories = random.fork('stories');
  const isStory = stories.next() < STORY_SHARE;
  if (isStory && focus === undefined) return storyConditions(conditions, picker(stories)(storyKinds));
  const subject = random.fork('focus');
  // From a stream of its own: the other seeds are what they would be without this.
  const isLimited = random.fork('quotas').next() < QUOTA_SHARE;
  const chosen = focus ?? drawFocus(subject) ?? (isLimited ? 'quotas' : undefined);
  const adapted = chosen === undefined ? conditions : { ...focuses[chosen].adapt(conditions, subject), focus: chosen };
  // From a stream of its own: seeds without transactions are what they would be without this.
  const transactions = random.fork('transactions');
  const isTransactional = transactions.next() < TRANSACTION_SHARE;
  if (chosen === 'transactions') return adapted;
  const hasRoom = chosen === undefined || !leavesNoRoom.has(chosen);
  return isTransactional && hasRoom ? withTransactions(adapted, transactions) : adapted;
}

/** Little else happens, so that the story gets to its end, and records flow where it is told. */
function storyConditions(conditions: Conditions, story: (typeof storyKinds)[number]): Conditions {
  const weights = Object.entries(conditions.weights).map(([kind, weight]) => [kind, weight * 0.05] as const);
  const stories = storyKinds.map((kind) => [kind, kind === story ? 1 : 0.1] as const);
  return {
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: Math.min(conditions.partitions, 2),
    flushed: false,
    hastyProducers: 1,
    recordsPerSecond: 50,
    recordBytes: Math.min(conditions.recordBytes, 200),
    linkLossProbability: 0,
    diskStallProbability: 0,
    eventCostMs: 0,
    faultIntervalMs: 800,
    chaosMs: 7_000,
    groups: { ...conditions.groups, count: Math.max(1, conditions.groups.count) },
    weights: Object.fromEntries([...weights, ['flipBit', 0], ...stories]) as Conditions['weights'],
  };
}
