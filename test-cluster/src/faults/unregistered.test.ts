import { describe, expect, it } from 'vitest';
import { boundMs } from '../bounds.js';
import { underLoad } from './under-load.js';

describe('brokers that are unregistered under load', () => {
  it('while they run, one after another: each registers anew and is in sync again', async () => {
    await underLoad(async ({ cluster, expectRecordsBack }) => {
      for (const { id } of await cluster.view.brokers()) {
        const atMs = performance.now();
        await cluster.view.unregisterBroker(id);
        await expectRecordsBack(atMs, 5_000);
        await cluster.waitForInSync(boundMs(30_000, 'every replica is in sync again'));
        expect((await cluster.view.brokers()).filter(({ fenced }) => !fenced)).toHaveLength(3);
      }
    });
  });
});
