import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deferred, DraveError } from '@drave/base';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatStorage } from './format.js';
import { RaftNode } from './raft-node.js';
import { CountingMachine } from './testing/counting-machine.js';
import { raftTimerProfiles } from './timers.js';
import type { LeadershipState, Voter } from './types.js';

/** These tests run the same classes on a real disk, with `level` under them and messages handed over in memory. */
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drave-raft-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

interface RealNode {
  readonly node: RaftNode;
  readonly machine: CountingMachine;
  readonly leading: Promise<LeadershipState>;
  readonly failed: Promise<DraveError>;
}

const voterOf = (nodeId: number): Voter => ({
  nodeId,
  directoryId: `directory-${nodeId}`,
  endpoint: { host: 'local', port: nodeId },
});

async function startQuorum(count: number, quotaBytes?: number): Promise<RealNode[]> {
  const voters = Array.from({ length: count }, (_, index) => voterOf(index + 1));
  const nodes: RealNode[] = [];
  for (const voter of voters) {
    const { nodeId, directoryId, endpoint } = voter;
    const quota = quotaBytes === undefined ? {} : { quotaBytes };
    const env = createNodeEnv({ root: join(root, String(nodeId)), logger: silentLogger, ...quota });
    await formatStorage(env, 'meta', { clusterId: 'real', nodeId, directoryId, initialVoters: voters });
    const leading = deferred<LeadershipState>();
    const failed = deferred<DraveError>();
    const machine = new CountingMachine(
      () => {},
      () => {},
      (state) => state.kind === 'leader' && leading.resolve(state),
    );
    const node = await RaftNode.open({
      env,
      nodeId,
      clusterId: 'real',
      directory: 'meta',
      role: 'voter',
      endpoint,
      bootstrapServers: voters,
      transport: {
        send: (to, request) => {
          const target = nodes[to.endpoint.port - 1];
          if (target === undefined) return Promise.reject(new DraveError('NETWORK_EXCEPTION'));
          return target.node.handle(request, nodeId);
        },
      },
      timers: raftTimerProfiles.local,
      listeners: [machine],
      onFatal: (error) => failed.resolve(error),
    });
    nodes.push({ node, machine, leading: leading.promise, failed: failed.promise });
  }
  for (const { node } of nodes) node.start();
  return nodes;
}

const closeAll = async (nodes: readonly RealNode[]): Promise<void> => {
  for (const { node } of nodes) await node.close();
};

describe('raft node on a real disk', () => {
  it('three nodes elect, commit and fail over', async () => {
    const nodes = await startQuorum(3);
    const leaderOf = (among: readonly RealNode[]): Promise<RealNode> =>
      Promise.race(among.map(async (each) => each.leading.then(() => each)));
    const leader = await leaderOf(nodes);
    const { epoch } = leader.node.status();
    const payloads = Array.from({ length: 200 }, (_, index) => Buffer.from(`entry ${index}`));
    await leader.node.propose(epoch, payloads).committed;
    expect(await leader.node.readBarrier(1_000)).toBeGreaterThanOrEqual(200);
    const others = nodes.filter((each) => each !== leader);
    await leader.node.close();
    const next = await leaderOf(others);
    await next.node.propose(next.node.status().epoch, [Buffer.from('after')]).committed;
    expect(next.machine.applied).toBeGreaterThanOrEqual(200);
    await closeAll(others);
  });

  it('C24: a full disk ends the member with DISK_FULL, and what was acknowledged is there afterwards', async () => {
    const [only] = await startQuorum(1, 600_000);
    if (only === undefined) throw new Error('one node was started');
    await only.leading;
    const { epoch } = only.node.status();
    let acknowledged = 0;
    let error: DraveError | undefined;
    while (error === undefined && acknowledged < 1_000) {
      const { committed } = only.node.propose(epoch, [Buffer.alloc(20_000, acknowledged)]);
      await committed.then(
        () => acknowledged++,
        (reason: unknown) => {
          error = DraveError.from(reason);
        },
      );
    }
    expect((await only.failed).code).toBe('DISK_FULL');
    expect(error?.message).toMatch(/outcome is unknown/);
    expect(acknowledged).toBeGreaterThan(5);
    await only.node.close();
    const env = createNodeEnv({ root: join(root, '1'), logger: silentLogger });
    const identity = { clusterId: 'real', nodeId: 1, directoryId: undefined, cacheBytesMax: 1_000, floorLagMax: 1_000 };
    const { RaftStore } = await import('./store/raft-store.js');
    const store = await RaftStore.open(env, 'meta', identity);
    expect(store.log.endOffset).toBeGreaterThan(acknowledged);
    await store.close();
  });
});
