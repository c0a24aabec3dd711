import type { Endpoint, Millis, NodeId } from '@drave/base';
import type { Env, Timers } from '@drave/env';
import type { RaftPeer, RaftRequest, RaftResponse, RaftTransportPort } from '@drave/raft';
import { raftService, type CallOptions, type RpcChannel } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { FetchConversation } from './fetch-stream.js';
import { RaftTraffic } from './metered-methods.js';
import { decodeHeader } from './raft-messages.js';

type Deadline = CallOptions & { readonly deadlineMs: Millis };

/**
 * How a raft node reaches its peers: fetches on one stream to each, which is opened by the first of them and again by
 * the next one after its end; everything else by unary calls, with snapshots on a connection of their own.
 */
export class RaftRpcTransport implements RaftTransportPort {
  private readonly channels: ChannelPool;
  private readonly callerId: NodeId;
  private readonly timers: Timers;
  private readonly methods: RaftMethods;
  /** By peer; ended ones are taken away. */
  private readonly conversations: Map<string, FetchConversation> = new Map();

  constructor(channels: ChannelPool, callerId: NodeId, { timers, metrics }: Pick<Env, 'timers' | 'metrics'>) {
    this.channels = channels;
    this.callerId = callerId;
    this.timers = timers;
    this.methods = meteredMethods(new RaftTraffic(metrics));
  }

  async send({ endpoint }: RaftPeer, request: RaftRequest, deadlineMs: Millis): Promise<RaftResponse> {
    if (request.kind === 'fetch') return this.conversation(endpoint).fetch(request, deadlineMs);
    const purpose = request.kind === 'fetchSnapshot' ? 'snapshot' : 'control';
    const channel = this.channels.channel(endpoint, purpose);
    return call(this.methods, channel, request, { deadlineMs, callerId: this.callerId });
  }

  private conversation(endpoint: Endpoint): FetchConversation {
    const target = `${endpoint.host}:${endpoint.port}`;
    const known = this.conversations.get(target);
    if (known !== undefined) return known;
    const channel = this.channels.channel(endpoint, 'control');
    const stream = channel.stream(this.methods.fetch, { callerId: this.callerId });
    const opened = new FetchConversation(stream, this.timers, () => this.conversations.delete(target));
    this.conversations.set(target, opened);
    return opened;
  }
}

type UnaryRequest = Exclude<RaftRequest, { kind: 'fetch' }>;

type RaftMethods = typeof raftService.methods;

function meteredMethods(traffic: RaftTraffic): RaftMethods {
  const { vote, beginQuorumEpoch, endQuorumEpoch, fetch, fetchSnapshot, addVoter, removeVoter, updateVoter } =
    raftService.methods;
  return {
    vote: traffic.metered(vote),
    beginQuorumEpoch: traffic.metered(beginQuorumEpoch),
    endQuorumEpoch: traffic.metered(endQuorumEpoch),
    fetch: traffic.metered(fetch),
    fetchSnapshot: traffic.metered(fetchSnapshot),
    addVoter: traffic.metered(addVoter),
    removeVoter: traffic.metered(removeVoter),
    updateVoter: traffic.metered(updateVoter),
  };
}

async function call(
  methods: RaftMethods,
  channel: RpcChannel,
  request: UnaryRequest,
  options: Deadline,
): Promise<RaftResponse> {
  switch (request.kind) {
    case 'vote': {
      const { header, granted } = await channel.unary(methods.vote, request, options);
      return { kind: 'vote', ...decodeHeader(header), granted };
    }
    case 'beginQuorumEpoch': {
      const { header, directoryId } = await channel.unary(methods.beginQuorumEpoch, request, options);
      return { kind: 'beginQuorumEpoch', ...decodeHeader(header), directoryId };
    }
    case 'endQuorumEpoch': {
      const { header } = await channel.unary(methods.endQuorumEpoch, request, options);
      return { kind: 'endQuorumEpoch', ...decodeHeader(header) };
    }
    case 'fetchSnapshot': {
      const { header, ...rest } = await channel.unary(methods.fetchSnapshot, request, options);
      const voters = rest.voters.map(({ key, endpoint }) => ({ ...key, endpoint }));
      return { kind: 'fetchSnapshot', ...decodeHeader(header), ...rest, voters };
    }
    case 'addVoter': {
      const { header } = await channel.unary(methods.addVoter, withVoterKey(request), options);
      return { kind: 'addVoter', ...decodeHeader(header) };
    }
    case 'removeVoter': {
      const { header } = await channel.unary(methods.removeVoter, request, options);
      return { kind: 'removeVoter', ...decodeHeader(header) };
    }
    case 'updateVoter': {
      const { header } = await channel.unary(methods.updateVoter, withVoterKey(request), options);
      return { kind: 'updateVoter', ...decodeHeader(header) };
    }
  }
}

function withVoterKey<R extends Extract<RaftRequest, { kind: 'addVoter' | 'updateVoter' }>>(request: R) {
  const { nodeId, directoryId, endpoint } = request.voter;
  return { ...request, voter: { key: { nodeId, directoryId }, endpoint } };
}
