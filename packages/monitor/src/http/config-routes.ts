import type { ClusterWatch } from '../watch/cluster-watch.js';
import type { Monitor } from '../watch/monitor.js';
import type { RouteAnswer } from './route-answer.js';

/** Burrow's kinds of modules; of each but the first two there is one, or none. */
const coordinators = ['storage', 'evaluator', 'cluster', 'consumer', 'notifier'] as const;

/** `/v3/config`: what Burrow's configuration would say, with its names, in the units there: seconds. */
export function configAnswer(monitor: Monitor, segments: readonly string[]): RouteAnswer | undefined {
  const [kind, name, ...more] = segments;
  if (more.length > 0) return undefined;
  if (kind === undefined)
    return { status: 200, message: 'main config returned', content: mainConfig(monitor), isRequestFirst: true };
  const coordinator = coordinators.find((one) => one === kind);
  if (coordinator === undefined) return undefined;
  const modules = modulesOf(monitor, coordinator);
  if (name === undefined) {
    const names = [...modules.keys()].toSorted();
    return {
      status: 200,
      message: 'module list returned',
      content: { coordinator, modules: names },
      isRequestFirst: true,
    };
  }
  const module = modules.get(name);
  if (module === undefined) return { status: 404, message: `${coordinator} module not found` };
  return { status: 200, message: `${coordinator} module detail returned`, content: { module } };
}

function mainConfig({ settings }: Monitor): Readonly<Record<string, unknown>> {
  const { host, port } = settings.http;
  return {
    general: { pidfile: '', 'stdout-logfile': '', 'access-control-allow-origin': '' },
    logging: {
      filename: '',
      'max-size': 0,
      'max-backups': 0,
      'max-age': 0,
      'use-local-time': false,
      'use-compression': false,
      level: 'info',
    },
    zookeeper: { servers: [], timeout: 0, 'root-path': '' },
    httpserver: { default: { address: `${host}:${port}`, tls: '', timeout: 0 } },
  };
}

function modulesOf(monitor: Monitor, coordinator: (typeof coordinators)[number]): ReadonlyMap<string, object> {
  const { settings, watches } = monitor;
  switch (coordinator) {
    case 'storage':
      return new Map([['default', storageModule(settings)]]);
    case 'evaluator':
      return new Map([['default', { 'class-name': 'caching', 'expire-cache': 0 }]]);
    case 'cluster':
      return new Map([...watches].map(([name, watch]) => [name, clusterModule(watch)]));
    case 'consumer':
      return new Map([...watches].map(([name, watch]) => [name, consumerModule(watch)]));
    case 'notifier':
      return new Map(settings.notifiers.map((one) => [one.name, notifierModule(one)]));
  }
}

function storageModule({ history }: Monitor['settings']): object {
  return {
    'class-name': 'inmemory',
    intervals: history.intervals,
    'min-distance': seconds(history.minDistanceMs),
    'group-allowlist': history.groups.allow?.source ?? '',
    'expire-group': seconds(history.expireGroupMs),
  };
}

function notifierModule(one: Monitor['settings']['notifiers'][number]): object {
  return {
    'class-name': 'http',
    'group-allowlist': one.groups.allow?.source ?? '',
    interval: seconds(one.intervalMs),
    threshold: one.threshold,
    timeout: seconds(one.timeoutMs),
    'url-open': one.url,
    'send-close': one.sendClose,
    'send-once': one.sendOnce,
  };
}

/** What is said of a cluster, here and under `/v3/kafka/CLUSTER`. */
export function clusterModule({ settings }: ClusterWatch): object {
  return {
    'class-name': 'kafka',
    servers: settings.servers,
    'client-profile': clientProfile(settings),
    'topic-refresh': seconds(settings.topicRefreshMs),
    'offset-refresh': seconds(settings.intervalMs),
  };
}

function consumerModule({ settings }: ClusterWatch): object {
  return {
    'class-name': 'kafka',
    cluster: settings.name,
    servers: settings.servers,
    'group-allowlist': settings.history.groups.allow?.source ?? '',
    'zookeeper-path': '',
    'zookeeper-timeout': 0,
    'client-profile': clientProfile(settings),
    'offsets-topic': '__consumer_offsets',
    'start-latest': true,
  };
}

function clientProfile({ clientId }: ClusterWatch['settings']): object {
  return { name: '', 'client-id': clientId, 'kafka-version': '', tls: null, sasl: null };
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
