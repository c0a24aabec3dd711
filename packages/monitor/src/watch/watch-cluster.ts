import { present, type Endpoint, type Millis } from '@drave/base';
import type { Env } from '@drave/env';
import type { KafkaClusterOptions } from '@drave/kafka-client';
import { KafkaSource } from '../source/kafka-source.js';
import { ClusterWatch } from './cluster-watch.js';

const INTERVALS = 10;
const EXPIRE_GROUP_MS = 7 * 86_400_000;
const GROUP_PARTITIONS_MAX = 1_000_000;
const TOPIC_REFRESH_MS = 60_000;

interface ShortWatchSettings {
  /** Addresses of Kafka listeners. */
  readonly servers: readonly Endpoint[];
  readonly clientId: string;
  readonly intervalMs: Millis;
  readonly requestTimeoutMs: Millis;
  readonly tls?: KafkaClusterOptions['tls'];
  readonly credentials?: KafkaClusterOptions['credentials'];
}

/**
 * A watch of one cluster for as long as somebody looks, who takes each sample: without a configuration, by asking
 * coordinators, which needs no right to read their topic.
 */
export function watchCluster(env: Env, settings: ShortWatchSettings) {
  const { servers, clientId, intervalMs, requestTimeoutMs, tls, credentials } = settings;
  const source = new KafkaSource(env, {
    bootstrap: servers,
    clientId,
    requestTimeoutMs,
    topicRefreshMs: TOPIC_REFRESH_MS,
    commits: 'poll',
    ...present({ tls, credentials }),
  });
  const history = {
    intervals: INTERVALS,
    expireGroupMs: EXPIRE_GROUP_MS,
    minDistanceMs: 0,
    settleMs: INTERVALS * intervalMs,
    groups: {},
    groupPartitionsMax: GROUP_PARTITIONS_MAX,
  };
  return new ClusterWatch(env, source, {
    name: 'cluster',
    servers: servers.map(({ host, port }) => `${host}:${port}`),
    clientId,
    topicRefreshMs: TOPIC_REFRESH_MS,
    intervalMs,
    history,
    evaluation: { allowedLag: 0, minimumComplete: 0 },
  });
}
