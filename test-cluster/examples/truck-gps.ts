import { runAsProgram, type Stage } from './run-example.js';

const TOPIC = 'truck_gps';
const TRUCKS = Array.from({ length: 20 }, (_, index) => `truck-${index + 1}`);
const ROUNDS = 10;

/**
 * Twenty trucks tell where they are, in a topic of ten partitions. A dashboard, of two instances, and an alert service
 * read all of it, each as a group of its own. In the middle the broker that leads a partition is killed.
 */
export async function truckGps({ cluster, client, say }: Stage) {
  await client.admin().topics.create(TOPIC, { partitions: 10, replicationFactor: 3 });
  const dashboard = readers('dashboard', 2);
  const alerts = readers('alerts', 1);

  const producer = client.producer();
  let killed = '';
  for (let round = 1; round <= ROUNDS; round++) {
    await Promise.all(TRUCKS.map((truck) => producer.send({ topic: TOPIC, key: truck, value: `${round}` })));
    if (round !== ROUNDS / 2) continue;
    [killed = ''] = await cluster.kill(`leader:${TOPIC}/0`);
    say(`${killed}, which led ${TOPIC}/0, was killed after round ${round}; the trucks go on`);
  }
  const groups = await Promise.all([dashboard, alerts].map((group) => group.untilAllIsRead()));
  await cluster.start(killed);

  for (const { name, read, inOrder, instances } of groups) {
    const order = inOrder ? 'each truck in the order it drove' : 'out of order';
    say(`${name}: ${read} of ${TRUCKS.length * ROUNDS} positions, by ${instances} instances, ${order}`);
  }
  return groups;

  /** Consumers of one group: the cluster gives each of them some of the partitions. */
  function readers(groupId: string, count: number) {
    const lastRound = new Map<string, number>();
    const busy = new Set<number>();
    const seen = new Set<string>();
    let inOrder = true;
    const consumers = Array.from({ length: count }, () => client.consumer({ groupId, autoOffsetReset: 'earliest' }));
    const reading = consumers.map(async (consumer, instance) => {
      consumer.subscribe(TOPIC);
      for await (const { key, value } of consumer) {
        const [truck, round] = [`${key}`, Number(`${value}`)];
        busy.add(instance);
        // At least once: after a rebalance a record may come again, and is known.
        if (seen.has(`${truck} ${round}`)) continue;
        seen.add(`${truck} ${round}`);
        // One truck is one key, one key is one partition, and a partition is in order.
        if (round !== (lastRound.get(truck) ?? 0) + 1) inOrder = false;
        lastRound.set(truck, round);
        if (seen.size === TRUCKS.length * ROUNDS) break;
      }
    });
    return {
      async untilAllIsRead() {
        await Promise.race(reading);
        await Promise.all(consumers.map((consumer) => consumer.close()));
        await Promise.all(reading);
        return { name: groupId, read: seen.size, inOrder, instances: busy.size };
      },
    };
  }
}

await runAsProgram(import.meta.url, truckGps);
