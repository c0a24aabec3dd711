import type { ClusterDescription } from '@drave/cluster';
import { formatTable } from '../output.js';
import type { Terminal } from '../terminal.js';

/** Prints what `drave local up` shows: the nodes of the cluster, where they listen, and commands to try. */
export function printOverview(terminal: Terminal, cluster: ClusterDescription, startedInMs?: number): void {
  const combined = cluster.nodes.every((node) => node.roles.length === 2);
  const count = (role: 'controller' | 'broker'): number =>
    cluster.nodes.filter((node) => node.roles.includes(role)).length;
  const size = combined
    ? plural(cluster.nodes.length, 'combined node')
    : `${plural(count('controller'), 'controller')} · ${plural(count('broker'), 'broker')}`;
  const started = startedInMs === undefined ? '' : `   ready in ${(startedInMs / 1_000).toFixed(1)} s`;
  const ready = cluster.state === 'starting' ? '   still starting' : started;
  const kept = cluster.temporary ? 'temporary' : cluster.directory;
  terminal.line(`Cluster "${cluster.name}"  ${size} · ${kept} · timers: ${cluster.profile}${ready}`);
  const rows = cluster.nodes.map((node) => [
    node.name,
    node.roles.join(', '),
    node.state,
    node.kafka,
    node.grpc,
    node.pid === null ? null : String(node.pid),
    node.detail,
  ]);
  for (const line of formatTable(['name', 'role', 'state', 'kafka', 'grpc', 'pid', 'detail'], rows))
    terminal.line(`  ${line}`);
  const hasBrokers = cluster.bootstrap !== '';
  if (hasBrokers) terminal.line(`bootstrap  ${cluster.bootstrap}   (any Kafka client)`);
  terminal.line(`grpc       ${cluster.grpcBootstrap}   (Drave's SDK and commands)`);
  if (hasBrokers) terminal.line(`monitor    ${cluster.monitor}   (lag of groups: /v3/kafka, /metrics)`);
  terminal.line(`console    ${cluster.console}   (any browser)`);
  if (cluster.security !== undefined)
    terminal.line(
      `secure     as ${cluster.security.username}, see drave local env   (${cluster.security.passwordFile})`,
    );
  const first = hasBrokers ? 'drave topic create orders -p 10' : 'drave local add broker';
  terminal.line(`try        ${first}     drave local kill controller     drave local down`);
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
