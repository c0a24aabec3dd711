import { assert, deferred, DraveError, type Deferred } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import type { FetchRequest, FetchResponse, RaftRequest, RaftResponse } from '@drave/raft';
import { SimTransport } from '@drave/rpc/sim';
import { describe, expect, it } from 'vitest';
import { ChannelPool } from '../channel-pool.js';
import { createRaftService } from './raft-service.js';
import { RaftRpcTransport } from './raft-transport.js';

const endpoint = { host: 'c1', port: 9000 };
const peer = { nodeId: 1, endpoint };
/** Longer than anything that a test waits for. */
const longMs = 60_000;
const graceMs = 10_000;

/** A raft node on c1 whose answers the test gives, and a replica on c2 that fetches from it. */
async function conversation() {
  const world = new SimWorld({ seed: 1 });
  const [leader, follower] = [world.createHost('c1'), world.createHost('c2')];
  const asked: { readonly request: RaftRequest; readonly answer: Deferred<RaftResponse> }[] = [];
  const handle = (request: RaftRequest): Promise<RaftResponse> => {
    const answer = deferred<RaftResponse>();
    asked.push({ request, answer });
    return answer.promise;
  };
  const serve = () => world.finish(new SimTransport(leader).serve(endpoint, [createRaftService({ handle })]));
  const server = await serve();
  const channels = new ChannelPool(new SimTransport(follower));
  const transport = new RaftRpcTransport(channels, 2, follower.env);
  const fetch = (fetchOffset: number, deadlineMs = longMs) =>
    outcome(transport.send(peer, ask(fetchOffset), deadlineMs));
  /** Waits until the leader was asked so often, and returns the last question. */
  const question = async (count: number) => {
    await world.runUntil(() => asked.length >= count, longMs);
    const last = asked[count - 1];
    assert(last?.request.kind === 'fetch', 'only fetches are sent here');
    return { ...last, request: last.request };
  };
  return { world, leader, serve, server, channels, fetch, question };
}

function ask(fetchOffset: number): FetchRequest {
  return {
    kind: 'fetch',
    clusterId: 'aaaaaaaaaaaaaaaaaaaaaa',
    replica: { nodeId: 2, directoryId: 'cccccccccccccccccccccc' },
    epoch: 7,
    fetchOffset,
    lastFetchedEpoch: 6,
    highWatermark: 9,
    maxWaitMs: 100,
    maxBytes: 1_024,
    mayVote: true,
    joining: false,
    features: [],
    patienceMs: 0,
  };
}

function response(highWatermark: number, error: FetchResponse['error'] = 'NONE'): FetchResponse {
  const header = {
    error,
    message: '',
    epoch: 7,
    leaderId: 1,
    leaderEndpoint: endpoint,
    patienceMs: 0,
    quorumPatienceMs: 0,
  };
  return { kind: 'fetch', ...header, highWatermark, logStartOffset: 0, result: { kind: 'entries', entries: [] } };
}

/** The watermark that an answer brought, or the code of the failure. */
async function outcome(sent: Promise<RaftResponse>): Promise<number | string> {
  try {
    const answer = await sent;
    assert(answer.kind === 'fetch', 'a fetch is answered as one');
    return answer.highWatermark;
  } catch (reason) {
    return DraveError.from(reason).code;
  }
}

describe('the stream of fetches', () => {
  it('brings each answer to its request, in whatever order they get ready', async () => {
    const { world, fetch, question } = await conversation();
    const [first, second] = [fetch(10), fetch(20)];
    const [one, other] = [await question(1), await question(2)];
    expect([one.request.fetchOffset, other.request.fetchOffset]).toEqual([10, 20]);
    other.answer.resolve(response(21));
    expect(await world.finish(second)).toBe(21);
    one.answer.resolve(response(11));
    expect(await world.finish(first)).toBe(11);
  });

  it('gives up a fetch at its deadline, which is no evidence, and drops the answer that comes later', async () => {
    const { world, fetch, question } = await conversation();
    const late = fetch(10, 300);
    const { answer } = await question(1);
    const sentMs = world.nowMs();
    expect(await world.finish(late)).toBe('REQUEST_TIMED_OUT');
    expect(world.nowMs() - sentMs).toBeLessThanOrEqual(300);
    answer.resolve(response(11));
    const next = fetch(20);
    (await question(2)).answer.resolve(response(21));
    expect(await world.finish(next)).toBe(21);
  });

  it('fails whatever is under way when the connection is lost, as evidence, and is opened anew by the next fetch', async () => {
    const { world, leader, serve, fetch, question } = await conversation();
    const both = [fetch(10), fetch(20)];
    await question(2);
    leader.crash();
    expect(await world.finish(Promise.all(both))).toEqual(['NETWORK_EXCEPTION', 'NETWORK_EXCEPTION']);
    expect(await world.finish(fetch(30))).toBe('NETWORK_EXCEPTION');
    leader.restart();
    await serve();
    await world.runFor(100);
    const again = fetch(40);
    (await question(3)).answer.resolve(response(41));
    expect(await world.finish(again)).toBe(41);
  });

  it('ends behind a refusal, and the next fetch opens another', async () => {
    const { world, server, fetch, question } = await conversation();
    const [refused, parked] = [fetch(10), fetch(20)];
    const { answer } = await question(2).then(() => question(1));
    answer.resolve(response(11, 'NOT_LEADER_OR_FOLLOWER'));
    expect(await world.finish(refused)).toBe(11);
    expect(await world.finish(parked)).toBe('CANCELLED');
    const again = fetch(30);
    (await question(3)).answer.resolve(response(31, 'NOT_LEADER_OR_FOLLOWER'));
    expect(await world.finish(again)).toBe(31);
    await world.runFor(100);
    const closingMs = world.nowMs();
    await world.finish(server.close(graceMs));
    expect(world.nowMs() - closingMs).toBeLessThan(graceMs / 10);
  });

  it('fails with what the leader throws', async () => {
    const { world, fetch, question } = await conversation();
    const sent = fetch(10);
    (await question(1)).answer.reject(new DraveError('SHUTTING_DOWN'));
    expect(await world.finish(sent)).toBe('SHUTTING_DOWN');
  });

  it('fails at once where the channels are closed', async () => {
    const { world, channels, fetch, question } = await conversation();
    const sent = fetch(10);
    await question(1);
    channels.close();
    expect(await world.finish(sent)).toBe('CANCELLED');
    expect(await world.finish(fetch(20))).toBe('CANCELLED');
  });

  it('is ended by a replica that leaves more fetches unanswered than any does', async () => {
    const { world, fetch, question } = await conversation();
    const many = Array.from({ length: 65 }, (_, offset) => fetch(offset));
    await question(64);
    expect(new Set(await world.finish(Promise.all(many)))).toEqual(new Set(['THROTTLING_QUOTA_EXCEEDED']));
  });
});
