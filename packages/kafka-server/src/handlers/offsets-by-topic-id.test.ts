import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';

const NOBODY = 'AAECAwQFBgcICQoLDA0ODw';
const UNKNOWN = errors.UNKNOWN_TOPIC_ID.kafka;

let cluster: KafkaBrokerCluster;
let client: WireClient;
let topicId: string;

afterEach(() => cluster.close());

async function start(): Promise<void> {
  const settings = new Map([['offsets.topic.num.partitions', '1']]);
  cluster = await KafkaBrokerCluster.start({ brokers: 1, settings });
  await cluster.brokers.createTopic('__consumer_offsets', { partitions: 1 });
  topicId = await cluster.brokers.createTopic('t', { partitions: 2 });
  client = await cluster.connect();
}

function commit(ids: readonly string[]) {
  const partitions = [{ partitionIndex: 1, committedOffset: 5, committedMetadata: '' }];
  const request = { groupId: 'g', topics: ids.map((id) => ({ topicId: id, partitions })) };
  return cluster.finish(client.call(apis.OffsetCommit, 10, request));
}

async function fetch(topics: readonly { topicId: string; partitionIndexes: number[] }[] | null) {
  const { groups } = await cluster.finish(client.call(apis.OffsetFetch, 10, { groups: [{ groupId: 'g', topics }] }));
  return groups[0];
}

describe('offsets of topics by id (OffsetCommit 10, OffsetFetch 10)', () => {
  it('are committed and fetched in the order of the request, unknown ids among them', async () => {
    await start();
    expect((await commit([NOBODY, topicId])).topics).toMatchObject([
      { topicId: NOBODY, partitions: [{ partitionIndex: 1, errorCode: UNKNOWN }] },
      { topicId, partitions: [{ partitionIndex: 1, errorCode: 0 }] },
    ]);
    const asked = [NOBODY, topicId].map((id) => ({ topicId: id, partitionIndexes: [0, 1] }));
    expect(await fetch(asked)).toMatchObject({
      errorCode: 0,
      topics: [
        { topicId: NOBODY, partitions: [{ errorCode: UNKNOWN }, { errorCode: UNKNOWN, committedOffset: -1 }] },
        { topicId, partitions: [{ committedOffset: -1 }, { partitionIndex: 1, committedOffset: 5, errorCode: 0 }] },
      ],
    });
  });

  it('are fetched for all topics, and are those that the names have in older versions', async () => {
    await start();
    await commit([topicId]);
    expect((await fetch(null))?.topics).toMatchObject([{ topicId, partitions: [{ committedOffset: 5 }] }]);
    const named = { groups: [{ groupId: 'g', topics: [{ name: 't', partitionIndexes: [1] }] }] };
    const { groups } = await cluster.finish(client.call(apis.OffsetFetch, 9, named));
    expect(groups[0]?.topics).toMatchObject([{ name: 't', partitions: [{ committedOffset: 5 }] }]);
  });
});
