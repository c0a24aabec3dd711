import { runAsProgram, type Stage } from './run-example.js';

const TOPIC = 'positions';
const TRUCKS = Array.from({ length: 20 }, (_, index) => `truck-${index + 1}`);

/**
 * Partitions can be added, never removed. A key goes to the partition that its hash gives among all of them, so with
 * more of them many keys move: older records stay where they are, and the order of a key ends at that point.
 */
export async function addingPartitions({ client, say }: Stage) {
  await client.admin().topics.create(TOPIC, { partitions: 3, replicationFactor: 3 });
  const before = await placesOf('before');
  await client.admin().topics.addPartitions(TOPIC, 6);
  // A client that has the old number keeps to it until it fetches metadata again.
  await client.topic(TOPIC);
  const after = await placesOf('after');

  const moved = TRUCKS.filter((truck) => before.get(truck) !== after.get(truck));
  say(`${moved.length} of ${TRUCKS.length} trucks write to another partition than before:`);
  for (const truck of moved.slice(0, 5)) say(`  ${truck}: ${before.get(truck)}, then ${after.get(truck)}`);
  say('their records are no longer in one order: have enough partitions from the start, or a new topic');
  const refusal = await client
    .admin()
    .topics.addPartitions(TOPIC, 3)
    .catch(({ message }: Error) => message);
  say(`to have fewer again is refused: ${String(refusal)}`);
  return { moved: moved.length, refusal: String(refusal), partitions: new Set(after.values()) };

  async function placesOf(value: string): Promise<ReadonlyMap<string, number>> {
    const producer = client.producer();
    const sent = TRUCKS.map(
      async (key) => [key, (await producer.send({ topic: TOPIC, key, value })).partition] as const,
    );
    return new Map(await Promise.all(sent));
  }
}

await runAsProgram(import.meta.url, addingPartitions);
