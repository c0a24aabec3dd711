import { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import type { LogEntry, RaftRequest, RaftResponse, ResponseHeader } from '@drave/raft';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { ChannelPool } from '../channel-pool.js';
import { createRaftService } from './raft-service.js';
import { RaftRpcTransport } from './raft-transport.js';

const clusterId = 'aaaaaaaaaaaaaaaaaaaaaa';
const one = { nodeId: 1, directoryId: 'bbbbbbbbbbbbbbbbbbbbbb' };
const two = { nodeId: 2, directoryId: 'cccccccccccccccccccccc' };
const endpoint = { host: 'c1', port: 9000 };
const header: ResponseHeader = {
  error: 'NONE',
  message: '',
  epoch: 7,
  leaderId: 1,
  leaderEndpoint: endpoint,
  patienceMs: 1_500,
  quorumPatienceMs: 900,
};
const refused: ResponseHeader = {
  error: 'NOT_CONTROLLER',
  message: 'ask node 1',
  epoch: 8,
  leaderId: undefined,
  leaderEndpoint: undefined,
  patienceMs: 0,
  quorumPatienceMs: 0,
};
const entry: LogEntry = {
  offset: 2 ** 40,
  epoch: 7,
  kind: 'control',
  appendTimestampMs: 1_700_000_000_000,
  payload: Buffer.from([0, 255, 7]),
  crc: 0xffff_fffe,
};

const requests: readonly RaftRequest[] = [
  {
    kind: 'vote',
    clusterId,
    preVote: true,
    epoch: 7,
    candidate: one,
    voter: two,
    lastEpoch: 6,
    endOffset: 12,
    patienceMs: 600,
  },
  { kind: 'beginQuorumEpoch', clusterId, epoch: 7, leaderId: 1, leaderEndpoint: endpoint, voter: two },
  { kind: 'endQuorumEpoch', clusterId, epoch: 7, leaderId: 1, preferredSuccessors: [two, one] },
  {
    kind: 'fetch',
    clusterId,
    replica: two,
    epoch: 7,
    fetchOffset: 12,
    lastFetchedEpoch: 6,
    highWatermark: 9,
    maxWaitMs: 100,
    maxBytes: 1024,
    mayVote: true,
    joining: true,
    features: [{ name: 'metadata.version', minLevel: 1, maxLevel: 2 }],
    patienceMs: 1_200,
  },
  {
    kind: 'fetchSnapshot',
    clusterId,
    replica: two,
    epoch: 7,
    snapshotId: { offset: 5, epoch: 3 },
    position: 4,
    maxBytes: 9,
  },
  { kind: 'addVoter', clusterId, voter: { ...two, endpoint }, timeoutMs: 500 },
  { kind: 'removeVoter', clusterId, voter: two, timeoutMs: 500 },
  { kind: 'updateVoter', clusterId, epoch: 7, voter: { ...two, endpoint } },
];

const responses: readonly RaftResponse[] = [
  { kind: 'vote', ...header, granted: true },
  { kind: 'vote', ...refused, granted: false },
  { kind: 'beginQuorumEpoch', ...header, directoryId: two.directoryId },
  { kind: 'endQuorumEpoch', ...refused },
  { kind: 'fetch', ...header, highWatermark: 12, logStartOffset: 3, result: { kind: 'entries', entries: [entry] } },
  { kind: 'fetch', ...header, highWatermark: 12, logStartOffset: 3, result: { kind: 'entries', entries: [] } },
  {
    kind: 'fetch',
    ...header,
    highWatermark: 12,
    logStartOffset: 3,
    result: { kind: 'diverging', epoch: 4, endOffset: 8 },
  },
  {
    kind: 'fetch',
    ...header,
    highWatermark: 12,
    logStartOffset: 3,
    result: { kind: 'snapshot', snapshotId: { offset: 5, epoch: 3 } },
  },
  {
    kind: 'fetchSnapshot',
    ...header,
    snapshotId: { offset: 5, epoch: 3 },
    position: 4,
    totalBytes: 13,
    totalCrc: 0xdead_beef,
    voters: [{ ...one, endpoint }],
    bytes: Buffer.from('snapshot'),
  },
  { kind: 'addVoter', ...refused },
  { kind: 'removeVoter', ...header },
  { kind: 'updateVoter', ...header },
];

/** A node on c1 that remembers what it was asked and answers as told, and a caller on c2. */
async function conversation(answer: () => RaftResponse) {
  const world = new SimWorld({ seed: 1 });
  const asked: RaftRequest[] = [];
  const handle = (request: RaftRequest) => {
    asked.push(request);
    return Promise.resolve(answer());
  };
  await world.finish(new SimTransport(world.createHost('c1')).serve(endpoint, [createRaftService({ handle })]));
  const caller = world.createHost('c2');
  const channels = new ChannelPool(new SimTransport(caller));
  const transport = new RaftRpcTransport(channels, 2, caller.env);
  const send = (request: RaftRequest) => world.finish(transport.send({ nodeId: 1, endpoint }, request, 1_000));
  return { asked, send };
}

function requestFor(kind: RaftRequest['kind']): RaftRequest {
  const found = requests.find((request) => request.kind === kind);
  if (found === undefined) throw new Error(`no request of kind ${kind}`);
  return found;
}

describe('raft over rpc', () => {
  it('carries every request as it was', async () => {
    for (const request of requests) {
      const answer = responses.find((response) => response.kind === request.kind);
      const { asked, send } = await conversation(() => answer as RaftResponse);
      await send(request);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatchObject(request);
    }
  });

  it('carries every response as it was, refusals with their epoch and leader included', async () => {
    for (const response of responses) {
      const { send } = await conversation(() => response);
      expect(await send(requestFor(response.kind))).toEqual(response);
    }
  });

  it('tells a node that is not there from a refusal', async () => {
    const world = new SimWorld({ seed: 1 });
    world.createHost('c1');
    const caller = world.createHost('c2');
    const transport = new RaftRpcTransport(new ChannelPool(new SimTransport(caller)), 2, caller.env);
    for (const kind of ['vote', 'fetch'] as const) {
      const sent = transport.send({ nodeId: 1, endpoint }, requestFor(kind), 1_000);
      await expect(world.finish(sent)).rejects.toMatchObject({
        code: 'NETWORK_EXCEPTION',
      } satisfies Partial<DraveError>);
    }
  });
});
