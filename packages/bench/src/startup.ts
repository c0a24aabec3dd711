import { LocalCluster, nodeRuntime } from '@drave/cluster';
import { quantile, round, type Measurement } from './measurement.js';

/**
 * A fresh 3 + 3 cluster from the built form: from the call (directories are formatted in it) to a quorum with a leader
 * and every broker unfenced; and what single nodes take from their start to their ready line, all six at once.
 */
export async function measureStartup(rounds: number): Promise<Measurement[]> {
  const whole: number[] = [];
  const nodes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    const cluster = await LocalCluster.start(nodeRuntime, { logLevel: 'warn' });
    whole.push(performance.now() - startedMs);
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
  ];
}
