import { assert } from '@drave/base';
import { decoded, int, list, long, rows, short, string } from '../notation.js';
import { INT_MAX, type ConfigOf } from '../row.js';
import { MIB } from './units.js';

/** The group coordinator, its groups of both protocols, and `__consumer_offsets`. */
// biome-ignore format: what a row says in words has a line of its own.
export const groupRows = rows({
  'group.consumer.assignors': list({ scope: 'file', default: ['uniform', 'range'], values: ['uniform', 'range'],
    example: ['range'],
    kafka: 'Kafka also takes the names of classes.',
    doc: 'The assignors that members may choose from; the first is the default.' }),
  'group.consumer.heartbeat.interval.ms': int({ scope: 'file', default: 5000, min: 1,
    doc: 'How often a member of a consumer group is told to send its heartbeat.' }),
  'group.consumer.max.heartbeat.interval.ms': int({ scope: 'file', default: 15_000, min: 1,
    doc: 'The most that a group may set as its consumer.heartbeat.interval.ms.' }),
  'group.consumer.max.session.timeout.ms': int({ scope: 'file', default: 60_000, min: 1,
    doc: 'The most that a group may set as its consumer.session.timeout.ms.' }),
  'group.consumer.max.size': int({ scope: 'file', default: INT_MAX, min: 1, example: 1000,
    doc: 'The most members that one consumer group may have.' }),
  'group.consumer.migration.policy': string({ scope: 'file', default: 'bidirectional',
    values: ['disabled', 'downgrade', 'upgrade', 'bidirectional'], example: 'disabled',
    doc: 'Which way a group with members changes its type: upgrade to consumer, as the first member of that protocol joins; downgrade to classic, as the last one is gone.' }),
  'group.consumer.min.heartbeat.interval.ms': int({ scope: 'file', default: 5000, min: 1,
    doc: 'The least that a group may set as its consumer.heartbeat.interval.ms.' }),
  'group.consumer.min.session.timeout.ms': int({ scope: 'file', default: 45_000, min: 1,
    doc: 'The least that a group may set as its consumer.session.timeout.ms.' }),
  'group.consumer.regex.refresh.interval.ms': int({ scope: 'file', default: 600_000, min: 10_000,
    doc: 'Accepted and without effect: subscriptions follow the metadata as it changes.' }),
  'group.consumer.session.timeout.ms': int({ scope: 'file', default: 45_000, min: 1,
    doc: 'A member of a consumer group that is silent for so long is removed.' }),
  'group.coordinator.append.linger.ms': int({ scope: 'file', default: 5, min: -1,
    doc: 'Accepted and without effect: the coordinator writes what has gathered as soon as the write before it is done.' }),
  'group.coordinator.rebalance.protocols': list({ scope: 'file', default: ['classic', 'consumer'],
    values: ['classic', 'consumer'], example: ['classic'],
    kafka: 'Kafka also knows the protocols share and streams.',
    doc: 'The group protocols that are served; classic always is.' }),
  'group.initial.rebalance.delay.ms': int({ scope: 'file', default: 3000, min: 0,
    doc: 'How long the first rebalance of an empty group waits for more members. The local timer profile sets 0.' }),
  'group.max.session.timeout.ms': int({ scope: 'file', default: 1_800_000, min: 0,
    doc: 'The longest session timeout that a member of a classic group may ask for.' }),
  'group.max.size': int({ scope: 'file', default: INT_MAX, min: 1, example: 1000,
    doc: 'The most members that one classic group may have.' }),
  'group.min.session.timeout.ms': int({ scope: 'file', default: 6000, min: 0,
    doc: 'The shortest session timeout that a member of a classic group may ask for.' }),
  'offset.metadata.max.bytes': int({ scope: 'file', default: 4096, min: 0,
    doc: 'The longest text that a consumer may commit beside an offset.' }),
  'offsets.commit.timeout.ms': int({ scope: 'file', default: 5000, min: 1,
    doc: 'How long a commit waits for the replicas before the client is told to try again.' }),
  'offsets.load.buffer.size': int({ scope: 'file', default: 5 * MIB, min: 1,
    doc: 'How many bytes a coordinator reads at a time while it loads.' }),
  'offsets.retention.check.interval.ms': long({ scope: 'file', default: 600_000, min: 1,
    doc: 'How often offsets to be forgotten are looked for.' }),
  'offsets.retention.minutes': int({ scope: 'file', default: 10_080, min: 1,
    doc: 'Committed offsets are forgotten so long after their group became empty, or for a lone consumer after the commit.' }),
  'offsets.topic.compression.codec': decoded(codecOf, int({ scope: 'file', default: 0, min: 0, max: 4, example: 4,
    doc: 'The codec of what coordinators write to __consumer_offsets: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.' })),
  'offsets.topic.num.partitions': int({ scope: 'file', default: 50, min: 1, max: 10_000,
    kafka: 'Kafka has no upper bound but that of the type.',
    doc: 'Partitions of __consumer_offsets; fixed at creation.' }),
  'offsets.topic.replication.factor': short({ scope: 'file', default: 3, min: 1, example: 1,
    doc: 'Replicas of __consumer_offsets. It is created with the first group, which waits until there are so many brokers.' }),
  'offsets.topic.segment.bytes': int({ scope: 'file', default: 100 * MIB, min: 1,
    doc: 'The segment.bytes with which __consumer_offsets is created.' }),
});

export type GroupConfig = ConfigOf<typeof groupRows>;

/** By Kafka's number. */
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

function codecOf(id: number): (typeof codecs)[number] {
  const codec = codecs[id];
  assert(codec !== undefined, 'the bounds of offsets.topic.compression.codec are those of the codecs');
  return codec;
}
