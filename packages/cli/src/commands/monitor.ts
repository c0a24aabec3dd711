import type { Endpoint } from '@drave/base';
import { parseMonitorConfig, type MonitorConfig } from '@drave/monitor';
import { folderOf, readMonitorConfig, runMonitor } from '@drave/node/monitor';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';
import { kafkaLoginOf, withClient, type KafkaLogin } from './connect.js';
import { kafkaAddresses } from './kafka-addresses.js';

export interface MonitorOptions extends ConnectOptions {
  readonly config?: string;
  /** Where to listen, without a configuration. */
  readonly http?: string;
}

/** `drave monitor`: watches clusters until the user ends it. */
export async function monitor(terminal: Terminal, options: MonitorOptions): Promise<void> {
  const interruption = terminal.interruption();
  const config = await configOf(terminal, options);
  const folder = options.config === undefined ? terminal.directory : folderOf(options.config);
  await runMonitor(config, folder, interruption, (http) => {
    const names = config.clusters.map(({ name }) => name).join(', ');
    terminal.line(`watching ${names} on http://${addressOf(http)}`);
  });
}

/** Without a file: the cluster that is meant, found by gRPC, by its Kafka listeners. */
async function configOf(terminal: Terminal, options: MonitorOptions): Promise<MonitorConfig> {
  if (options.config !== undefined) return readMonitorConfig(options.config);
  const servers = await withClient(terminal, options, kafkaAddresses);
  const name = options.cluster ?? options.context ?? 'local';
  const login = await kafkaLoginOf(terminal, options);
  const clusters = [{ name, servers: servers.map(addressOf), ...(login === undefined ? {} : loggedIn(login)) }];
  return parseMonitorConfig(
    { clusters, ...(options.http === undefined ? {} : { http: httpOf(options.http) }) },
    '--http',
  );
}

function loggedIn({ caFile, mechanism, username, passwordFile }: KafkaLogin): object {
  return { tls: { caFile }, sasl: { mechanism, username, passwordFile } };
}

function httpOf(text: string): object {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

function addressOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
