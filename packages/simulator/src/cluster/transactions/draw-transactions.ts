import type { SeededRandom } from '@drave/env/sim';
import { picker, type Conditions } from '../conditions.js';
import type { TransactionConditions } from './transaction-conditions.js';

const EXPIRY_INTERVAL_MS = 50;
/** Longer than a client takes from its identity to its first record, or none would ever get anywhere. */
const EXPIRATIONS_MS = [1_000, 2_000];

/** Members that stand still for a second or two have lost what they had. */
const shortSessions = { sessionTimeoutMs: 600, rebalanceTimeoutMs: 1_500 };

/** The same conditions, and transactions besides. */
export function withTransactions(conditions: Conditions, random: SeededRandom): Conditions {
  const transactions = drawTransactions(random);
  const hasMembers = transactions.chains > 0 && transactions.chainsShareBy !== 'assignment';
  return {
    ...conditions,
    transactions,
    groups: hasMembers ? { ...conditions.groups, ...shortSessions } : conditions.groups,
    // A transaction is over by the clocks of its coordinators, which differ by an hour where clocks step.
    weights: { ...conditions.weights, clockStep: 0, killTransactionCoordinator: 0.6 },
    brokerConfigs: {
      ...conditions.brokerConfigs,
      'transaction.state.log.min.isr': conditions.minInsyncReplicas,
      'transaction.abort.timed.out.transaction.cleanup.interval.ms': transactions.abortIntervalMs,
      ...expiryConfigs(transactions),
    },
  };
}

function expiryConfigs({ expirationMs }: TransactionConditions): Conditions['brokerConfigs'] {
  if (expirationMs === undefined) return {};
  return {
    'transactional.id.expiration.ms': expirationMs,
    'transaction.remove.expired.transaction.cleanup.interval.ms': EXPIRY_INTERVAL_MS,
  };
}

function drawTransactions(random: SeededRandom): TransactionConditions {
  const pick = picker(random);
  const writers = pick([1, 2, 3]);
  const drawnChains = pick([0, 1, 2]);
  const sharing = random.fork('sharing');
  const chainsShareBy = picker(sharing)(['assignment', 'assignment', 'classic', 'cooperative', 'consumer'] as const);
  // Members that come and go need others to take their partitions over.
  const chains = chainsShareBy === 'assignment' || drawnChains === 0 ? drawnChains : picker(sharing)([2, 3]);
  const firstProtocol = random.integer(writers + 1);
  return {
    writers,
    firstProtocol,
    sdkWriters: random.fork('sdk').integer(writers - firstProtocol + 1),
    chains,

    chainsShareBy,
    firstProtocolChains: random.integer(chains + 1),
    partitions: pick([2, 3, 4]),
    timeoutMs: pick([600, 1_500, 4_000]),
    deliveryTimeoutMs: pick([1_000, 5_000, 20_000]),
    abortIntervalMs: pick([50, 200, 500]),
    abortProbability: pick([0.1, 0.3]),
    zombieProbability: pick([0, 0.02, 0.05]),
    deathProbability: pick([0, 0.02]),
    crashesAtEnd: random.fork('last').next() < 0.4,
    stepPauseMs: pick([0, 5, 30]),
    expirationMs: picker(random.fork('expiry'))([undefined, undefined, ...EXPIRATIONS_MS]),
    firstProducerEpoch: picker(random.fork('epochs'))([0, 0, 32_750, 32_760, 32_765, 32_766]),
  };
}
