import type { Env, TlsClientOptions } from '@drave/env';
import type { MonitorConfig } from '../config/monitor-config.js';
import { statusNumbers } from '../evaluator/status.js';
import type { HistorySettings } from '../history/cluster-history.js';
import type { SendHttp } from '../notify/notifier.js';
import type { GroupSource } from '../source/group-source.js';
import { KafkaSource, type KafkaSourceOptions } from '../source/kafka-source.js';
import { Monitor } from './monitor.js';

/** What stands in files that a configuration names. */
export interface ClusterSecrets {
  readonly tls?: TlsClientOptions;
  readonly password?: string;
}

/** A monitor as its configuration says. `secretsOf` has what was read from the files of a cluster. */
export function makeMonitor(
  env: Env,
  config: MonitorConfig,
  secretsOf: (cluster: string) => ClusterSecrets,
  sendHttp: SendHttp,
  makeSource: (options: KafkaSourceOptions) => GroupSource = (options) => new KafkaSource(env, options),
): Monitor {
  const { clusters, http, evaluation, notifiers } = config;
  const history = historySettings(config);
  const settings = {
    http,
    history,
    partitionSeriesMax: http.partitionSeriesMax,
    notifiers: notifiers.map(({ sendIntervalMs, threshold, body, ...one }) => ({
      ...one,
      ...(body === undefined ? {} : { body }),
      sendIntervalMs: sendIntervalMs ?? one.intervalMs,
      threshold: statusNumbers[threshold],
      groups: filterOf(one.groups),
    })),
  };
  const watched = clusters.map((one) => {
    const { tls, password } = secretsOf(one.name);
    const { servers, clientId, requestTimeoutMs, topicRefreshMs, commits, sasl, intervalMs } = one;
    const credentials =
      sasl === undefined || password === undefined
        ? undefined
        : { mechanism: sasl.mechanism, username: sasl.username, password };
    const source = makeSource({
      bootstrap: servers,
      clientId,
      requestTimeoutMs,
      topicRefreshMs,
      commits,
      ...(tls === undefined ? {} : { tls }),
      ...(credentials === undefined ? {} : { credentials }),
    });
    const named = servers.map(({ host, port }) => `${host}:${port}`);
    const { name } = one;
    const settleMs = history.intervals * intervalMs;
    const ofCluster = { name, servers: named, clientId, topicRefreshMs, intervalMs, evaluation };
    return { settings: { ...ofCluster, history: { ...history, settleMs } }, source };
  });
  return new Monitor(env, settings, watched, sendHttp);
}

function historySettings({ clusters, groups, window }: MonitorConfig): HistorySettings {
  const shortestMs = Math.min(...clusters.map(({ intervalMs }) => intervalMs));
  const { intervals, expireGroupMs, groupPartitionsMax } = window;
  // A little less than the interval: samples do not come to the millisecond.
  const minDistanceMs = window.minDistanceMs ?? Math.floor(shortestMs * 0.9);
  const settleMs = intervals * shortestMs;
  return { intervals, expireGroupMs, groupPartitionsMax, minDistanceMs, settleMs, groups: filterOf(groups) };
}

function filterOf({ allow, deny }: MonitorConfig['groups']) {
  return { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
}
