import type { BenchCluster } from './bench-cluster.js';
import { round, type Measurement } from './measurement.js';

/**
 * Measures the longest delay of any node's event loop, by its own metric, during one request that creates many
 * partitions and one that deletes them. The aim is a tenth of the smallest protocol timeout at most. On a busy machine
 * the delay includes the time that a process waits for a processor.
 */
export async function measureTurns(bench: BenchCluster, partitions: number): Promise<Measurement[]> {
  await longestDelays(bench);
  await bench.requestTopic('turns', partitions, 1);
  await bench.waitForTopic('turns', partitions, 1, 600_000);
  const creating = await longestDelays(bench);
  await bench.deleteTopic('turns');
  const deleting = await longestDelays(bench);
  return [
    ...rows(`turns create ${partitions} partitions`, creating),
    ...rows(`turns delete ${partitions} partitions`, deleting),
  ];
}

interface Delays {
  readonly controllers: number;
  readonly brokers: number;
}

/** The longest event loop delays since the last call. */
async function longestDelays({ cluster }: BenchCluster): Promise<Delays> {
  const longest = { controllers: 0, brokers: 0 };
  for (const { http, roles } of cluster.nodes) {
    const response = await fetch(`http://${http.host}:${http.port}/metrics`);
    const delay = /^drave_event_loop_delay_ms\{quantile="1"\} (\S+)$/m.exec(await response.text())?.[1];
    if (delay === undefined) throw new Error(`the metrics of ${http.host}:${http.port} have no event loop delay`);
    const role = roles.includes('broker') ? 'brokers' : 'controllers';
    longest[role] = Math.max(longest[role], Number(delay));
  }
  return longest;
}

function rows(name: string, { controllers, brokers }: Delays): Measurement[] {
  return [
    { name: `${name} controllers`, value: round(controllers), unit: 'ms', better: 'lower' },
    { name: `${name} brokers`, value: round(brokers), unit: 'ms', better: 'lower' },
  ];
}
