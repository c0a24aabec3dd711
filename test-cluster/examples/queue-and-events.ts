import { runAsProgram, type Stage } from './run-example.js';

const TOPIC = 'orders';
const ORDERS = 60;

/**
 * The same topic as a queue and as a stream of events. Workers of one group share the records: each order is packed by
 * one of them. Groups do not share: each of them is told of every order. Reading takes nothing away.
 */
export async function queueAndEvents({ client, say }: Stage) {
  await client.admin().topics.create(TOPIC, { partitions: 6, replicationFactor: 3 });
  const queue = group('packing', 3);
  const events = ['invoices', 'statistics'].map((name) => group(name, 1));
  const producer = client.producer();
  await Promise.all(Array.from({ length: ORDERS }, (_, number) => producer.send({ topic: TOPIC, value: `${number}` })));

  const packed = await queue;
  say(`a queue: ${packed.size} orders were packed by 3 workers together`);
  const told = await Promise.all(events);
  say(`events: invoices was told of ${told[0]?.size} orders, statistics of ${told[1]?.size}`);
  return { packed: packed.size, told: told.map(({ size }) => size) };

  /** What the consumers of a group were given, once that is everything. */
  async function group(groupId: string, workers: number): Promise<ReadonlySet<string>> {
    const given = new Set<string>();
    const consumers = Array.from({ length: workers }, () => client.consumer({ groupId, autoOffsetReset: 'earliest' }));
    const working = consumers.map(async (consumer) => {
      consumer.subscribe(TOPIC);
      for await (const { value } of consumer) {
        given.add(`${value}`);
        if (given.size === ORDERS) break;
      }
    });
    await Promise.race(working);
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await Promise.all(working);
    return given;
  }
}

await runAsProgram(import.meta.url, queueAndEvents);
