import { DraveError } from '@drave/base';
import type { LocalClusterOptions } from '../options.js';
import { LocalCluster } from './local-cluster.js';
import type { NodeRuntime } from './runtime.js';

const TIMELINE_SHOWN_MAX = 60;

/**
 * Runs `body` on a cluster of its own and ends the cluster, whatever happens. When `body` fails, the error also tells
 * the timeline and what each node said last, and the cluster's files are kept.
 */
export async function withCluster<T>(
  runtime: NodeRuntime,
  options: LocalClusterOptions,
  body: (cluster: LocalCluster) => Promise<T>,
): Promise<T> {
  const cluster = await LocalCluster.start(runtime, options);
  let result: T;
  try {
    result = await body(cluster);
  } catch (reason) {
    const story = tell(cluster);
    await cluster.close({ keep: true });
    const failure = DraveError.from(reason);
    throw new DraveError(failure.code, `${failure.message}\n${story}`, { ...failure.details, cause: reason });
  }
  await cluster.close();
  return result;
}

function tell(cluster: LocalCluster): string {
  const [first] = cluster.events;
  const timeline = cluster.events.slice(-TIMELINE_SHOWN_MAX).map((event) => {
    const atMs = event.wallMs - (first?.wallMs ?? 0);
    return `  ${String(atMs).padStart(7)} ms  ${event.node} ${event.kind} ${event.detail}`;
  });
  const nodes = cluster.nodes.flatMap((node) => {
    const lines = cluster.lastLines(node.name).slice(-10);
    return [`${node.name} (${node.state}), last lines:`, ...lines.map((line) => `  ${line}`)];
  });
  return ['Timeline:', ...timeline, ...nodes, `The cluster's files are kept in ${cluster.directory}`].join('\n');
}
