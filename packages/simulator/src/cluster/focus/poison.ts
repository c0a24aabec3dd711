import { allOf, type Focus } from './focus.js';
import { PLANTED_TOPIC } from './planted-topic.js';
import { Poisoner, POISON_TOPIC } from './poisoner.js';
import { TimeSearcher } from './time-searcher.js';

/**
 * Batches whose content is not what their headers say, sent to a compacted topic and stored long ago in another; both
 * are searched by time and cleaned all the while.
 */
export const poisonFocus: Focus = {
  weight: 1,
  adapt: (conditions, random) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    recordsPerSecond: 20,
    soundDisks: true,
    brokerConfigs: { ...conditions.brokerConfigs, 'log.cleaner.backoff.ms': 50 + random.integer(4) * 100 },
    tableConfigs: {
      'cleanup.policy': 'compact',
      'segment.bytes': String(500 + random.integer(4) * 1_000),
      'min.cleanable.dirty.ratio': '0',
      'delete.retention.ms': '200',
    },
    weights: {
      ...conditions.weights,
      clockStep: 0,
      clockDrift: 0,
      failRead: 0,
      failWrite: 0,
      failSync: 0,
      flipBit: 0,
      fullDisk: 0,
    },
  }),
  begin: (cluster, { partitionNames }) =>
    allOf([
      new Poisoner(cluster),
      new TimeSearcher(
        cluster,
        'poison-searcher',
        [POISON_TOPIC, PLANTED_TOPIC].map((topic) => ({ topic, partition: 0 })),
        false,
      ),
      new TimeSearcher(cluster, 'searcher', partitionNames),
    ]),
};
