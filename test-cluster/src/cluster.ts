import { nodeRuntime, withCluster, type LocalCluster, type LocalClusterOptions } from '@drave/cluster';

/** Whether this run may take its time (`npm run test:full`). */
export const isLong = process.env['DRAVE_TEST_LONG'] === '1';

/** How many rounds of something: few on every change, many in the long run. */
export function rounds(short: number, long: number): number {
  return isLong ? long : short;
}

/**
 * A cluster of real processes for one test, gone at its end; a failure tells the cluster's story and keeps its files.
 */
export function onCluster<T>(options: LocalClusterOptions, body: (cluster: LocalCluster) => Promise<T>): Promise<T> {
  return withCluster(nodeRuntime, options, body);
}
