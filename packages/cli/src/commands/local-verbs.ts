import { present, type Endpoint } from '@drave/base';
import {
  askSupervisor,
  Registry,
  runToEnd,
  type ClusterDescription,
  type ClusterSecurity,
  type ControlRequest,
  type RegistryEntry,
} from '@drave/cluster/running';
import { print, printJson, printTable, type OutputOptions } from '../output.js';
import type { CommandContext, Terminal } from '../terminal.js';
import { plural, printOverview } from './cluster-overview.js';
import { toClusterOptions, type LocalUpOptions } from './local-options.js';
import { UsageError } from '../parse.js';

export type NodeVerb = 'kill' | 'stop' | 'start' | 'restart' | 'pause' | 'resume' | 'add' | 'remove';

export interface ClusterChoice {
  readonly cluster?: string;
}

/**
 * The name of the cluster, from `--cluster` or from an argument where no nodes can be meant: `drave local ps shop`.
 *
 * @throws UsageError for two names.
 */
function chosen(positional: string | undefined, { cluster }: ClusterChoice): string | undefined {
  if (positional !== undefined && cluster !== undefined && positional !== cluster)
    throw new UsageError(`two clusters are named, '${positional}' and '${cluster}': leave one out`);
  return cluster ?? positional;
}

const done: Readonly<Record<NodeVerb, string>> = {
  kill: 'killed',
  stop: 'stopped',
  start: 'started',
  restart: 'restarted',
  pause: 'paused',
  resume: 'resumed',
  add: 'added',
  remove: 'removed',
};

export async function localVerb(
  terminal: Terminal,
  verb: NodeVerb,
  expressions: readonly string[],
  options: OutputOptions & ClusterChoice & { wait: boolean; wipe?: boolean; timeout?: number },
): Promise<void> {
  const entry = new Registry().find(options.cluster);
  const startedMs = terminal.wallMs();
  const nodes = expressions.join(',');
  const request: Partial<ControlRequest> = {
    verb,
    nodes,
    wait: options.wait,
    wipe: options.wipe ?? false,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  };
  const names = (await askSupervisor(entry, request, { onWaiting: terminal.note })) as readonly string[];
  const tookMs = terminal.wallMs() - startedMs;
  if (options.output === 'json') {
    printJson(terminal, { cluster: entry.name, verb, expression: nodes, nodes: names, waited: options.wait, tookMs });
    return;
  }
  // An expression is printed with the nodes that it matched, because it may match others a moment later.
  const meant = nodes === names.join(',') ? '' : `${nodes} → `;
  terminal.line(`${meant}${names.join(', ')} ${done[verb]} (${tookMs} ms)`);
}

export async function localPs(
  terminal: Terminal,
  positional: string | undefined,
  options: OutputOptions & ClusterChoice,
): Promise<void> {
  const registry = new Registry();
  const name = chosen(positional, options);
  const entries = name === undefined ? registry.list() : [registry.find(name)];
  const described = await Promise.all(entries.map(describeLocal));
  if (options.output !== 'table' && options.output !== 'wide') {
    await print(terminal, options, { document: described, names: described.map((one) => one.name), parts: [] });
    return;
  }
  if (described.length === 0) terminal.note('no local cluster runs; start one with drave local up');
  else if (described.length === 1) for (const cluster of described) printOverview(terminal, cluster);
  else printClusters(terminal, described);
}

export async function localDown(
  terminal: Terminal,
  positional: string | undefined,
  options: OutputOptions & ClusterChoice & { readonly all?: boolean },
): Promise<void> {
  const registry = new Registry();
  const name = chosen(positional, options);
  const entries = options.all === true ? registry.list() : [registry.find(name)];
  await Promise.all(entries.map((entry) => askSupervisor(entry, { verb: 'down' })));
  if (options.output === 'json') printJson(terminal, { down: entries.map((entry) => entry.name) });
  else for (const entry of entries) terminal.line(`${entry.name} is down`);
}

export async function localEnv(
  terminal: Terminal,
  positional: string | undefined,
  options: OutputOptions & ClusterChoice,
): Promise<void> {
  const cluster = await describeLocal(new Registry().find(chosen(positional, options)));
  const variables = variablesOf(cluster);
  if (options.output === 'json') printJson(terminal, variables);
  else for (const [key, value] of Object.entries(variables)) terminal.line(`export ${key}=${quoted(value)}`);
}

/**
 * Starts a cluster, runs the command with the addresses in its environment, and ends the cluster. Resolves with the
 * exit code of the command.
 */
export async function localRun(
  terminal: Terminal,
  runtime: CommandContext['runtime'],
  command: readonly string[],
  options: LocalUpOptions,
): Promise<number> {
  const [executable, ...parameters] = command;
  if (executable === undefined) throw new UsageError('no command given: drave local run -- npm test');
  const { LocalCluster } = await import('@drave/cluster');
  const signal = terminal.interruption();
  const cluster = await LocalCluster.start(await runtime(), {
    ...toClusterOptions(options),
    onWaiting: terminal.note,
    signal,
  });
  let exitCode: number | undefined;
  try {
    const bootstrap = cluster.bootstrap.map(addressText).join(',');
    const grpcBootstrap = cluster.grpcBootstrap.map(addressText).join(',');
    exitCode = await runToEnd(
      [executable, ...parameters],
      variablesOf({
        name: cluster.name,
        bootstrap,
        grpcBootstrap,
        monitor: `http://${addressText(cluster.monitor)}`,
        ...present({ security: cluster.security }),
      }),
      signal,
    );
    return exitCode;
  } finally {
    const keep = exitCode !== 0 && cluster.temporary && !signal.aborted;
    await cluster.close({ keep });
    if (keep) terminal.note(`the command failed; the cluster's files are kept in ${cluster.directory}`);
  }
}

/** Asks the supervisor of a local cluster for its description. */
export async function describeLocal(entry: RegistryEntry): Promise<ClusterDescription> {
  return (await askSupervisor(entry, { verb: 'describe' })) as ClusterDescription;
}

/** As one word of a shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

type Addresses = Pick<ClusterDescription, 'name' | 'bootstrap' | 'grpcBootstrap' | 'monitor' | 'security'>;

function variablesOf({ name, bootstrap, grpcBootstrap, monitor, security }: Addresses): Record<string, string> {
  return {
    DRAVE_CLUSTER: name,
    KAFKA_BOOTSTRAP: bootstrap,
    DRAVE_BOOTSTRAP: grpcBootstrap,
    DRAVE_MONITOR: monitor,
    ...(security === undefined ? {} : securityVariables(security)),
  };
}

/** The password is in files alone: variables are shown to whoever may look at a process. */
function securityVariables(security: ClusterSecurity): Record<string, string> {
  return {
    DRAVE_CA_FILE: security.caFile,
    DRAVE_CERT_FILE: security.certFile,
    DRAVE_KEY_FILE: security.keyFile,
    KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
    KAFKA_SSL_CA_FILE: security.caFile,
    KAFKA_SASL_MECHANISM: security.mechanism,
    KAFKA_SASL_USERNAME: security.username,
    KAFKA_SASL_PASSWORD_FILE: security.passwordFile,
    KAFKA_COMMAND_CONFIG: security.javaPropertiesFile,
    KCAT_CONFIG: security.librdkafkaPropertiesFile,
  };
}

function addressText({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

function printClusters(terminal: Terminal, clusters: readonly ClusterDescription[]): void {
  const rows = clusters.map((cluster) => {
    const running = cluster.nodes.filter((node) => node.process === 'running').length;
    return [
      cluster.name,
      `${running} of ${plural(cluster.nodes.length, 'node')}`,
      cluster.bootstrap,
      String(cluster.supervisorPid),
      cluster.directory,
    ];
  });
  printTable(terminal, ['name', 'running', 'bootstrap', 'supervisor', 'directory'], rows);
}
