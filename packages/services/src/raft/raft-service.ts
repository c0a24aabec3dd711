import { DraveError } from '@drave/base';
import type { RaftNode, RaftRequest, RaftResponse } from '@drave/raft';
import { implement, raftService, type CallContext, type ServiceImplementation } from '@drave/rpc';
import { serveFetches } from './fetch-stream.js';
import { encodeHeader } from './raft-messages.js';

/** `drave.raft.v1.RaftService` over a raft node: the quorum's own conversation. */
export function createRaftService(node: Pick<RaftNode, 'handle'>): ServiceImplementation {
  const ask = async <Kind extends RaftRequest['kind']>(
    request: Extract<RaftRequest, { kind: Kind }>,
    context: CallContext,
  ): Promise<Extract<RaftResponse, { kind: Kind }>> => {
    const response = await node.handle(request, context.callerId);
    if (response.kind !== request.kind) {
      throw new DraveError('UNKNOWN_SERVER_ERROR', `raft answered a ${request.kind} with a ${response.kind}`);
    }
    return response as Extract<RaftResponse, { kind: Kind }>;
  };
  return implement(raftService, {
    async vote(request, context) {
      const response = await ask({ kind: 'vote', ...request }, context);
      return { header: encodeHeader(response), granted: response.granted };
    },
    async beginQuorumEpoch(request, context) {
      const response = await ask({ kind: 'beginQuorumEpoch', ...request }, context);
      return { header: encodeHeader(response), directoryId: response.directoryId };
    },
    async endQuorumEpoch(request, context) {
      return { header: encodeHeader(await ask({ kind: 'endQuorumEpoch', ...request }, context)) };
    },
    fetch: (stream, context) => serveFetches((request) => ask({ kind: 'fetch', ...request }, context), stream),
    async fetchSnapshot(request, context) {
      const response = await ask({ kind: 'fetchSnapshot', ...request }, context);
      const { snapshotId, position, totalBytes, totalCrc, bytes } = response;
      const voters = response.voters.map(({ nodeId, directoryId, endpoint }) => ({
        key: { nodeId, directoryId },
        endpoint,
      }));
      return { header: encodeHeader(response), snapshotId, position, totalBytes, totalCrc, voters, bytes };
    },
    async addVoter({ clusterId, voter, timeoutMs }, context) {
      const added = { ...voter.key, endpoint: voter.endpoint };
      return { header: encodeHeader(await ask({ kind: 'addVoter', clusterId, voter: added, timeoutMs }, context)) };
    },
    async removeVoter(request, context) {
      return { header: encodeHeader(await ask({ kind: 'removeVoter', ...request }, context)) };
    },
    async updateVoter({ clusterId, epoch, voter }, context) {
      const updated = { ...voter.key, endpoint: voter.endpoint };
      return { header: encodeHeader(await ask({ kind: 'updateVoter', clusterId, epoch, voter: updated }, context)) };
    },
  });
}
