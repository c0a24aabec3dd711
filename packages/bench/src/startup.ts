import { assert } from '@drave/base';
import { LocalCluster, nodeRuntime } from '@drave/cluster';
import { measureBareNode, processorTime } from './machine.js';
import { median, quantile, round, type Measurement } from './measurement.js';

/**
 * Measures the start of a new cluster of 3 controllers and 3 brokers from the compiled code: from the call, which
 * formats directories, until the quorum has a leader and every broker is unfenced; and from the start of each of the
 * six nodes to its ready line. Both are also given in units of `node -e 0` on the same machine, of which six idle
 * processes would take six.
 */
export async function measureStartup(rounds: number): Promise<Measurement[]> {
  const whole: number[] = [];
  const nodes: number[] = [];
  const cpuSeconds: number[] = [];
  const bare = measureBareNode();
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    const cluster = await LocalCluster.start(nodeRuntime, { logLevel: 'warn' });
    whole.push(performance.now() - startedMs);
    cpuSeconds.push(processorSecondsOf(cluster));
    const begun = new Map<string, number>();
    for (const { kind, node, wallMs } of cluster.events) {
      if (kind === 'starting') begun.set(node, wallMs);
      else if (kind === 'ready') nodes.push(wallMs - (begun.get(node) ?? wallMs));
    }
    await cluster.close();
  }
  const entry = (name: string, samples: readonly number[], fraction: number): Measurement => {
    return { name: `startup ${name}`, value: round(quantile(samples, fraction) / 1000), unit: 's', better: 'lower' };
  };
  return [
    entry('cluster 3+3 median', whole, 0.5),
    entry('cluster 3+3 slowest', whole, 1),
    entry('node to ready line median', nodes, 0.5),
    {
      name: 'startup cluster 3+3 CPU, in bare nodes',
      value: round(median(cpuSeconds) / bare.cpuSeconds),
      unit: 'ratio',
      better: 'lower',
      notes: { 'CPU ms': round(median(cpuSeconds) * 1_000), 'bare node, CPU ms': round(bare.cpuSeconds * 1_000) },
    },
    {
      name: 'startup cluster 3+3 time, in bare nodes',
      value: round(median(whole) / 1_000 / bare.wallSeconds),
      unit: 'ratio',
      better: 'lower',
      notes: { 'bare node, ms': round(bare.wallSeconds * 1_000) },
    },
  ];
}

/** The processor seconds of all nodes since they were started. */
function processorSecondsOf(cluster: LocalCluster): number {
  let seconds = 0;
  for (const { processId } of cluster.nodes) {
    const used = processId === undefined ? undefined : processorTime(processId);
    assert(used !== undefined, 'every node runs, and this system tells what it used (Linux)');
    seconds += used.user + used.system;
  }
  return seconds;
}
