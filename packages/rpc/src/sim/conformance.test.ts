import { SimWorld } from '@drave/env/sim';
import { describe, test } from 'vitest';
import { transportCases } from '../conformance/index.js';
import { SimTransport } from './index.js';

describe('simulated transport', () => {
  for (const each of transportCases) {
    test(each.name, async () => {
      const world = new SimWorld({ seed: 1 });
      const client = world.createHost('client');
      const server = world.createHost('server');
      await world.finish(
        each.run({
          client: new SimTransport(client),
          server: new SimTransport(server),
          serverEndpoint: { host: 'server', port: 0 },
          nobody: { host: 'server', port: 9 },
          timers: client.env.timers,
        }),
      );
    });
  }
});
