import { BenchCluster } from './bench-cluster.js';
import { measureProduce, produceLoads } from './produce.js';
import { formatTable } from './table.js';

export async function main(parameters: readonly string[]): Promise<number> {
  const seconds = Number(parameters[1] ?? 5);
  const filter = parameters[2] ?? '';
  await BenchCluster.run({}, async (bench) => {
    let index = 0;
    for (const load of produceLoads(seconds)) {
      const label = `${load.recordBytes} r${load.replication} ${load.acks}`;
      if (!label.includes(filter)) continue;
      const found = await measureProduce(bench, load, `bench-${index++}`);
      process.stdout.write(`${formatTable(['name', 'value', 'unit', 'foreign'], found.map((one) => [one.name, one.value, one.unit, String(one.notes?.['foreign CPU'] ?? '')]))}\n`);
    }
  });
  return 0;
}
