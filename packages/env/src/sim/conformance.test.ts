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
