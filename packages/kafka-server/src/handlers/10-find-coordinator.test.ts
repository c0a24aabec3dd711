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
    const refused = errors.INVALID_REQUEST.kafka;
    for (let version = findCoordinatorRow.minVersion; version <= findCoordinatorRow.maxVersion; version += 1) {
      const keyType = version === 0 ? 0 : 1;
      const asked = version >= 4 ? { coordinatorKeys: ['one', 'two'], keyType } : { key: 'one', keyType };
      const response = await cluster.finish(client.call(apis.FindCoordinator, version, asked));
      if (version >= 4) expect(response.coordinators).toMatchObject([{ errorCode: refused }, { errorCode: refused }]);
      else if (version >= 1) expect(response.errorCode).toBe(refused);
      else expect(response.nodeId).toBeGreaterThanOrEqual(-1);
    }
  });
});
