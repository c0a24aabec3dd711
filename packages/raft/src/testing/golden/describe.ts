import { decodeControl } from '../../core/control-entries.js';
import type { CoreState } from '../../core/state.js';
import type { LogEntry, RaftRequest, RaftResponse } from '../../messages.js';

/** Messages, entries and states in few words; what a transcript is made of. */
export function describeRequest(request: RaftRequest): string {
  switch (request.kind) {
    case 'vote': {
      const name = request.preVote ? 'preVote' : 'vote';
      return `${name} epoch=${request.epoch} log=${request.endOffset}@${request.lastEpoch}`;
    }
    case 'beginQuorumEpoch':
      return `begin epoch=${request.epoch} leader=${request.leaderId}`;
    case 'endQuorumEpoch': {
      const successors = request.preferredSuccessors.map((key) => key.nodeId).join();
      return `end epoch=${request.epoch} leader=${request.leaderId} successors=${successors}`;
    }
    case 'fetch': {
      const wanted = request.maxBytes === 0 ? ' no entries' : '';
      return `fetch epoch=${request.epoch} at ${request.fetchOffset}@${request.lastFetchedEpoch} hw=${request.highWatermark}${wanted}`;
    }
    case 'fetchSnapshot':
      return `fetchSnapshot ${request.snapshotId.offset}-${request.snapshotId.epoch} at ${request.position}`;
    case 'addVoter':
    case 'removeVoter':
    case 'updateVoter':
      return `${request.kind} ${request.voter.nodeId}/${request.voter.directoryId}`;
  }
}

export function describeResponse(response: RaftResponse): string {
  const leader = response.leaderId === undefined ? '' : ` leader=${response.leaderId}`;
  const head = `epoch=${response.epoch}${leader}`;
  if (response.error !== 'NONE') return `${response.kind} ${response.error} ${head}`;
  switch (response.kind) {
    case 'vote':
      return `vote ${response.granted ? 'granted' : 'refused'} ${head}`;
    case 'fetch':
      return `fetch ${describeResult(response.result)} hw=${response.highWatermark} ${head}`;
    case 'fetchSnapshot':
      return `fetchSnapshot bytes ${response.position}+${response.bytes.length}/${response.totalBytes} ${head}`;
    case 'beginQuorumEpoch':
    case 'endQuorumEpoch':
    case 'addVoter':
    case 'removeVoter':
    case 'updateVoter':
      return `${response.kind} ok ${head}`;
  }
}

function describeResult(result: Extract<RaftResponse, { kind: 'fetch' }>['result']): string {
  switch (result.kind) {
    case 'entries':
      return `[${result.entries.map((entry) => `${entry.offset}@${entry.epoch}`).join(' ')}]`;
    case 'diverging':
      return `diverging epoch ${result.epoch} ends at ${result.endOffset}`;
    case 'snapshot':
      return `snapshot ${result.snapshotId.offset}-${result.snapshotId.epoch}`;
  }
}

export function describeEntry(entry: LogEntry): string {
  const head = `${entry.offset}@${entry.epoch}`;
  if (entry.kind === 'data') return `${head} ${Buffer.from(entry.payload).toString()}`;
  const control = decodeControl(entry.payload);
  if (control === undefined) return `${head} unknown control`;
  const voters = control.voters.map((voter) => voter.nodeId).join();
  return control.kind === 'leaderChange'
    ? `${head} leader ${control.leaderId} voters ${voters}`
    : `${head} voters ${voters}`;
}

export function describeState(state: CoreState): string {
  const { epoch, log, role, votedFor, leader } = state;
  const parts = [
    `n${state.self.nodeId}`,
    role.kind,
    `epoch=${epoch}`,
    `vote=${votedFor?.nodeId ?? '-'}`,
    ...(state.joining ? ['joining'] : []),
    `leader=${leader?.nodeId ?? '-'}`,
    `log=[${log.startOffset},${log.endOffset})@${log.lastEpoch}`,
    ...(log.durableEndOffset === log.endOffset ? [] : [`durable=${log.durableEndOffset}`]),
    `hw=${state.highWatermark}`,
    `voters=${state.voters.current.map((voter) => voter.nodeId).join()}`,
  ];
  return parts.join(' ');
}
