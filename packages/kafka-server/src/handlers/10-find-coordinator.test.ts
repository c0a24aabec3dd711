import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import { findCoordinatorRow } from './10-find-coordinator.js';

let cluster: KafkaBrokerCluster;

afterEach(() => cluster.close());

describe('FindCoordinator', () => {
  it('answers in every version, for a group and for a transactional id, while there is nowhere to keep either', async () => {
    cluster = await KafkaBrokerCluster.start({ brokers: 1 });
    const client = await cluster.connect();
    for (let version = findCoordinatorRow.minVersion; version <= findCoordinatorRow.maxVersion; version += 1) {
      const keyType = version === 0 ? 0 : 1;
      const asked = version >= 4 ? { coordinatorKeys: ['one', 'two'], keyType } : { key: 'one', keyType };
      const response = await cluster.finish(client.call(apis.FindCoordinator, version, asked));
      // The brokers of this test make no topics by themselves.
      const refused = errors.COORDINATOR_NOT_AVAILABLE.kafka;
      if (version >= 4) expect(response.coordinators).toMatchObject([{ errorCode: refused }, { errorCode: refused }]);
      else expect(response.errorCode).toBe(refused);
    }
  });

  it('refuses coordinators of share groups', async () => {
    cluster = await KafkaBrokerCluster.start();
    const client = await cluster.connect();
    const asked = { coordinatorKeys: ['group:topic:0'], keyType: 2 };
    expect(await cluster.finish(client.call(apis.FindCoordinator, 6, asked))).toMatchObject({
      coordinators: [{ errorCode: errors.INVALID_REQUEST.kafka }],
    });
  });
});
