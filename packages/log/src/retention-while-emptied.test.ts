import { SimWorld } from '@drave/env/sim';
import { testBatch } from '@drave/records/testing';
import { describe, expect, it } from 'vitest';
import { openTestLog, testLogConfig } from './testing/index.js';

describe('a log that is being emptied', () => {
  it('is looked at by retention, cleaner and scrubber at any moment', async () => {
    const world = new SimWorld({ seed: 1 });
    const { env } = world.createHost('broker');
    const config = testLogConfig({ segmentBytes: 300, retentionMs: 1_000, cleanupCompact: true });
    const { log } = await world.finish(openTestLog(env, config));
    for (let at = 0; at < 5; at++) {
      const batch = testBatch([{ key: 'k', value: 'x'.repeat(200), timestamp: at }], { baseOffset: at });
      await world.finish(log.append(batch));
    }
    let emptied = false;
    const emptying = log.truncateFullyAndStartAt(40).then(() => {
      emptied = true;
    });
    const looks: Promise<unknown>[] = [];
    while (!emptied) {
      looks.push(log.tickRetention(1e9, 40), log.compact(1e9, 40), log.scrub(1_000));
      await world.runFor(0.02);
    }
    await world.finish(Promise.all([emptying, ...looks]));
    expect(looks.length).toBeGreaterThan(6);
    expect([log.logStartOffset, log.logEndOffset]).toEqual([40, 40]);
    await world.finish(log.close());
  });
});
