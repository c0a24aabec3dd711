import { SimWorld } from '@drave/env/sim';
import { describe, expect, test } from 'vitest';
import { transportCases } from '../conformance/index.js';
import { SimTransport } from './index.js';

describe('simulated transport', () => {
  test.each(transportCases)('$name', async (each) => {
    const world = new SimWorld({ seed: 1 });
    const client = world.createHost('client');
    const server = world.createHost('server');
    const running = each.run({
      client: new SimTransport(client),
      server: new SimTransport(server),
      serverEndpoint: { host: 'server', port: 0 },
      nobody: { host: 'server', port: 9 },
      timers: client.env.timers,
    });
    await expect(world.finish(running)).resolves.toBeUndefined();
  });
});
