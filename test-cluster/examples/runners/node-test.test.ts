import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withCluster } from 'drave/testing';

// npx tsx --test test-cluster/examples/runners/node-test.test.ts
void test('orders survive the death of their leader', () =>
  withCluster({ controllers: 1, brokers: 3 }, async (cluster) => {
    const load = cluster.load('orders', { rate: 100 });
    await load.waitForAcknowledgements();
    await cluster.kill('leader:orders/0');
    await load.waitForAcknowledgements(); // every partition takes records again
    const { stats } = await load.verify(); // throws a report when anything is lost, doubled or out of order
    assert.ok(stats.acknowledged > 0);
    assert.equal(stats.read, stats.acknowledged);
  }));
