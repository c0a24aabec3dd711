import { withTransactions } from '../transactions/draw-transactions.js';
import { noWork, scaled, type Focus } from './focus.js';

/**
 * Clients write in transactions, as they do in many other seeds, and faults strike whoever has a part in them: the
 * coordinators, and the leaders that write the markers. The seeds of this subject are chosen by name only.
 */
export const transactionsFocus: Focus = {
  weight: 0,
  adapt: (conditions, random) => {
    const recordBytes = Math.min(conditions.recordBytes, 200);
    const sizes = {
      replicationFactor: 3,
      minInsyncReplicas: 2,
      recordsPerSecond: 20,
      producers: 1,
      recordBytes,
      chaosMs: 6_000,
    };
    const transactional = withTransactions({ ...conditions, ...sizes }, random);
    const weights = {
      ...scaled(transactional.weights, 0.3),
      killTransactionCoordinator: 1.5,
      killBroker: 0.5,
      // What is open outlives an orderly stop in snapshots of the producers.
      stop: 0.6,
      rollBrokers: 0.2,
      pause: 0.5,
      isolate: 0.3,
    };
    return { ...transactional, weights };
  },
  // The clients are those of every seed with transactions.
  begin: () => noWork,
};
