import type { Millis, NodeId } from '@drave/base';
import type { RaftPeer, RaftRequest, RaftResponse, RaftTransportPort } from '@drave/raft';
import { raftService, type CallOptions, type RpcChannel } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { decodeFetchResponse, decodeHeader } from './raft-messages.js';

type Deadline = CallOptions & { readonly deadlineMs: Millis };

/** How a raft node reaches its peers: unary calls, with snapshots on a connection of their own. */
export class RaftRpcTransport implements RaftTransportPort {
  private readonly channels: ChannelPool;
  private readonly callerId: NodeId;

  constructor(channels: ChannelPool, callerId: NodeId) {
    this.channels = channels;
    this.callerId = callerId;
  }

  send(to: RaftPeer, request: RaftRequest, deadlineMs: Millis): Promise<RaftResponse> {
    const purpose = request.kind === 'fetchSnapshot' ? 'snapshot' : 'control';
    return call(this.channels.channel(to.endpoint, purpose), request, { deadlineMs, callerId: this.callerId });
  }
}

async function call(channel: RpcChannel, request: RaftRequest, options: Deadline): Promise<RaftResponse> {
  const { methods } = raftService;
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
    case 'fetch':
      return decodeFetchResponse(await channel.unary(methods.fetch, request, options));
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
