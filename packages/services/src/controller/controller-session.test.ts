import { deferred } from '@drave/base';
import type { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from '@drave/metadata/controller';
import { SimWorld } from '@drave/env/sim';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { ChannelPool } from '../channel-pool.js';
import { ControllerClient } from './controller-client.js';
import type { ControllerDomain } from './controller-domain.js';
import { createControllerService } from './controller-service.js';

const heartbeat: BrokerHeartbeatRequest = {
  brokerId: 5,
  brokerEpoch: 7,
  metadataOffset: 9,
  wantFence: false,
  wantShutdown: false,
  offlineDirectories: [],
  maxWaitMs: 200,
};
const unchanged = { fenced: false, caughtUp: true, shouldShutDown: false };

/** A broker, and two controllers that hold every answer until the next request comes, as far as they may. */
async function sessions() {
  const world = new SimWorld({ seed: 1 });
  const asked: string[] = [];
  const controllers = ['c1', 'c2'].map((host, at) => ({ nodeId: at + 1, endpoint: { host, port: 9000 } }));
  for (const { endpoint } of controllers) {
    const { host } = endpoint;
    let held = deferred();
    const domain: Partial<ControllerDomain> = {
      async heartbeat({ maxWaitMs }): Promise<BrokerHeartbeatResponse> {
        asked.push(`${host} ${maxWaitMs}`);
        held.resolve();
        if (maxWaitMs === 0) return { ...unchanged, held: false };
        held = deferred();
        await held.promise;
        return { ...unchanged, held: true };
      },
      brokerConnectionLost: (_broker, _epoch, loss) => {
        asked.push(`${host} ${loss}`);
        return Promise.resolve();
      },
    };
    const view = { clusterId: 'a-cluster', nodeId: 1, controllerEpoch: () => 1, metadataOffset: () => 9 };
    const service = createControllerService(domain as ControllerDomain, undefined as never, view);
    await world.finish(new SimTransport(world.createHost(host)).serve(endpoint, [service]));
  }
  const machine = world.createHost('b5');
  let leader = controllers[0];
  const client = new ControllerClient({
    channels: new ChannelPool(new SimTransport(machine), {}),
    nodeId: 5,
    leader: () => leader,
    onLate: () => {},
    clock: machine.env.clock,
    requestTimeoutMs: 1_000,
  });
  return { world, client, asked, succeed: () => (leader = controllers[1]) };
}

describe('a session of a broker', () => {
  it('has the answer that is held back when it asks for it, and each heartbeat its own', async () => {
    const { world, client, asked } = await sessions();
    const first = client.heartbeat(heartbeat);
    await world.runFor(1_000);
    expect(asked).toEqual(['c1 200']);
    client.answerSoon();
    expect(await world.finish(first)).toMatchObject({ held: true });
    const second = client.heartbeat({ ...heartbeat, maxWaitMs: 0 });
    expect(await world.finish(second)).toMatchObject({ held: false });
    expect(asked).toEqual(['c1 200', 'c1 0', 'c1 0']);
  });

  it('leaves a controller that holds its answer when another leads', async () => {
    const { world, client, asked, succeed } = await sessions();
    const first = client.heartbeat(heartbeat);
    const over = first.catch((reason: unknown) => reason);
    await world.runFor(100);
    succeed();
    client.answerSoon();
    expect(await over).toMatchObject({ code: 'CANCELLED' });
    const second = client.heartbeat({ ...heartbeat, maxWaitMs: 0 });
    expect(await world.finish(second)).toMatchObject({ held: false });
    expect(asked.filter((text) => text.startsWith('c2'))).toEqual(['c2 0']);
  });
});
