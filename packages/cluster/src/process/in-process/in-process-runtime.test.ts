import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { LocalClusterOptions } from '../../options.js';
import { LocalCluster } from '../local-cluster.js';
import { inProcessRuntime } from './in-process-runtime.js';

const combined: LocalClusterOptions = { controllers: 1, combined: true, logLevel: 'warn' };

/** Descriptors of this process, as far as the system tells: sockets and files. */
function openDescriptors(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

describe('a node in this process', () => {
  it('is ready on ports of its own, and leaves no socket and no file when its cluster closes', async () => {
    // The first one loads what is loaded once.
    await (await LocalCluster.start(inProcessRuntime({ storage: 'disk' }), combined)).close();
    const before = openDescriptors();
    for (const storage of ['disk', 'memory'] as const) {
      const cluster = await LocalCluster.start(inProcessRuntime({ storage }), combined);
      expect(cluster.node('n1').processId).toBeUndefined();
      expect(openDescriptors()).toBeGreaterThan(before);
      await cluster.close();
      expect(cluster.node('n1').state).toBe('down');
      expect(openDescriptors()).toBeLessThanOrEqual(before);
    }
  });

  it('is back on the same ports and data at once, again and again', async () => {
    await using cluster = await LocalCluster.start(inProcessRuntime({ storage: 'disk' }), combined);
    const { epoch } = await cluster.view.quorum();
    for (let round = 0; round < 3; round++) {
      await cluster.kill('n1');
      await cluster.start('n1');
    }
    expect((await cluster.view.quorum()).epoch).toBeGreaterThanOrEqual(epoch + 3);
    const kinds = cluster.events.filter(({ kind }) => kind === 'killed' || kind === 'ready').map(({ kind }) => kind);
    expect(kinds).toEqual(['ready', 'killed', 'ready', 'killed', 'ready', 'killed', 'ready']);
  });

  it('loses what it has not synced when that is asked for and its data is in memory', async () => {
    await using memory = await LocalCluster.start(inProcessRuntime({ storage: 'memory' }), combined);
    await memory.kill('n1', { loseUnsynced: true });
    await memory.start('n1');
    await memory.waitFor('healthy');
    await using disk = await LocalCluster.start(inProcessRuntime({ storage: 'disk' }), combined);
    await expect(disk.kill('n1', { loseUnsynced: true })).rejects.toThrow(/storage: 'memory'/);
    expect(disk.node('n1').state).toBe('running');
  });

  it('says why it does not start, and starts once it can', async () => {
    await using cluster = await LocalCluster.start(inProcessRuntime({ storage: 'memory' }), combined);
    await cluster.kill('n1');
    const { http } = cluster.node('n1');
    const squatter = createServer().listen(http.port, http.host);
    await once(squatter, 'listening');
    await expect(cluster.start('n1')).rejects.toThrow(`${http.port} is in use`);
    expect(cluster.node('n1').state).toBe('down');
    squatter.close();
    await once(squatter, 'close');
    await cluster.start('n1');
    expect(cluster.node('n1').state).toBe('running');
  });

  it.each(['disk', 'memory'] as const)(
    'has its broken disk again in the next run, until it is healed: %s',
    async (storage) => {
      await using cluster = await LocalCluster.start(inProcessRuntime({ storage }), combined);
      await cluster.kill('n1');
      expect(await cluster.disk('n1', { failing: true })).toEqual(['n1']);
      await expect(cluster.start('n1')).rejects.toThrow('EIO: injected fault');
      expect(await cluster.heal()).toEqual(['n1']);
      await cluster.start('n1');
      expect(await cluster.disk('n1', { failing: true })).toEqual(['n1']);
      await cluster.kill('n1');
      await expect(cluster.start('n1')).rejects.toThrow('EIO: injected fault');
      await cluster.healDisk('n1');
      await cluster.start('n1');
      await cluster.waitFor('healthy');
    },
  );

  it('is healed while it stands still, and goes on without its faults', async () => {
    await using cluster = await LocalCluster.start(inProcessRuntime({ storage: 'memory' }), combined);
    await cluster.disk('n1', { slowMs: 1 });
    await cluster.pause('n1');
    await expect(cluster.clock('n1', { offsetMs: 1 })).rejects.toThrow('n1 is paused');
    expect(await cluster.heal()).toEqual(['n1']);
    await cluster.resume('n1');
    expect(await cluster.heal()).toEqual([]);
    await cluster.waitFor('healthy');
  });

  it('shares a process with other clusters', async () => {
    const started = Array.from({ length: 5 }, () =>
      LocalCluster.start(inProcessRuntime({ storage: 'memory' }), { controllers: 1, brokers: 1, logLevel: 'warn' }),
    );
    const clusters = await Promise.all(started);
    const [killed, ...others] = clusters;
    await killed?.kill('b1');
    for (const cluster of others) await cluster.waitFor('healthy');
    expect(new Set(clusters.map((cluster) => cluster.clusterId)).size).toBe(5);
    await Promise.all(clusters.map((cluster) => cluster.close()));
  });
});
