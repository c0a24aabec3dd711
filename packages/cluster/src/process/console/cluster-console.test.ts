import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeRuntime } from '../../testing/fake-node.js';
import { Registry } from '../registry.js';
import { startCluster } from '../start-cluster.js';
import { Supervisor } from '../supervisor.js';

/** The console that the process of a local cluster serves, as far as it needs no answer of a node. */
describe('the console of a local cluster', () => {
  let scratch: string;
  let supervisor: Supervisor;
  let url: string;

  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
    const registry = new Registry(join(scratch, 'running'));
    supervisor = await Supervisor.start(fakeRuntime(scratch), { controllers: 1, brokers: 1 }, registry);
    url = (await supervisor.describe()).console;
  });
  afterEach(async () => {
    await supervisor.close();
    rmSync(scratch, { recursive: true });
  });

  const get = async (path: string): Promise<unknown> => (await fetch(`${url}api/v1/${path}`)).json();
  const order = async (verb: string, request: unknown, token?: string): Promise<Response> => {
    const session = (await get('session')) as { token: string };
    const headers = { 'content-type': 'application/json', 'x-drave-console-token': token ?? session.token };
    return fetch(`${url}api/v1/faults/${verb}`, { method: 'POST', headers, body: JSON.stringify(request) });
  };

  it('says what it is, and which faults there are', async () => {
    expect(await get('session')).toMatchObject({
      clusterName: supervisor.cluster.name,
      nodeId: null,
      canWrite: true,
      hasFaults: true,
    });
    const { verbs, ...view } = (await get('faults')) as { verbs: string[] };
    expect(verbs).toEqual(
      expect.arrayContaining(['kill', 'start', 'pause', 'clock', 'corrupt', 'fail', 'unfail', 'heal']),
    );
    expect(verbs).not.toContain('partition');
    expect(view).toMatchObject({
      nodes: [
        { name: 'c1', roles: ['controller'], state: 'running' },
        { name: 'b1', roles: ['broker'], state: 'running' },
      ],
      links: [],
      active: [],
    });
  });

  it('breaks nodes and mends them', async () => {
    const killed = await order('kill', { nodes: ['b1'] });
    expect(await killed.json()).toEqual({ nodes: ['b1'], text: 'kill: b1' });
    expect(supervisor.cluster.node('b1').state).toBe('down');
    expect(await get('faults')).toMatchObject({ nodes: [{ state: 'running' }, { name: 'b1', state: 'down' }] });
    const started = await order('start', { nodes: ['b1'], options: { wipe: false } });
    expect(await started.json()).toMatchObject({ nodes: ['b1'] });
    expect(supervisor.cluster.node('b1').state).toBe('running');
  });

  it('refuses what it does not know, and orders without the token', async () => {
    const unknown = await order('down', { nodes: [] });
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ error: { message: expect.stringContaining("'down' is no verb") } });
    expect((await order('partition', { nodes: ['b1'] })).status).toBe(400);
    expect((await order('start', { nodes: ['b1'], options: { wipe: 'all' } })).status).toBe(400);
    expect((await order('kill', { nodes: ['b7'] })).status).toBe(400);
    expect((await order('kill', { nodes: ['b1'] }, 'guessed')).status).toBe(403);
    expect(supervisor.cluster.node('b1').state).toBe('running');
  });

  it('belongs to every local cluster, also to one that no process supervises', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drave-test-'));
    const cluster = await startCluster(fakeRuntime(folder), { controllers: 1, brokers: 1 });
    try {
      url = cluster.console;
      expect(await get('session')).toMatchObject({ clusterName: cluster.name, canWrite: true, hasFaults: true });
      expect(await (await order('kill', { nodes: ['b1'] })).json()).toEqual({ nodes: ['b1'], text: 'kill: b1' });
      expect(cluster.node('b1').state).toBe('down');
    } finally {
      await cluster.close();
      rmSync(folder, { recursive: true });
    }
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('goes with the cluster', async () => {
    await get('session');
    await supervisor.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
