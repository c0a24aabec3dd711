import { errors } from '@drave/base';
import { apis } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster } from '../testing/kafka-broker-cluster.js';
import { findCoordinatorRow } from './10-find-coordinator.js';

let cluster: KafkaBrokerCluster;

afterEach(() => cluster.close());

describe('FindCoordinator', () => {
  it('answers in every version, for a group and for what it does not coordinate', async () => {
    cluster = await KafkaBrokerCluster.start({ brokers: 1 });
    const client = await cluster.connect();
    for (let version = findCoordinatorRow.minVersion; version <= findCoordinatorRow.maxVersion; version += 1) {
      const keyType = version === 0 ? 0 : 1;
      const asked = version >= 4 ? { coordinatorKeys: ['one', 'two'], keyType } : { key: 'one', keyType };
      const response = await cluster.finish(client.call(apis.FindCoordinator, version, asked));
      // Version 4 is as old as the error that fits.
      const refused = errors[version >= 4 ? 'TRANSACTIONAL_ID_NOT_FOUND' : 'INVALID_REQUEST'].kafka;
      if (version >= 4) expect(response.coordinators).toMatchObject([{ errorCode: refused }, { errorCode: refused }]);
      else if (version >= 1) expect(response.errorCode).toBe(refused);
      else expect(response.nodeId).toBeGreaterThanOrEqual(-1);
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
