import { describe, expect, it } from 'vitest';
import type { ControlRequest } from '../control.js';
import type { LocalCluster } from '../local-cluster.js';
import { faultsOf } from './console-faults.js';

/** The verbs of a cluster whose answers are `result`, and what they were asked. */
function bench(result: unknown, isProxied = false) {
  const asked: ControlRequest[] = [];
  const cluster: Pick<LocalCluster, 'isProxied' | 'nodes' | 'faultsInForce'> = {
    isProxied,
    nodes: [],
    faultsInForce: { links: [], inside: [] },
  };
  const faults = faultsOf(cluster, async (request) => {
    asked.push(request);
    return result;
  });
  const order = (verb: string, nodes: readonly string[], options = {}) =>
    faults.carryOut(verb, { nodes, options }, new AbortController().signal);
  return { asked, faults, order };
}

describe('orders of the console', () => {
  it('are every verb of the kit that the cluster can do', async () => {
    const direct = await bench([]).faults.view();
    const inside = ['disk', 'healDisk', 'corrupt', 'clock', 'fail', 'unfail', 'elect', 'stepDown', 'heal'];
    expect(direct.verbs).toEqual(['kill', 'stop', 'start', 'restart', 'pause', 'resume', ...inside]);
    const proxied = await bench([], true).faults.view();
    expect(proxied.verbs).toEqual(expect.arrayContaining(['partition', 'isolate', 'slow', 'drop', 'reset']));
  });

  it('have requests fail, at one broker or at all, and say under which name that is ended', async () => {
    const { asked, order } = bench({ name: 'fetch-1', about: 'Fetch', brokers: ['b1'], hits: 0 });
    const options = { api: 'Fetch', error: 'NOT_LEADER_OR_FOLLOWER', times: 2 };
    expect(await order('fail', [], options)).toEqual({ nodes: ['fetch-1'], text: 'fail: fetch-1' });
    await order('fail', ['b2'], options);
    expect(asked).toMatchObject([
      { verb: 'fail', nodes: '', fault: options },
      { verb: 'fail', nodes: 'b2', fault: options },
    ]);
  });

  it('end faults of requests by their names, or all of them', async () => {
    const { asked, order } = bench(['fetch-1']);
    expect(await order('unfail', [], { names: 'fetch-1, produce-2' })).toMatchObject({ nodes: ['fetch-1'] });
    await order('unfail', []);
    expect(asked.map(({ fault }) => fault.names)).toEqual([['fetch-1', 'produce-2'], undefined]);
  });

  it('damage records of a replica, and are done when that is', async () => {
    const { asked, order } = bench([{ offset: 3 }]);
    expect(await order('corrupt', ['b1'], { replica: 'orders/0', offset: 3 })).toEqual({
      nodes: [],
      text: 'corrupt: done',
    });
    expect(asked).toMatchObject([{ verb: 'corrupt', nodes: 'b1', fault: { replica: 'orders/0', offset: 3 } }]);
  });

  it('are refused where the cluster has no such verb, or with options that are none', async () => {
    const { asked, order } = bench([]);
    await expect(order('partition', ['b1'])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(order('down', [])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(order('fail', [], { times: 'often' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(asked).toEqual([]);
  });
});
