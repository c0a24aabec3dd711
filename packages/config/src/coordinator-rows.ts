import { type ConfigRow, INT_MAX, rowOf } from './row.js';

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Keys of the group coordinator, of `__consumer_offsets` and of producers' transactions. */
export function coordinatorRows(): ConfigRow[] {
  return [
    ...classicGroupRows(),
    ...consumerGroupRows(),
    ...offsetRows(),
    ...committedOffsetRows(),
    ...transactionRows(),
  ];
}

/** Groups of the classic protocol: members join, one of them assigns. */
function classicGroupRows(): ConfigRow[] {
  return [
    rowOf(
      'group.min.session.timeout.ms',
      'int',
      'file',
      '6000',
      'The shortest session timeout that a member of a classic group may ask for.',
      { min: 0 },
    ),
    rowOf(
      'group.max.session.timeout.ms',
      'int',
      'file',
      '1800000',
      'The longest session timeout that a member of a classic group may ask for.',
      { min: 0 },
    ),
    rowOf(
      'group.initial.rebalance.delay.ms',
      'int',
      'file',
      '3000',
      'How long the first rebalance of an empty group waits for more members. The local timer profile sets 0.',
      { min: 0 },
    ),
    rowOf('group.max.size', 'int', 'file', String(INT_MAX), 'The most members that one classic group may have.', {
      min: 1,
      example: '1000',
    }),
    rowOf(
      'group.coordinator.append.linger.ms',
      'int',
      'file',
      '5',
      'Accepted and without effect: the coordinator writes what has gathered as soon as the write before it is done.',
      { min: -1 },
    ),
    rowOf(
      'group.coordinator.rebalance.protocols',
      'list',
      'file',
      'classic,consumer',
      'The group protocols that are served; classic always is.',
      { values: ['classic', 'consumer'], example: 'classic' },
    ),
  ];
}

/** Groups of the protocol of KIP-848: the coordinator assigns. */
function consumerGroupRows(): ConfigRow[] {
  const key = (name: string, value: string, doc: string, min: number): ConfigRow =>
    rowOf(`group.consumer.${name}`, 'int', 'file', value, doc, { min });
  return [
    key('session.timeout.ms', '45000', 'A member of a consumer group that is silent for so long is removed.', 1),
    key('min.session.timeout.ms', '45000', 'The least that a group may set as its consumer.session.timeout.ms.', 1),
    key('max.session.timeout.ms', '60000', 'The most that a group may set as its consumer.session.timeout.ms.', 1),
    key('heartbeat.interval.ms', '5000', 'How often a member of a consumer group is told to send its heartbeat.', 1),
    key(
      'min.heartbeat.interval.ms',
      '5000',
      'The least that a group may set as its consumer.heartbeat.interval.ms.',
      1,
    ),
    key(
      'max.heartbeat.interval.ms',
      '15000',
      'The most that a group may set as its consumer.heartbeat.interval.ms.',
      1,
    ),
    key(
      'regex.refresh.interval.ms',
      '600000',
      'Accepted and without effect: subscriptions follow the metadata as it changes.',
      10_000,
    ),
    rowOf(
      'group.consumer.max.size',
      'int',
      'file',
      String(INT_MAX),
      'The most members that one consumer group may have.',
      { min: 1, example: '1000' },
    ),
    rowOf(
      'group.consumer.assignors',
      'list',
      'file',
      'uniform,range',
      'The assignors that members may choose from; the first is the default.',
      { values: ['uniform', 'range'], example: 'range' },
    ),
    rowOf(
      'group.consumer.migration.policy',
      'string',
      'file',
      'bidirectional',
      'Which way a group with members changes its type: upgrade to consumer, as the first member of that protocol joins; downgrade to classic, as the last one is gone.',
      { values: ['disabled', 'downgrade', 'upgrade', 'bidirectional'], example: 'disabled' },
    ),
  ];
}

function offsetRows(): ConfigRow[] {
  return [
    rowOf(
      'offsets.topic.replication.factor',
      'short',
      'file',
      '3',
      'Replicas of __consumer_offsets. It is created with the first group, which waits until there are so many brokers.',
      { min: 1, example: '1' },
    ),
    rowOf('offsets.topic.num.partitions', 'int', 'file', '50', 'Partitions of __consumer_offsets; fixed at creation.', {
      min: 1,
      max: 10_000,
    }),
    rowOf(
      'offsets.topic.segment.bytes',
      'int',
      'file',
      '104857600',
      'The segment.bytes with which __consumer_offsets is created.',
      {
        min: 1,
      },
    ),
    rowOf(
      'offsets.topic.compression.codec',
      'int',
      'file',
      '0',
      'The codec of what coordinators write to __consumer_offsets: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
      { min: 0, max: 4, example: '4' },
    ),
    rowOf(
      'offsets.load.buffer.size',
      'int',
      'file',
      '5242880',
      'How many bytes a coordinator reads at a time while it loads.',
      { min: 1 },
    ),
  ];
}

function committedOffsetRows(): ConfigRow[] {
  return [
    rowOf(
      'offsets.retention.minutes',
      'int',
      'file',
      '10080',
      'Committed offsets are forgotten so long after their group became empty, or for a lone consumer after the commit.',
      { min: 1 },
    ),
    rowOf(
      'offsets.retention.check.interval.ms',
      'long',
      'file',
      '600000',
      'How often offsets to be forgotten are looked for.',
      { min: 1 },
    ),
    rowOf(
      'offsets.commit.timeout.ms',
      'int',
      'file',
      '5000',
      'How long a commit waits for the replicas before the client is told to try again.',
      { min: 1 },
    ),
    rowOf(
      'offset.metadata.max.bytes',
      'int',
      'file',
      '4096',
      'The longest text that a consumer may commit beside an offset.',
      { min: 0 },
    ),
  ];
}

function transactionRows(): ConfigRow[] {
  const unused = 'Accepted and without effect: transactions are not served by this version.';
  return [
    rowOf('transaction.max.timeout.ms', 'int', 'file', '900000', unused, { min: 1 }),
    rowOf('transactional.id.expiration.ms', 'int', 'file', String(WEEK_MS), unused, { min: 1 }),
    rowOf('transaction.state.log.num.partitions', 'int', 'file', '50', unused, { min: 1 }),
    rowOf('transaction.state.log.replication.factor', 'short', 'file', '3', unused, { min: 1 }),
    rowOf('transaction.state.log.min.isr', 'int', 'file', '2', unused, { min: 1 }),
    rowOf('transaction.state.log.segment.bytes', 'int', 'file', '104857600', unused, { min: 1 }),
    rowOf('transaction.abort.timed.out.transaction.cleanup.interval.ms', 'int', 'file', '10000', unused, { min: 1 }),
    rowOf('transaction.remove.expired.transaction.cleanup.interval.ms', 'int', 'file', '3600000', unused, { min: 1 }),
    rowOf('transaction.partition.verification.enable', 'boolean', 'cluster', 'true', unused),
  ];
}
