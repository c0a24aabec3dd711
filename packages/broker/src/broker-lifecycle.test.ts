import { timerProfiles } from '@drave/config';
import { DraveError } from '@drave/base';
import { afterEach, describe, expect, it } from 'vitest';
import { BrokerCluster, type BrokerClusterOptions } from './testing/broker-cluster.js';

let cluster: BrokerCluster | undefined;

async function start(options: BrokerClusterOptions = {}): Promise<BrokerCluster> {
  cluster = await BrokerCluster.start(options);
  return cluster;
}

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

describe('broker lifecycle', () => {
  it('proves its data after an orderly stop and after a kill, not after a power loss', async () => {
    const c = await start();
    expect(c.registrations[0]).toMatchObject({ previousBrokerEpoch: -1 });
    const epoch = c.node(1).requireBroker().brokerEpoch;
    await c.world.finish(c.node(1).stop());
    await c.world.finish(c.node(1).start());
    expect(c.registrations[1]).toMatchObject({ previousBrokerEpoch: epoch, provenDurable: true });
    c.node(1).crash({ loseUnsynced: false });
    await c.world.finish(c.node(1).start());
    expect(c.registrations[2]).toMatchObject({ provenDurable: true });
    c.node(1).crash({ loseUnsynced: true });
    await c.world.finish(c.node(1).start());
    expect(c.registrations[3]).toMatchObject({ provenDurable: false });
    expect(new Set(c.registrations.map(({ incarnationId }) => incarnationId)).size).toBe(4);
  });

  it('B14: is caught up at its own registration, however busy the metadata log is', async () => {
    const c = await start();
    c.node(1).crash({ loseUnsynced: false });
    const busy = (): void => {
      c.controller.setConfig('nothing', 'retention.ms', String(Math.floor(c.world.nowMs())));
      c.world.schedule(1, busy);
    };
    c.world.schedule(1, busy);
    await c.world.finish(c.node(1).start(), 3_000);
    expect(c.node(1).requireBroker().state).toEqual({ kind: 'running' });
  });

  it('serves nothing, and stays fenced, until its image has reached the registration', async () => {
    const c = await start();
    c.node(1).crash({ loseUnsynced: false });
    c.node(1).deaf = true;
    await c.world.finish(c.node(1).open());
    await c.world.runFor(1_000);
    expect(c.node(1).requireBroker().state).toEqual({ kind: 'catchingUp' });
    expect(c.heartbeats.at(-1)).toMatchObject({ wantFence: true });
    c.node(1).deaf = false;
    c.node(1).deliver();
    await c.until(() => c.node(1).requireBroker().state.kind === 'running', 'the broker runs');
  });

  it('registers anew when its epoch is stale, and goes on', async () => {
    const c = await start();
    const topicId = await c.createTopic('orders');
    const before = c.node(1).requireBroker().brokerEpoch;
    c.controller.register(1, { provenDurable: true });
    await c.until(() => c.node(1).requireBroker().brokerEpoch > before, 'a new registration');
    await c.until(() => c.node(1).requireBroker().state.kind === 'running' && c.leads(topicId, 0), 'it runs and leads');
    expect(c.registrations.at(-1)).toMatchObject({ previousBrokerEpoch: before, provenDurable: true });
  });

  it('registers anew when it was unregistered while it ran, and goes on', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders', { minInsyncReplicas: 2 });
    await c.until(() => c.controller.partition(topicId, 0).isr.length === 2, 'both are in sync');
    const before = c.node(1).requireBroker().brokerEpoch;
    c.controller.unregister(1);
    expect(c.controller.partition(topicId, 0)).toMatchObject({ leader: 2, isr: [2] });
    await c.until(() => c.controller.partition(topicId, 0).isr.length === 2, 'both are in sync again');
    expect(c.node(1).requireBroker().state).toEqual({ kind: 'running' });
    expect(c.node(1).requireBroker().brokerEpoch).toBe(c.controller.image.broker(1)?.epoch);
    expect(c.registrations.at(-1)).toMatchObject({ previousBrokerEpoch: before, provenDurable: true });
  });

  it('B4: a follower that registered anew without dying is let into the ISR again', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders', { minInsyncReplicas: 2 });
    const { leader } = c.controller.partition(topicId, 0);
    const follower = leader === 1 ? 2 : 1;
    await c.until(() => c.controller.partition(topicId, 0).isr.length === 2, 'both are in sync');
    c.controller.register(follower, { provenDurable: false });
    expect(c.controller.partition(topicId, 0).isr).toEqual([leader]);
    await c.until(() => c.controller.partition(topicId, 0).isr.length === 2, 'both are in sync again');
    expect(c.node(follower).requireBroker().brokerEpoch).toBe(c.controller.image.broker(follower)?.epoch);
  });

  it('keeps trying while the controller is away, however long, and warns when it takes too long', async () => {
    const c = await start({ settings: new Map([['initial.broker.registration.timeout.ms', '3000']]) });
    c.node(1).crash({ loseUnsynced: false });
    const lines = c.node(1).host.logLines;
    const warnings = () => lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
    c.intercept = (method) =>
      method === 'registerBroker' ? new DraveError('NOT_CONTROLLER', 'nobody is active') : undefined;
    await c.world.finish(c.node(1).open());
    await c.world.runFor(2_000);
    expect(warnings()).toEqual([]);
    await c.world.runFor(8_000);
    expect(warnings()).toHaveLength(2);
    expect(warnings()[0]).toContain('goes on trying; are the controllers up? nobody is active');
    expect(c.node(1).failure).toBeUndefined();
    c.intercept = () => undefined;
    await c.until(() => c.node(1).requireBroker().state.kind === 'running', 'the broker runs');
  });

  it('stops at once with what only the operator can cure', async () => {
    const c = await start();
    c.node(1).crash({ loseUnsynced: false });
    c.intercept = (method) =>
      method === 'registerBroker' ? new DraveError('INCONSISTENT_CLUSTER_ID', 'another cluster') : undefined;
    await c.world.finish(c.node(1).open());
    await c.world.runFor(50);
    expect(c.node(1).failure).toMatchObject({ code: 'INCONSISTENT_CLUSTER_ID' });
  });

  it('B13: goes on serving while heartbeats get no answer', async () => {
    const c = await start();
    const topicId = await c.createTopic('orders');
    c.intercept = (method) => (method === 'heartbeat' ? 'silence' : undefined);
    await c.world.runFor(5_000);
    expect(c.leads(topicId, 0)).toBe(true);
    expect(c.node(1).requireBroker().state).toEqual({ kind: 'running' });
    c.intercept = () => undefined;
    const before = c.heartbeats.length;
    await c.world.runFor(2_000);
    expect(c.heartbeats.length).toBeGreaterThan(before + 3);
  });

  it('tells that its controller is late once a heartbeat has no answer for half a fetch timeout', async () => {
    const c = await start();
    const sent = c.heartbeats.length;
    await c.world.runFor(5_000);
    expect(c.heartbeats.length).toBeGreaterThan(sent + 3);
    expect(c.lateness).toEqual([]);
    const heartbeatIntervalMs = Number(timerProfiles.local['broker.heartbeat.interval.ms']);
    const fetchTimeoutMs = Number(timerProfiles.local['controller.quorum.fetch.timeout.ms']);
    c.intercept = (method) => (method === 'heartbeat' ? 'silence' : undefined);
    await c.world.runFor(fetchTimeoutMs / 2 - 1);
    expect(c.lateness).toEqual([]);
    await c.world.runFor(heartbeatIntervalMs + 10);
    expect(c.lateness).toEqual([1]);
  });

  it('sends the next heartbeat on the answer that was held back until it is due, and is late only after that', async () => {
    const c = await start();
    c.holdsAnswers = true;
    await c.world.runFor(1_000);
    // The first one that was held back was not known to be.
    c.lateness.length = 0;
    const sent = c.heartbeats.length;
    await c.world.runFor(10_000);
    const heartbeatIntervalMs = Number(timerProfiles.local['broker.heartbeat.interval.ms']);
    // A message takes a millisecond on its way, and there is no pause between an answer and what follows it.
    const roundMs = heartbeatIntervalMs + 2;
    expect(Math.abs(c.heartbeats.length - sent - 10_000 / roundMs)).toBeLessThan(1);
    expect(c.heartbeats.at(-1)).toMatchObject({ maxWaitMs: heartbeatIntervalMs });
    expect(c.lateness).toEqual([]);
    const fetchTimeoutMs = Number(timerProfiles.local['controller.quorum.fetch.timeout.ms']);
    c.intercept = (method) => (method === 'heartbeat' ? 'silence' : undefined);
    await c.world.runFor(heartbeatIntervalMs + fetchTimeoutMs / 2 + 10 + heartbeatIntervalMs);
    expect(c.lateness).toEqual([1]);
  });

  it('waits for no answer that is held back when there is something to tell', async () => {
    const c = await start();
    c.holdsAnswers = true;
    await c.world.runFor(1_000);
    const sent = c.heartbeats.length;
    await c.until(() => c.heartbeats.length > sent, 'another heartbeat is sent');
    await c.world.runFor(20);
    // Its answer comes much later than this.
    const stopping = c.node(1).stop(10_000);
    await c.world.runFor(20);
    expect(c.heartbeats.at(-1)).toMatchObject({ wantShutdown: true, maxWaitMs: 0 });
    c.mayShutDown.add(1);
    await c.world.finish(stopping, 3_000);
  });

  it('B12: a controlled shutdown ends when the controller says so, with leadership moved first', async () => {
    const c = await start({ brokers: 2 });
    const topicId = await c.createTopic('orders');
    const leader = c.controller.partition(topicId, 0).leader;
    const stopping = c.node(leader).stop(10_000);
    await c.until(() => c.controller.partition(topicId, 0).leader !== leader, 'the leadership moves');
    expect(c.heartbeats.at(-1)).toMatchObject({ wantShutdown: true });
    c.mayShutDown.add(leader);
    await c.world.finish(stopping, 3_000);
    await c.until(() => c.leads(topicId, 0), 'the other one leads');
  });

  it('a controlled shutdown that nobody answers ends by its own time', async () => {
    const c = await start();
    c.intercept = (method) => (method === 'heartbeat' ? 'silence' : undefined);
    const startMs = c.world.nowMs();
    await c.world.finish(c.node(1).stop(1_500), 10_000);
    expect(c.world.nowMs() - startMs).toBeGreaterThanOrEqual(1_500);
  });
});
