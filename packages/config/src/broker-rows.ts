import { limits } from '@drave/base';
import { connectionRows } from './connection-rows.js';
import { coordinatorRows } from './coordinator-rows.js';
import { type ConfigRow, type ConfigTable, LONG_MAX_TEXT, rowOf as row, tableOf } from './row.js';
import { topicConfigs } from './topic-rows.js';

const DAY_MS = String(24 * 3600 * 1000);
const HOUR_MS = '3600000';

/**
 * Every key of a broker or controller that Drave honours, or takes without effect and says so, with Kafka 4's defaults,
 * bounds and update modes.
 */
export const brokerConfigs: ConfigTable = tableOf([
  ...identityRows(),
  ...topicDefaults(),
  ...replicationRows(),
  ...throttleRows(),
  ...topicCreationRows(),
  ...balanceRows(),
  ...logRows(),
  ...cleanerRows(),
  ...membershipRows(),
  ...quorumRows(),
  ...coordinatorRows(),
  ...connectionRows(),
]);

/**
 * The broker keys behind topic keys: same type, bounds and meaning, for every topic that says nothing itself. Keys in
 * other units, and those that Kafka leaves unset because a coarser key has the default, stand apart.
 */
function topicDefaults(): ConfigRow[] {
  const rows: ConfigRow[] = [];
  const apart = new Set(['retention.ms', 'segment.ms', 'segment.jitter.ms', 'flush.ms']);
  for (const topicRow of topicConfigs.values()) {
    const synonym = topicRow.synonyms?.[0];
    if (synonym === undefined || apart.has(topicRow.key)) continue;
    const { synonyms: _, ...same } = topicRow;
    rows.push({
      ...same,
      key: synonym.key,
      scope: 'cluster',
      doc: `Default of the topic key ${topicRow.key}. ${topicRow.doc}`,
    });
  }
  const inherits = (key: string) => `Default of the topic key ${key}. `;
  rows.push(
    row(
      'log.retention.ms',
      'long',
      'cluster',
      null,
      `${inherits('retention.ms')}Wins over .minutes and .hours; -1 keeps for ever.`,
      { min: -1, example: DAY_MS },
    ),
    row('log.retention.minutes', 'int', 'file', null, `${inherits('retention.ms')}In minutes; wins over .hours.`, {
      min: -1,
      example: '1440',
    }),
    row('log.retention.hours', 'int', 'file', '168', `${inherits('retention.ms')}In hours.`, { min: -1 }),
    row('log.roll.ms', 'long', 'cluster', null, `${inherits('segment.ms')}Wins over .hours.`, {
      min: 1,
      example: DAY_MS,
    }),
    row('log.roll.hours', 'int', 'file', '168', `${inherits('segment.ms')}In hours.`, { min: 1 }),
    row('log.roll.jitter.ms', 'long', 'cluster', null, `${inherits('segment.jitter.ms')}Wins over .hours.`, {
      min: 0,
      example: '60000',
    }),
    row('log.roll.jitter.hours', 'int', 'file', '0', `${inherits('segment.jitter.ms')}In hours.`, { min: 0 }),
    row(
      'log.flush.interval.ms',
      'long',
      'cluster',
      null,
      `${inherits('flush.ms')}Unset: log.flush.scheduler.interval.ms.`,
      { min: 0, example: '1000' },
    ),
  );
  return rows;
}

/** What a node is and where it listens: its own configuration has other words for what Kafka's tools ask for. */
function identityRows(): ConfigRow[] {
  const told = (key: string, type: 'int' | 'string' | 'list', toldBy: string, doc: string): ConfigRow =>
    row(key, type, 'file', null, doc, { toldBy });
  return [
    told('node.id', 'int', 'node.id', 'The id of this node.'),
    told('broker.id', 'int', 'node.id', 'The id of this node, under the name that it had in older releases.'),
    told('process.roles', 'list', 'node.roles', 'What this node is: controller, broker or both.'),
    told('log.dirs', 'list', 'dataDirectories', 'Data directories. With several, one that fails goes offline alone.'),
    told(
      'listeners',
      'list',
      'listeners',
      'Where this node listens: for Kafka clients by listener name, for other nodes and the SDK as GRPC.',
    ),
    told('advertised.listeners', 'list', 'listeners', 'Where clients and other nodes are told to connect.'),
    told('listener.security.protocol.map', 'string', 'listeners', 'Which listeners have TLS (SSL).'),
    told('controller.listener.names', 'list', 'listeners.grpc', 'The listener that controllers talk over.'),
    told(
      'controller.quorum.voters',
      'list',
      'quorum.voters',
      'The first voters of the quorum, where a node looks for it. The voters of today: kafka-metadata-quorum describe.',
    ),
  ];
}

function replicationRows(): ConfigRow[] {
  return [
    row(
      'replica.lag.time.max.ms',
      'long',
      'file',
      '30000',
      'A follower that has not caught up with the end of the log for so long leaves the ISR.',
      { min: 1 },
    ),
    row('replica.fetch.min.bytes', 'int', 'file', '1', 'Accepted and without effect: a leader sends what it has.', {
      min: 0,
    }),
    row(
      'replica.fetch.max.bytes',
      'int',
      'file',
      '1048576',
      'How many bytes of one partition a follower asks for at a time. The first batch is sent even when it is larger.',
      { min: 0 },
    ),
    row(
      'replica.fetch.response.max.bytes',
      'int',
      'file',
      '10485760',
      'How many bytes a follower lets the leader send ahead.',
      { min: 0 },
    ),
    row(
      'replica.fetch.wait.max.ms',
      'int',
      'file',
      '500',
      'The longest a follower’s fetch waits for new records. Keep it well below replica.lag.time.max.ms.',
      { min: 0 },
    ),
    row(
      'replica.fetch.backoff.ms',
      'int',
      'file',
      '1000',
      'How long a follower waits after a failed fetch of a partition.',
      { min: 0 },
    ),
    row(
      'replica.high.watermark.checkpoint.interval.ms',
      'long',
      'file',
      '5000',
      'How often the high watermarks are written to replication-offset-checkpoint.',
      { min: 1 },
    ),
  ];
}

function throttleRows(): ConfigRow[] {
  return [
    row(
      'leader.replication.throttled.rate',
      'long',
      'broker',
      LONG_MAX_TEXT,
      'Bytes per second that this broker sends of its throttled replicas (leader.replication.throttled.replicas) to replicas out of sync.',
      { min: 0, example: '10485760' },
    ),
    row(
      'follower.replication.throttled.rate',
      'long',
      'broker',
      LONG_MAX_TEXT,
      'Bytes per second that this broker takes for its throttled replicas (follower.replication.throttled.replicas) while they are out of sync.',
      { min: 0, example: '10485760' },
    ),
    row(
      'replica.alter.log.dirs.io.max.bytes.per.second',
      'long',
      'broker',
      LONG_MAX_TEXT,
      'Accepted and without effect: replicas do not move between log directories. In Kafka, bytes per second of such moves.',
      { min: 1, example: '10485760' },
    ),
    row('fetch.max.bytes', 'int', 'file', '57671680', 'The largest answer to one consumer’s fetch.', { min: 1024 }),
  ];
}

function topicCreationRows(): ConfigRow[] {
  return [
    row('num.partitions', 'int', 'file', '1', 'Partitions of a topic that is created without saying how many.', {
      min: 1,
      max: limits.partitionsPerTopicMax,
      example: '3',
    }),
    row(
      'default.replication.factor',
      'int',
      'file',
      '1',
      'Replicas of a topic that is created without saying how many. Local clusters set 3 (1 on a single broker).',
      { min: 1, max: 32_767, example: '3' },
    ),
    row(
      'auto.create.topics.enable',
      'boolean',
      'file',
      'true',
      'Whether a client that asks for a topic that does not exist creates it.',
    ),
    row('delete.topic.enable', 'boolean', 'file', 'true', 'Whether topics may be deleted.'),
  ];
}

function balanceRows(): ConfigRow[] {
  return [
    row(
      'auto.leader.rebalance.enable',
      'boolean',
      'file',
      'true',
      'Whether the controller gives leadership back to preferred replicas.',
    ),
    row('leader.imbalance.check.interval.seconds', 'long', 'file', '300', 'How often it looks.', { min: 1 }),
    row(
      'leader.imbalance.per.broker.percentage',
      'int',
      'file',
      '10',
      'It acts on a broker when more than this share of the partitions it should lead is led elsewhere.',
      { min: 0, max: 100 },
    ),
    row(
      'unclean.leader.election.interval.ms',
      'long',
      'file',
      '300000',
      'How often partitions without a leader are looked at for an unclean election, where that is allowed.',
      { min: 1 },
    ),
  ];
}

function logRows(): ConfigRow[] {
  return [
    row('log.retention.check.interval.ms', 'long', 'file', '300000', 'How often old segments are looked for.', {
      min: 1,
    }),
    row(
      'log.flush.scheduler.interval.ms',
      'long',
      'file',
      LONG_MAX_TEXT,
      'How often partitions are looked at for a flush by time.',
      { min: 1, example: '1000' },
    ),
    row(
      'log.flush.offset.checkpoint.interval.ms',
      'int',
      'file',
      '60000',
      'Accepted and without effect: recovery points are written after each flush, and every five seconds.',
      { min: 0 },
    ),
    row(
      'log.flush.start.offset.checkpoint.interval.ms',
      'int',
      'file',
      '60000',
      'Accepted and without effect: log start offsets are written as soon as they move.',
      { min: 0 },
    ),
    row(
      'num.recovery.threads.per.data.dir',
      'int',
      'cluster',
      '2',
      'How many partitions of one data directory recover at once after an unclean stop.',
      { min: 1 },
    ),
    row(
      'producer.id.expiration.ms',
      'int',
      'cluster',
      DAY_MS,
      'An idempotent producer that has not written for so long is forgotten.',
      { min: 1 },
    ),
    row(
      'producer.id.expiration.check.interval.ms',
      'int',
      'file',
      '600000',
      'How often idempotent producers that have not written for too long are looked for.',
      { min: 1 },
    ),
  ];
}

function cleanerRows(): ConfigRow[] {
  return [
    row('log.cleaner.enable', 'boolean', 'file', 'true', 'Whether compacted topics are cleaned at all.'),
    row(
      'log.cleaner.threads',
      'int',
      'cluster',
      '1',
      'Accepted and without effect: one partition is cleaned at a time.',
      { min: 0 },
    ),
    row(
      'log.cleaner.dedupe.buffer.size',
      'long',
      'cluster',
      '134217728',
      'Accepted and without effect: the map of keys of one pass has Kafka’s default size.',
      { min: 1024 * 1024 },
    ),
    row(
      'log.cleaner.io.buffer.size',
      'int',
      'cluster',
      '524288',
      'Accepted and without effect: a cleaner reads and writes in chunks of its own.',
      { min: 0 },
    ),
    row(
      'log.cleaner.io.max.bytes.per.second',
      'double',
      'cluster',
      '1.7976931348623157E308',
      'Accepted and without effect: cleaning is not throttled.',
      { min: 0, example: '10485760' },
    ),
    row(
      'log.cleaner.backoff.ms',
      'long',
      'cluster',
      '15000',
      'How long a cleaner sleeps when there is nothing to clean.',
      { min: 0 },
    ),
  ];
}

function membershipRows(): ConfigRow[] {
  return [
    row(
      'broker.rack',
      'string',
      'file',
      null,
      'The failure domain of this broker. Replicas of a partition are spread over racks.',
      { example: 'zone-a' },
    ),
    row(
      'broker.session.timeout.ms',
      'int',
      'file',
      '9000',
      'A broker from which the controller hears nothing for so long is fenced; its partitions get other leaders.',
      { min: 1 },
    ),
    row('broker.heartbeat.interval.ms', 'int', 'file', '2000', 'How often a broker sends its heartbeat.', { min: 1 }),
    row(
      'initial.broker.registration.timeout.ms',
      'int',
      'file',
      '60000',
      'A broker that cannot register for so long after its start stops.',
      { min: 1 },
    ),
    row(
      'controlled.shutdown.enable',
      'boolean',
      'file',
      'true',
      'Accepted and without effect: a broker that is told to stop always hands its leaderships over first.',
    ),
  ];
}

function quorumRows(): ConfigRow[] {
  return [
    row(
      'controller.quorum.election.timeout.ms',
      'int',
      'file',
      '1000',
      'A candidate without a majority after this time (plus up to as much again, at random) starts a new election.',
      { min: 1 },
    ),
    row(
      'controller.quorum.fetch.timeout.ms',
      'int',
      'file',
      '2000',
      'A voter that hears nothing from the leader for so long becomes a candidate; a leader that no majority fetches from for so long resigns.',
      { min: 1 },
    ),
    row(
      'controller.quorum.election.backoff.max.ms',
      'int',
      'file',
      '1000',
      'Accepted and without effect: a losing candidate waits for its election timeout, which has a random part.',
      { min: 1 },
    ),
    row(
      'controller.quorum.request.timeout.ms',
      'int',
      'file',
      '2000',
      'How long a quorum member waits for an answer.',
      { min: 1 },
    ),
    row('controller.quorum.retry.backoff.ms', 'int', 'file', '20', 'How long it waits before it asks again.', {
      min: 0,
    }),
    row(
      'metadata.log.max.record.bytes.between.snapshots',
      'long',
      'file',
      '20971520',
      'A metadata snapshot is cut after this many bytes of new records.',
      { min: 1 },
    ),
    row(
      'metadata.log.max.snapshot.interval.ms',
      'long',
      'file',
      HOUR_MS,
      'A metadata snapshot is cut at least this often while there is something new; 0 turns that off.',
      { min: 0 },
    ),
    row(
      'metadata.max.idle.interval.ms',
      'int',
      'file',
      '500',
      'Accepted and without effect: an idle controller writes nothing, and every fetch of a voter tells how far the log goes.',
      { min: 0 },
    ),
  ];
}
