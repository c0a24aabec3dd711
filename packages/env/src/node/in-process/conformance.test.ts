import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testEnv } from '../../conformance/index.js';
import { readBootId } from '../boot-id.js';
import { createLifeEnv, RealTimeWorld, type LifeEnv, type LifeEnvOptions } from './index.js';

/** A disk in memory takes no time, as that of every node in a process. */
const instantly = { latencyMs: 0, syncLatencyMs: 0 };

for (const storage of ['disk', 'memory'] as const satisfies readonly LifeEnvOptions['storage'][])
  testEnv(`in process, ${storage}`, async () => {
    const root = await mkdtemp(join(tmpdir(), 'drave-env-'));
    const world = new RealTimeWorld((_life, reason) => {
      throw reason;
    });
    let opened: LifeEnv | undefined;
    const host = world.createHost('one', { disk: instantly, store: instantly }, (life) => {
      opened = createLifeEnv(life, { storage, root, logger: { level: 'silent' } });
      return opened.env;
    });
    return {
      env: host.env,
      run: (work) => work(),
      listenHost: '127.0.0.1',
      dispose: async () => {
        host.crash();
        await opened?.end();
        await rm(root, { recursive: true, force: true });
      },
    };
  });

it('a disk of the system has the boot of the system, one in memory that of its host', async () => {
  const world = new RealTimeWorld(() => {});
  const options = { root: '/', logger: { level: 'silent' } } as const;
  const bootIdOf = (storage: LifeEnvOptions['storage']): string => {
    const { env } = world.createHost(storage, {}, (life) => createLifeEnv(life, { ...options, storage }).env);
    return env.bootId;
  };
  expect(bootIdOf('disk')).toBe(readBootId());
  expect(bootIdOf('memory')).not.toBe(readBootId());
});
