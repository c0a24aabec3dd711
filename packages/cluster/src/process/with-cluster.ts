import { DraveError } from '@drave/base';
import type { LocalClusterOptions } from '../options.js';
import { told, tellStory } from '../story.js';
import type { LocalCluster } from './local-cluster.js';
import type { NodeRuntime } from './runtime.js';
import { startCluster } from './start-cluster.js';

/**
 * Runs `body` on a cluster of its own and ends the cluster, whatever happens. When `body` fails, the error also tells
 * the timeline and what each node said last, and the cluster's files are kept.
 */
export async function withCluster<T>(
  runtime: NodeRuntime,
  options: LocalClusterOptions,
  body: (cluster: LocalCluster) => Promise<T>,
): Promise<T> {
  const cluster = await startCluster(runtime, options);
  let result: T;
  try {
    result = await body(cluster);
  } catch (reason) {
    const failure = DraveError.from(reason);
    const message = isTold(reason) ? failure.message : `${failure.message}\n${tellStory(cluster)}`;
    await cluster.close({ keep: true });
    throw new DraveError(failure.code, message, { ...failure.details, cause: reason });
  }
  await cluster.close();
  return result;
}

function isTold(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && told.has(reason);
}
