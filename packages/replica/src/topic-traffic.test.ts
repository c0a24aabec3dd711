import { SimWorld } from '@drave/env/sim';
import { expect, it } from 'vitest';
import { TopicTraffic } from './topic-traffic.js';

const NAME = 'kafka_server_brokertopicmetrics_bytesin_total';

async function told(traffic: TopicTraffic): Promise<string[]> {
  const { metrics } = new SimWorld({ seed: 1 }).createHost('b1').env;
  traffic.register(metrics);
  return (await metrics.render()).split('\n').filter((line) => line.startsWith(NAME));
}

it('sums the topics beyond the limit, and says how many they are', async () => {
  const traffic = new TopicTraffic(2);
  for (const [index, topic] of ['a', 'b', 'c', 'd'].entries()) traffic.of(topic).bytesIn += 10 ** index;
  expect(traffic.leftOut).toBe(2);
  expect(await told(traffic)).toEqual([
    `${NAME} 1111`,
    `${NAME}{topic="a"} 1`,
    `${NAME}{topic="b"} 10`,
    `${NAME}{topic="(other)"} 1100`,
  ]);
});

it('never takes back what a deleted topic has counted, in the sum of all and in that of the others', async () => {
  const traffic = new TopicTraffic(1);
  for (const [index, topic] of ['a', 'b', 'c'].entries()) traffic.of(topic).bytesIn += 10 ** index;
  traffic.forget('a');
  traffic.forget('b');
  expect(traffic.leftOut).toBe(1);
  // The place of the deleted one is for the next that is seen.
  traffic.of('d').bytesIn += 5;
  expect(await told(traffic)).toEqual([`${NAME} 116`, `${NAME}{topic="d"} 5`, `${NAME}{topic="(other)"} 110`]);
});
