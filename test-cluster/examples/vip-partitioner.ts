import { createHash } from 'node:crypto';
import type { Partitioner } from 'drave';
import { runAsProgram, type Stage } from './run-example.js';

const TOPIC = 'rides';
const PARTITIONS = 10;
/** Partitions 0 to 7 are for VIPs, 8 and 9 for everybody else. */
const VIP_PARTITIONS = 8;

/** A partitioner of one's own: important customers never wait behind the many. One customer still is one partition. */
const vipPartitioner: Partitioner = {
  partition({ key, partitionCount }) {
    const customer = key ?? Buffer.alloc(0);
    const hash = createHash('md5').update(customer).digest().readUInt32BE(0);
    const isVip = Buffer.from(customer).toString('utf8').startsWith('vip-');
    return isVip ? hash % VIP_PARTITIONS : VIP_PARTITIONS + (hash % (partitionCount - VIP_PARTITIONS));
  },
};

export async function vipRides({ client, say }: Stage) {
  await client.admin().topics.create(TOPIC, { partitions: PARTITIONS, replicationFactor: 3 });
  const producer = client.producer({ partitioner: vipPartitioner });
  const customers = [
    ...Array.from({ length: 40 }, (_, index) => `vip-${index}`),
    ...Array.from({ length: 400 }, (_, index) => `customer-${index}`),
  ];
  const counts = Array.from({ length: PARTITIONS }, () => ({ vips: 0, others: 0 }));
  for (const { key, partition } of await Promise.all(
    customers.map(async (key) => ({ key, ...(await producer.send({ topic: TOPIC, key, value: 'a ride' })) })),
  )) {
    const count = counts[partition];
    if (count !== undefined) count[key.startsWith('vip-') ? 'vips' : 'others'] += 1;
  }
  for (const [partition, { vips, others }] of counts.entries())
    say(`${TOPIC}/${partition}: ${vips} rides of VIPs, ${others} of others`);
  return counts;
}

await runAsProgram(import.meta.url, vipRides);
