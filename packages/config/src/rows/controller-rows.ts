import { limits } from '@drave/base';
import type { ConfigOf } from '../row.js';
import { boolean, int, long, rows } from '../notation.js';

/** Creating topics, and leadership among their replicas. */
// biome-ignore format: what a row says in words has a line of its own.
export const controllerRows = rows({
  'auto.create.topics.enable': boolean({ scope: 'file', default: true,
    doc: 'Whether a client that asks for a topic that does not exist creates it.' }),
  'auto.leader.rebalance.enable': boolean({ scope: 'file', default: true,
    doc: 'Whether the controller gives leadership back to preferred replicas.' }),
  'controller.quota.window.num': int({ scope: 'file', default: 11, min: 1,
    doc: 'Samples over which changes of the cluster by one client are counted (controller_mutation_rate).' }),
  'controller.quota.window.size.seconds': int({ scope: 'file', default: 1, min: 1,
    doc: 'Length of one of the samples over which changes of the cluster are counted.' }),
  'default.replication.factor': int({ scope: 'file', default: 1, min: 1, max: 32_767, example: 3,
    doc: 'Replicas of a topic that is created without saying how many. Local clusters set 3 (1 on a single broker).' }),
  'delete.topic.enable': boolean({ scope: 'file', default: true, doc: 'Whether topics may be deleted.' }),
  'leader.imbalance.check.interval.seconds': long({ scope: 'file', default: 300, min: 1, doc: 'How often the controller looks for leaderships to give back.' }),
  'leader.imbalance.per.broker.percentage': int({ scope: 'file', default: 10, min: 0, max: 100,
    doc: 'The controller gives leaderships back to a broker when more than this share of the partitions it should lead is led elsewhere.' }),
  'num.partitions': int({ scope: 'file', default: 1, min: 1, max: limits.partitionsPerTopicMax, example: 3,
    kafka: 'Kafka has no upper bound but that of the type.',
    doc: 'Partitions of a topic that is created without saying how many.' }),
  'unclean.leader.election.interval.ms': long({ scope: 'file', default: 300_000, min: 1,
    doc: 'How often partitions without a leader are looked at for an unclean election, where that is allowed.' }),
});

export type ControllerConfig = ConfigOf<typeof controllerRows>;
