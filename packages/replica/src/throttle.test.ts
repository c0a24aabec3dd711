import { afterEach, describe, expect, it } from 'vitest';
import { ReplicaCluster, TOPIC } from './testing/replica-cluster.js';

let c: ReplicaCluster;

const recordBytes = 100_000;
const rate = 500_000;
/** The bytes of one partition in one message, and hence what may be too much at first. */
const messageBytes = 1024 * 1024;

afterEach(() => c.close());

/** Broker 3 is away while the others take the records. */
async function behind(count: number, partitions = 1): Promise<void> {
  c = await ReplicaCluster.start({ minInsyncReplicas: 1, partitions });
  for (let p = 0; p < partitions; p++) {
    await c.until(() => c.leader(p) !== undefined, 'a leader');
    c.controller.lead(c.topicId, p, 1);
    await c.until(() => c.leader(p) === c.partition(1, p), 'broker 1 leads');
  }
  c.broker(3).crash({ loseUnsynced: false });
  c.controller.fence(3);
  for (let p = 0; p < partitions; p++)
    for (let n = 0; n < count / partitions; n++) await c.produce(c.partition(1, p), ['x'.repeat(recordBytes)]);
  // The high watermark waits for who was in sync a moment ago, `replica.lag.time.max.ms` long, throttled or not.
  await c.run(35_000);
}

function held(id: number, partitions = 1): number {
  let bytes = 0;
  for (let p = 0; p < partitions; p++) bytes += c.broker(id).partition(c.topicId, p)?.log.size ?? 0;
  return bytes;
}

async function comeBack(): Promise<number> {
  await c.world.finish(c.broker(3).start());
  return c.world.nowMs();
}

function throttle(side: 'leader' | 'follower', id: number, value: number, replicas = '*'): void {
  c.controller.setConfig(TOPIC, `${side}.replication.throttled.replicas`, replicas);
  c.controller.setBrokerConfig(id, `${side}.replication.throttled.rate`, String(value));
}

describe.each([
  ['leader', 1],
  ['follower', 3],
] as const)('a throttled %s', (side, id) => {
  it('brings a replica up to date no faster than the rate', async () => {
    await behind(80);
    throttle(side, id, rate, `0:${id}`);
    const fromMs = await comeBack();
    for (let seconds = 1; seconds <= 8; seconds++) {
      await c.run(1_000);
      expect(held(3)).toBeLessThan(rate * seconds + 2 * messageBytes);
    }
    expect(held(3)).toBeGreaterThan(rate * 4);
    await c.until(() => c.isSettled(), 'in sync', 30_000);
    expect(c.world.nowMs() - fromMs).toBeGreaterThan(((80 * recordBytes - messageBytes) / rate) * 1_000 - 1_000);
    await c.assertReplicasEqual();
  });

  it('holds many partitions together to the one rate', async () => {
    await behind(80, 4);
    throttle(side, id, rate);
    await comeBack();
    for (let seconds = 1; seconds <= 8; seconds++) {
      await c.run(1_000);
      expect(held(3, 4)).toBeLessThan(rate * seconds + 2 * messageBytes);
    }
    for (let p = 0; p < 4; p++) await c.until(() => c.isSettled(p), 'in sync', 30_000);
  });

  it('does not hold up replicas that are in sync, nor writers', async () => {
    await behind(20);
    throttle(side, id, 1);
    c.controller.setBrokerConfig(2, `${side}.replication.throttled.rate`, '1');
    const fromMs = await comeBack();
    for (let n = 0; n < 20; n++) {
      const result = await c.produce(c.partition(1), ['y'.repeat(recordBytes)], { acks: -1, timeoutMs: 1_000 });
      expect(result).toMatchObject({ kind: 'acked' });
    }
    expect(c.world.nowMs() - fromMs).toBeLessThan(3_000);
    expect(c.isr()).toEqual([1, 2]);
  });

  it('leaves what is not on its list alone', async () => {
    await behind(40);
    throttle(side, id, 1, `0:${id === 1 ? 2 : 1},7:${id}`);
    const fromMs = await comeBack();
    await c.until(() => c.isSettled(), 'in sync', 5_000);
    expect(c.world.nowMs() - fromMs).toBeLessThan(5_000);
  });

  it('goes on at once when the throttle is lifted', async () => {
    await behind(60);
    throttle(side, id, 1);
    await comeBack();
    await c.run(2_000);
    expect(held(3)).toBeLessThan(2 * messageBytes);
    c.controller.setBrokerConfig(id, `${side}.replication.throttled.rate`, '1000000000');
    await c.until(() => c.isSettled(), 'in sync', 3_000);
  });

  it('goes on at once when the list is emptied', async () => {
    await behind(60);
    throttle(side, id, 1);
    await comeBack();
    await c.run(2_000);
    c.controller.setConfig(TOPIC, `${side}.replication.throttled.replicas`, '');
    await c.until(() => c.isSettled(), 'in sync', 3_000);
  });
});
