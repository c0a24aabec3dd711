import { effectiveTopicConfig } from '@drave/config';
import { SimWorld } from '@drave/env/sim';
import { describe, expect, it } from 'vitest';
import { logConfigDefaults, nextBatch, openTestLog, testLogConfig } from './testing/index.js';

describe('the log configuration', () => {
  it('has the defaults of the configuration table, and takes what the table gives', () => {
    expect(effectiveTopicConfig({})).toMatchObject({ ...logConfigDefaults });
  });

  it('rolls by size, and by the time of the records with jitter', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env, diskState } = world.createHost('broker');
    const config = testLogConfig({ segmentBytes: 10_000, segmentMs: 1_000, segmentJitterMs: 400 });
    const { log } = await world.finish(openTestLog(env, config));
    for (const timestamp of [0, 500, 599, 1_001, 1_100]) {
      await world.finish(log.append(nextBatch(log, { timestamp })));
    }
    const segments = () => diskState.files().filter((path) => path.endsWith('.log'));
    expect(segments()).toEqual(['data/orders-0/00000000000000000000.log', 'data/orders-0/00000000000000000003.log']);
    log.updateConfig({ ...config, segmentBytes: 150 });
    for (let index = 0; index < 4; index++) await world.finish(log.append(nextBatch(log, { timestamp: 1_100 })));
    expect(segments().length).toBeGreaterThanOrEqual(4);
  });
});
