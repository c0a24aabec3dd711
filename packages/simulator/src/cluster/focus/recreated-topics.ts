import { type Focus, allOf, scaled } from './focus.js';
import { RecreatedTopicGroup } from './recreated-topic-group.js';
import { RecreatingOperator } from './recreating-operator.js';

const TOPIC = 'again';
const PARTITIONS_MAX = 3;

/**
 * A topic is deleted and made again under its name, over and over, while groups hold offsets that they have committed
 * for it and coordinators move. A group that comes to the new topic starts as a new group does, and what was
 * acknowledged for the new topic does not go with the old one.
 */
export const recreatedTopicsFocus: Focus = {
  weight: 0.5,
  adapt: (conditions) => ({
    ...conditions,
    replicationFactor: 3,
    minInsyncReplicas: 2,
    partitions: 1,
    ledgerTopics: 1,
    recordsPerSecond: 20,
    groups: { ...conditions.groups, count: Math.max(1, conditions.groups.count), offsetsPartitions: 3 },
    weights: {
      ...scaled(conditions.weights, 0.5),
      killCoordinator: 1,
      killBroker: 0.5,
      killController: 0.3,
      pause: 0.5,
    },
  }),
  begin: (cluster, { partitionNames }) => {
    // This topic is always there, to ask for brokers and coordinators.
    const [{ topic: lasting } = { topic: TOPIC }] = partitionNames;
    const successors = Array.from(
      { length: 3 },
      (_, index) =>
        new RecreatedTopicGroup(cluster, `heir${index + 1}`, { topic: TOPIC, partitionsMax: PARTITIONS_MAX, lasting }),
    );
    return allOf([new RecreatingOperator(cluster, TOPIC, PARTITIONS_MAX), ...successors]);
  },
};
