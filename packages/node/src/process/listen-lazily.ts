import { DraveError, present, type Endpoint, type Millis } from '@drave/base';
import { silentLogger, type TlsClientOptions } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { listenHttp, type HttpListener } from './http-listener.js';
import { LazyMonitor } from './lazy-monitor.js';
import { answerOurs, monitorExchanges } from './monitor-hosts.js';
import type { RunningMonitor } from './open-monitor.js';

export type { HttpListener } from './http-listener.js';

/** One cluster to be watched, as it is when somebody first asks. */
interface WatchedCluster {
  readonly name: string;
  /** Kafka listeners. */
  readonly servers: readonly Endpoint[];
  readonly tls?: TlsClientOptions;
  /** Where the listeners have SASL. */
  readonly credentials?: WatchCredentials;
}

interface WatchCredentials {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly passwordFile: string;
  readonly password: string;
}

const INTERVAL_MS: Millis = 1_000;
/** Longer than any scraper's interval. */
const IDLE_MS: Millis = 300_000;

/** Where a monitor of one cluster listens, which costs nothing more until somebody asks it. */
export async function listenLazily(http: Endpoint, watched: () => WatchedCluster): Promise<HttpListener> {
  const env = createNodeEnv({ logger: silentLogger });
  const monitor = new LazyMonitor(env.timers, () => openWatch(http, watched()), IDLE_MS);
  const answer = answerOurs([http.host], (request) => monitor.answer(request));
  const listener = await listenHttp(http, answer, { ...monitorExchanges, keepsAlive: false });
  return {
    endpoint: listener.endpoint,
    async close() {
      await listener.close();
      await monitor.close();
    },
  };
}

/** Loads what it takes to watch. @throws DraveError BROKER_NOT_AVAILABLE for a cluster without brokers. */
async function openWatch(http: Endpoint, watched: WatchedCluster): Promise<RunningMonitor> {
  const { name, servers, tls, credentials } = watched;
  if (servers.length === 0) throw new DraveError('BROKER_NOT_AVAILABLE', `${name} has no broker that could be watched`);
  const [{ openMonitor }, { parseMonitorConfig }] = await Promise.all([
    import('./open-monitor.js'),
    import('@drave/monitor'),
  ]);
  const addresses = servers.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
  const { password, ...sasl } = credentials ?? {};
  const clusters = [
    { name, servers: addresses, intervalMs: INTERVAL_MS, ...(credentials === undefined ? {} : { sasl }) },
  ];
  const secrets = present({ tls, password });
  const config = parseMonitorConfig({ clusters, http }, `the monitor of ${name}`);
  return openMonitor(config, () => secrets, { keepsAlive: false, logger: silentLogger });
}
