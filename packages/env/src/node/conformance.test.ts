import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnv } from '../conformance/index.js';
import { silentLogger } from '../logger.js';
import { createNodeEnv } from './index.js';

testEnv('node', async () => {
  const root = await mkdtemp(join(tmpdir(), 'drave-env-'));
  const env = createNodeEnv({ root, logger: silentLogger });
  return {
    env,
    run: (work) => work(),
    listenHost: '127.0.0.1',
    dispose: async () => {
      env.close();
      await rm(root, { recursive: true, force: true });
    },
  };
});
