import type { LocalCluster } from '@drave/cluster';
import { expect } from 'vitest';
import { addressesOf } from '../../compat/suites/broker.js';
import { connected, loadNodeRdkafka } from '../../compat/suites/node-rdkafka.js';
import { boundMs } from '../bounds.js';

const TOPIC = 'of-rdkafka';
const SEND_EVERY_MS = 50;
const POLL_EVERY_MS = 20;
/** As on a normal machine. */
const FLUSH_MS = 60_000;

/**
 * Runs `body` while an idempotent producer of node-rdkafka sends to a topic and a consumer of it reads; then nothing
 * acknowledged may be missing, twice, or out of order.
 */
export async function underRdkafkaLoad(cluster: LocalCluster, body: () => Promise<void>): Promise<void> {
  const library = await loadNodeRdkafka();
  const load = cluster.load(TOPIC, { rate: 0 });
  await load.ready();
  const global = { 'metadata.broker.list': addressesOf(cluster).kafka };
  const idempotent = { ...global, dr_cb: true, 'enable.idempotence': true };
  const producer = load.wrapNodeRdkafkaProducer(new library.Producer(idempotent, {}), { idempotent: true });
  const consumer = load.wrapNodeRdkafkaConsumer(
    new library.KafkaConsumer({ ...global, 'group.id': TOPIC }, { 'auto.offset.reset': 'earliest' }),
  );
  await Promise.all([connected(producer), connected(consumer)]);
  producer.setPollInterval(POLL_EVERY_MS);
  consumer.subscribe([TOPIC]);
  consumer.consume();
  let number = 0;
  const send = (): void => void producer.produce(TOPIC, null, Buffer.from(`${number}`), `${number++}`, Date.now());
  const sending = setInterval(send, SEND_EVERY_MS);
  try {
    await body();
  } finally {
    clearInterval(sending);
  }
  const flushMs = boundMs(FLUSH_MS, 'node-rdkafka has sent everything');
  const failure = await new Promise((resolve) => producer.flush(flushMs, resolve));
  expect(failure ?? undefined).toBeUndefined();
  const { stats } = await load.verify();
  await Promise.all([producer, consumer].map((client) => new Promise((resolve) => client.disconnect(resolve))));
  expect(stats.acknowledged).toBeGreaterThan(0);
}
