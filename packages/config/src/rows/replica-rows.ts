import { int, long, rows } from '../notation.js';
import { LONG_MAX, type ConfigOf } from '../row.js';
import type { logRows } from './log-rows.js';
import { MIB } from './units.js';

/** Followers, leaders, and the throttles of replication. */
// biome-ignore format: what a row says in words has a line of its own.
export const replicaRows = rows({
  'drave.metrics.series.max': int({ scope: 'file', default: 2000, min: 0,
    doc: 'The most series of one metric that tell of single partitions, or of single topics. The rest is summed under the topic "(other)", and drave_metrics_series_left_out says how many that are.' }),
  'follower.replication.throttled.rate': long({ scope: 'broker', default: LONG_MAX, min: 0, example: 10 * MIB,
    doc: 'Bytes per second that this broker takes for its throttled replicas (follower.replication.throttled.replicas) while they are out of sync.' }),
  'leader.replication.throttled.rate': long({ scope: 'broker', default: LONG_MAX, min: 0, example: 10 * MIB,
    doc: 'Bytes per second that this broker sends of its throttled replicas (leader.replication.throttled.replicas) to replicas out of sync.' }),
  'num.replica.fetchers': int({ scope: 'cluster', default: 1, min: 1,
    doc: 'Accepted and without effect: a follower holds one stream to each leader.' }),
  'replica.alter.log.dirs.io.max.bytes.per.second': long({ scope: 'broker', default: LONG_MAX, min: 1,
    example: 10 * MIB,
    doc: 'Bytes per second that this broker copies for replicas that move from one of its log directories to another (AlterReplicaLogDirs).' }),
  'replica.fetch.backoff.ms': int({ scope: 'file', default: 1000, min: 0,
    doc: 'How long a follower waits after a failed fetch of a partition.' }),
  'replica.fetch.max.bytes': int({ scope: 'file', default: MIB, min: 0,
    doc: 'How many bytes of one partition a follower asks for at a time. The first batch is sent even when it is larger.' }),
  'replica.fetch.min.bytes': int({ scope: 'file', default: 1, min: 0,
    doc: 'Accepted and without effect: a leader sends what it has.' }),
  'replica.fetch.response.max.bytes': int({ scope: 'file', default: 10 * MIB, min: 0,
    doc: 'How many bytes a follower lets the leader send ahead.' }),
  'replica.fetch.wait.max.ms': int({ scope: 'file', default: 500, min: 0,
    doc: 'The longest a follower’s fetch waits for new records. Keep it well below replica.lag.time.max.ms.' }),
  'replica.high.watermark.checkpoint.interval.ms': long({ scope: 'file', default: 5000, min: 1,
    doc: 'How often the high watermarks are written to replication-offset-checkpoint.' }),
  'replica.lag.time.max.ms': long({ scope: 'file', default: 30_000, min: 1,
    doc: 'A follower that has not caught up with the end of the log for so long leaves the ISR.' }),
  'replication.quota.window.num': int({ scope: 'file', default: 11, min: 1,
    doc: 'Windows over which the rate of throttled replication is measured.' }),
  'replication.quota.window.size.seconds': int({ scope: 'file', default: 1, min: 1,
    doc: 'Length of one of the windows over which the rate of throttled replication is measured.' }),
});

/** The settings of replicas: those of replication and of logs. */
export type ReplicaConfig = ConfigOf<typeof replicaRows & typeof logRows>;
