import { expect, it } from 'vitest';
import { testEnv } from '../conformance/index.js';
import { SimWorld } from './index.js';

let seed = 1;

testEnv('sim', async () => {
  const world = new SimWorld({ seed: seed++ });
  const host = world.createHost('one');
  return {
    env: host.env,
    run: (work) => world.finish(work(), 600_000),
    listenHost: 'one',
    dispose: async () => {},
  };
});

it('a host names its address, its boot and its logger', () => {
  const host = new SimWorld({ seed: 1 }).createHost('broker-3');
  expect(host.env.bootId).toBe(host.bootId);
  host.env.logger.info({}, 'started');
  expect(host.logLines.length).toBe(1);
});
