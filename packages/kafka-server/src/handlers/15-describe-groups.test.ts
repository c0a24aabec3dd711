import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import { OPERATIONS_NOT_ASKED } from './authorized-operations.js';
import { describeGroupsRow } from './15-describe-groups.js';

let cluster: KafkaBrokerCluster;

afterEach(() => cluster.close());

describe('DescribeGroups', () => {
  it('tells what may be done to a group that does not exist, as long as that is no error', async () => {
    const settings = new Map([['offsets.topic.num.partitions', '1']]);
    cluster = await KafkaBrokerCluster.start({ brokers: 1, settings });
    await cluster.brokers.createTopic('__consumer_offsets', { partitions: 1 });
    const client = await cluster.connect();
    const ask = async (version: number) => {
      const asked = { groups: ['nobody'], ...(version < 3 ? {} : { includeAuthorizedOperations: true }) };
      return (await cluster.finish(client.call(apis.DescribeGroups, version, asked))).groups[0];
    };
    const all = (1 << 3) | (1 << 6) | (1 << 8);
    for (let version = describeGroupsRow.minVersion; version <= describeGroupsRow.maxVersion; version += 1) {
      const isError = version >= 6;
      expect(await ask(version)).toMatchObject({
        errorCode: isError ? errors.GROUP_ID_NOT_FOUND.kafka : 0,
        groupState: 'Dead',
        authorizedOperations: version < 3 || isError ? OPERATIONS_NOT_ASKED : all,
      });
    }
  });
});
