import { assert } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { validateNodeConfig } from './config.js';
import { everyRole } from './every-role.js';
import { formatNode } from './format.js';
import { DraveNode } from './node.js';

const voters = [1, 2, 3].map((id) => ({
  id,
  host: `c${id}`,
  port: 9000,
  directoryId: `${'b'.repeat(21)}${'AQgw'[id]}`,
}));
const brokerIds = [4, 5, 6];
const rounds = 20;
/** Longer than a quorum that has just formed settles on a healthy machine. */
const settlingMs = 2_000;
/** The fetch timeout of 400 ms and an election; patience that a pause had taught would show as seconds. */
const medianMsMax = 500;
/** The same, with an election that has to be repeated. */
const slowestMsMax = 1_000;

/** Three controllers and three brokers in profile `local`, all in service. */
async function startedCluster() {
  const world = new SimWorld({ seed: 1 });
  const start = async (id: number, host: string, role: 'controller' | 'broker') => {
    const machine = world.createHost(host);
    const config = validateNodeConfig(
      {
        cluster: { id: 'aaaaaaaaaaaaaaaaaaaaaa', name: 'silent' },
        node: { id, name: host, roles: [role] },
        dataDirectories: ['data'],
        listeners: { grpc: { host, port: 9000 } },
        quorum: { voters },
        profile: 'local',
      },
      host,
    );
    const onFatal = (error: Error): never => {
      throw error;
    };
    const transport = new SimTransport(machine);
    await world.finish(formatNode(machine.env, config, { initialControllers: true }));
    const parts = { env: machine.env, transport, roles: everyRole, diskReserveBytesMax: 0, onFatal };
    return { id, machine, node: await world.finish(DraveNode.start(parts, config)) };
  };
  const controllers: Awaited<ReturnType<typeof start>>[] = [];
  for (const { id, host } of voters) controllers.push(await start(id, host, 'controller'));
  const brokers: Awaited<ReturnType<typeof start>>[] = [];
  for (const id of brokerIds) brokers.push(await start(id, `b${id}`, 'broker'));
  const ready = () => [...controllers, ...brokers].every(({ node }) => node.ready);
  assert(await world.runUntil(ready, 20_000), 'the cluster starts');
  const active = () => controllers.find(({ machine, node }) => !machine.paused && node.controller?.active === true);
  return { world, brokers, active, ready };
}

describe('an active controller that falls silent', () => {
  it('is left by all brokers for its successor before that fences one, the twentieth time like the first', async () => {
    const { world, brokers, active, ready } = await startedCluster();
    await world.runFor(settlingMs);
    const tookMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const silent = active();
      assert(silent !== undefined, 'a controller is active');
      // The phases of heartbeats and fetches differ from round to round.
      await world.runFor((round * 37) % 200);
      const sinceMs = world.nowMs();
      silent.machine.pause();
      const found = () => {
        const id = active()?.id;
        return id !== undefined && brokers.every(({ node }) => node.quorum.raft.status().leaderId === id);
      };
      expect(await world.runUntil(found, 5_000)).toBe(true);
      tookMs.push(world.nowMs() - sinceMs);
      // A session of a second has ended by then, if a broker was not heard of.
      const fenced = () => brokers.some(({ node }) => node.broker?.state.kind === 'fenced');
      expect(await world.runUntil(fenced, 1_100)).toBe(false);
      silent.machine.resume();
      expect(await world.runUntil(ready, 5_000)).toBe(true);
    }
    // Told of the silence by its heartbeats, a broker that has just learned how long calls may take is no slower.
    expect(Math.max(...tookMs)).toBeLessThan(slowestMsMax);
    const median = tookMs.toSorted((one, other) => one - other)[rounds / 2];
    expect(median).toBeLessThan(medianMsMax);
  });
});
