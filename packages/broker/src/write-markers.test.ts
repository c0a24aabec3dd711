import { transactionPartitionsOf } from '@drave/coordinator';
import { expect, it } from 'vitest';
import { BrokerCluster } from './testing/index.js';
import { writeMarkers } from './write-markers.js';

it('markers are begun one by one, with turns in between: no request holds up the others', async () => {
  const cluster = await BrokerCluster.start();
  const node = cluster.node(1);
  const { replicas } = node.requireBroker();
  const domain = { image: () => cluster.controller.image, replicas, clock: node.host.env.clock };
  const indexes = Array.from({ length: 50 }, (_, index) => index);
  const marker = {
    producerId: 7,
    producerEpoch: 0,
    result: 'abort',
    coordinatorEpoch: 0,
    transactionVersion: 0,
  } as const;
  const markers = [{ ...marker, partitions: transactionPartitionsOf([['nowhere', indexes]]) }];
  let steps = 0;
  const compute = {
    async slices(step: () => boolean): Promise<void> {
      for (steps = 1; step(); steps++) await Promise.resolve();
    },
  };
  const groups = { endTransaction: () => Promise.reject(new Error('no offsets are committed')) };
  const results = await cluster.world.finish(writeMarkers(domain, compute, groups, markers));
  expect(steps).toBe(indexes.length + 1);
  expect(results.map(({ partition }) => partition)).toEqual(indexes);
  expect(new Set(results.map(({ failure }) => failure))).toEqual(new Set(['UNKNOWN_TOPIC_OR_PARTITION']));
  await cluster.close();
});
