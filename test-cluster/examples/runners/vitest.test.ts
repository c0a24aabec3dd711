import { withCluster } from 'drave/testing';
import { expect, test } from 'vitest';

// npx vitest run --testTimeout 60000 test-cluster/examples/runners/vitest.test.ts (a test has 5 seconds otherwise)
test('orders survive the death of their leader', () =>
  withCluster({ controllers: 1, brokers: 3 }, async (cluster) => {
    const load = cluster.load('orders', { rate: 100 });
    await load.waitForAcknowledgements();
    await cluster.kill('leader:orders/0');
    await load.waitForAcknowledgements(); // every partition takes records again
    const { stats } = await load.verify(); // throws a report when anything is lost, doubled or out of order
    expect(stats.acknowledged).toBeGreaterThan(0);
    expect(stats.read).toBe(stats.acknowledged);
  }));
