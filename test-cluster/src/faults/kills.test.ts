import { describe, it } from 'vitest';
import { rounds } from '../cluster.js';
import { PARTITIONS, underLoad } from './under-load.js';

/** One node of each role may die at any moment, uncleanly, and clients go on after a bounded pause: these. */
const controllerBackMs = 2_000;
const leaderBackMs = 3_000;
const clusterBackMs = 10_000;

describe('kill -9 under load', () => {
  it('of the active controller, again and again, each back before the next', async () => {
    await underLoad(async ({ cluster, expectMetadataBack }) => {
      for (let round = 0; round < rounds(3, 20); round++) {
        const atMs = performance.now();
        const killed = await cluster.kill('controller', { wait: false });
        await expectMetadataBack(atMs, controllerBackMs);
        await cluster.start(killed);
      }
    });
  });

  it("of each partition's leader in turn", async () => {
    await underLoad(async ({ cluster, topic, expectRecordsBack }) => {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const atMs = performance.now();
        const killed = await cluster.kill(`leader:${topic}/${partition}`, { wait: false });
        await expectRecordsBack(atMs, leaderBackMs);
        await cluster.start(killed);
      }
    });
  });

  it('of all three brokers at once', async () => {
    await underLoad(async ({ cluster, expectRecordsBack }) => {
      const brokers = cluster.nodes.filter((node) => node.roles.includes('broker')).map((node) => node.name);
      await cluster.kill(brokers, { wait: false });
      await cluster.start(brokers, { wait: false });
      await expectRecordsBack(performance.now(), clusterBackMs);
      await cluster.waitForInSync();
    });
  });

  it('of all three controllers at once', async () => {
    await underLoad(async ({ cluster, expectMetadataBack, expectRecordsBack }) => {
      const controllers = cluster.nodes.filter((node) => node.roles.includes('controller')).map((node) => node.name);
      await cluster.kill(controllers, { wait: false });
      // Brokers serve on without a controller, as long as none of them dies.
      await expectRecordsBack(performance.now(), leaderBackMs);
      await cluster.start(controllers, { wait: false });
      await expectMetadataBack(performance.now(), clusterBackMs);
      await expectRecordsBack(performance.now(), leaderBackMs);
    });
  });

  it('of a minority of the controllers, for good', async () => {
    await underLoad(async ({ cluster, expectMetadataBack, expectRecordsBack }) => {
      const atMs = performance.now();
      await cluster.kill('controller', { wait: false });
      await expectMetadataBack(atMs, controllerBackMs);
      await expectRecordsBack(performance.now(), leaderBackMs);
    });
  });
});

describe('SIGSTOP under load', () => {
  it('of a partition leader for 10 s: the others go on, and what it says when it wakes is not believed', async () => {
    await underLoad(async ({ cluster, topic, expectRecordsBack }) => {
      const atMs = performance.now();
      const paused = await cluster.pause(`leader:${topic}/0`, { wait: false });
      await expectRecordsBack(atMs, leaderBackMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs + 10_000 - performance.now())));
      await cluster.resume(paused);
      await expectRecordsBack(performance.now(), leaderBackMs);
    });
  });
});
