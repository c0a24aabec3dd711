import { describe, expect, it } from 'vitest';
import { onCluster } from './cluster.js';
import { boundMs } from './bounds.js';

describe('a load of a cluster', () => {
  it('verifies that nothing is lost, doubled or torn when a leader and a coordinator are killed', () =>
    onCluster({ controllers: 1, brokers: 3 }, async (cluster) => {
      const plain = cluster.load('orders', { rate: 200, members: 2, partitions: 4 });
      const atomic = cluster.load('payments', { rate: 200, transactional: true, producers: 2 });
      const loads = [plain, atomic];
      await Promise.all(loads.map((load) => load.waitForAcknowledgements()));
      const [killed = ''] = await cluster.kill('leader:orders/0');
      await Promise.all(loads.map((load) => load.waitForAcknowledgements()));
      await cluster.start(killed);
      const [orders, payments] = await Promise.all(loads.map((load) => load.verify()));
      expect(orders?.stats).toMatchObject({ aborted: 0, waiting: 0, failed: 0 });
      expect(orders?.stats.read).toBe(orders?.stats.acknowledged);
      expect(orders?.stats.longestGapMs).toBeGreaterThan(0);
      expect(payments?.stats.acknowledged).toBeGreaterThan(0);
      await expect(plain.verify()).resolves.toBe(orders);
      const [orders0] = (await cluster.view.partitions('orders')).filter(({ partition }) => partition === 0);
      expect(orders0?.replicas).toHaveLength(3);
    }));

  it('reports in one error what was lost, with the faults around it, when a broker comes back without its disk', () =>
    onCluster({ controllers: 1, brokers: 2 }, async (cluster) => {
      const load = cluster.load('orders', { rate: 100, partitions: 1, replicationFactor: 1, seed: 11 });
      await load.waitForAcknowledgements();
      await load.stop();
      const { acknowledged } = load.stats;
      const [killed = ''] = await cluster.kill('leader:orders/0', { wait: false });
      await cluster.start(killed, { wipe: true });
      const failure = await load
        .verify({ timeoutMs: boundMs(20_000, 'the loss is judged') })
        .catch((reason: Error) => reason);
      const { message } = failure as Error;
      expect(message).toMatch(new RegExp(`^load on orders \\(seed 11\\): .*${acknowledged} lost`));
      expect(message).toContain(`lost orders/0 @ 0..${acknowledged - 1}`);
      expect(message).toMatch(new RegExp(`Timeline:[^]*${killed} killed SIGKILL[^]*${killed} starting`));
      expect(message).toContain(`${killed} (running), last lines:`);
    }));

  it('says why it could not begin, and refuses options by name', () =>
    onCluster({ controllers: 1, brokers: 1 }, async (cluster) => {
      expect(() => cluster.load('orders', { rate: -1 })).toThrow('load: rate is -1');
      const load = cluster.load('orders', { replicationFactor: 2 });
      await expect(load.waitForAcknowledgements()).rejects.toMatchObject({ code: 'INVALID_REPLICATION_FACTOR' });
      await expect(load.verify()).rejects.toThrow(/^load on orders \(seed \d+\): .*\n[^]*Timeline:/);
    }));

  it('ends with its cluster, whatever state that is in', () =>
    onCluster({ controllers: 1, brokers: 1 }, async (cluster) => {
      const load = cluster.load('orders', { rate: 100, transactional: true });
      await load.waitForAcknowledgements();
      await cluster.kill('brokers', { wait: false });
      await cluster.close({ keep: false });
      await expect(load.verify()).rejects.toThrow('closed');
      expect(() => cluster.load('orders')).toThrow('is closed');
    }));
});
