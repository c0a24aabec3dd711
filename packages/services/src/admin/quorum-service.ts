import { DraveError, type Millis, type NodeId } from '@drave/base';
import { CLUSTER, type Caller } from '@drave/base/access';
import type { QuorumStatus, RaftNode, ReplicaStatus } from '@drave/raft';
import { implement, quorumService, type adminV1, type CallContext, type ServiceImplementation } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { callerOf, inTheNameOf, timeoutOf } from '../caller.js';
import { responseHeader } from '../response-header.js';
import { execute, requireRight, type AdminDomain } from './admin-domain.js';
import { invalidField } from './explained.js';
import { onceOf } from './recent-requests.js';

export interface QuorumPorts extends QuorumReader {
  readonly domain: AdminDomain;
  readonly raft: Pick<RaftNode, 'status' | 'addVoter' | 'removeVoter'>;
}

/** What it takes to know how every member of the quorum stands. */
interface QuorumReader {
  readonly raft: Pick<RaftNode, 'status'>;
  /** To ask the leader what only it knows. */
  readonly channels: ChannelPool;
  readonly nodeId: NodeId;
}

/** For whom the leader is asked. */
type Asker = Pick<Caller, 'principal' | 'clientHost'>;

type QuorumReport = Omit<adminV1.GetQuorumResponse, 'header'>;

/** From the leader, here or on another node, for this caller. @throws DraveError NOT_CONTROLLER while there is none. */
export function readQuorum(reader: QuorumReader, caller: Asker, timeoutMs: Millis): Promise<QuorumReport> {
  const status = reader.raft.status();
  return status.role === 'leader'
    ? Promise.resolve(statusMessage(status))
    : askLeader(reader, status, caller, timeoutMs);
}

/** `drave.admin.v1.QuorumService`. */
export function createQuorumService(ports: QuorumPorts): ServiceImplementation {
  const { domain, raft } = ports;
  const header = () => responseHeader(domain.view);
  const once = onceOf(domain.clock);
  const quorumFor = (call: CallContext) => readQuorum(ports, callerOf(call, domain.clock), timeoutOf(call));
  return implement(quorumService, {
    async getQuorum({ local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const status = raft.status();
      if (local || status.role === 'leader') return { header: header(), ...statusMessage(status) };
      return askLeader(ports, status, callerOf(call, domain.clock), timeoutOf(call));
    },
    async addVoter(request, call: CallContext) {
      requireRight(domain, call, 'alter', CLUSTER);
      return once(request, callerOf(call, domain.clock), async () => {
        const { nodeId, directoryId, endpoint, validateOnly } = request;
        const voters = raft.status().voters.length;
        if (validateOnly) mayAdd(await quorumFor(call), nodeId);
        else await raft.addVoter({ nodeId, directoryId, endpoint }, changeTimeoutOf(call));
        return { header: header(), warning: evenWarning(voters + 1) };
      });
    },
    async removeVoter(request, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      return once(request, callerOf(call, domain.clock), async () => {
        const { nodeId, directoryId, validateOnly } = request;
        const voters = raft.status().voters.length;
        if (validateOnly) mayRemove(await quorumFor(call), nodeId, directoryId);
        else await raft.removeVoter({ nodeId, directoryId }, changeTimeoutOf(call));
        return { header: header(), warning: evenWarning(voters - 1) };
      });
    },
    async stepDown(request, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      return once(request, callerOf(call, domain.clock), async () => {
        if (request.validateOnly) await quorumFor(call);
        else await execute(domain, call, { kind: 'stepDown' });
        return { header: header() };
      });
    },
  });
}

/** What the leader would object to at once. @throws DraveError DUPLICATE_VOTER. */
function mayAdd({ voters }: QuorumReport, nodeId: NodeId): void {
  const known = voters.find((voter) => voter.nodeId === nodeId);
  if (known === undefined) return;
  throw new DraveError('DUPLICATE_VOTER', `node ${nodeId} is a voter already, with directory ${known.directoryId}`);
}

/** @throws DraveError VOTER_NOT_FOUND, INVALID_REQUEST for the last one. */
function mayRemove({ voters }: QuorumReport, nodeId: NodeId, directoryId: string): void {
  if (!voters.some((voter) => voter.nodeId === nodeId && voter.directoryId === directoryId))
    throw new DraveError('VOTER_NOT_FOUND', `node ${nodeId} with directory ${directoryId} is not a voter`);
  if (voters.length === 1) throw invalidField('node_id', `node ${nodeId} is the last voter; a quorum needs one`);
}

/** What a change did not get done in time it says itself, and why: before the caller's time is up. */
function changeTimeoutOf(call: CallContext): Millis {
  const timeoutMs = timeoutOf(call);
  return timeoutMs - Math.min(timeoutMs / 2, ANSWER_MARGIN_MS);
}

/** For the way of an answer over another node, which waits for its leader a second longer than the change may take. */
const ANSWER_MARGIN_MS: Millis = 2_000;

/** The progress of the others is known on the leader only. */
function askLeader(
  ports: QuorumReader,
  status: QuorumStatus,
  caller: Asker,
  deadlineMs: Millis,
): Promise<adminV1.GetQuorumResponse> {
  if (status.leaderEndpoint === undefined) {
    throw new DraveError(
      'NOT_CONTROLLER',
      `the quorum has no leader in epoch ${status.epoch}: an election is under way, or too few controllers can be reached`,
    );
  }
  const channel = ports.channels.channel(status.leaderEndpoint, 'control');
  return channel.unary(
    quorumService.methods.getQuorum,
    { local: true },
    { deadlineMs, callerId: ports.nodeId, ...inTheNameOf(caller) },
  );
}

function evenWarning(voters: number): string {
  if (voters % 2 === 1) return '';
  return `${voters} voters tolerate no more failures than ${voters - 1}: go on to an odd number`;
}

function statusMessage(status: QuorumStatus): QuorumReport {
  return {
    role: status.role,
    leaderId: status.leaderId ?? -1,
    epoch: status.epoch,
    highWatermark: status.highWatermark,
    logStartOffset: status.logStartOffset,
    logEndOffset: status.logEndOffset,
    snapshotOffset: status.snapshot?.offset,
    voters: status.voters.map(memberMessage),
    observers: status.observers.map(memberMessage),
    votedFor: status.votedFor?.nodeId ?? -1,
  };
}

function memberMessage(member: ReplicaStatus): adminV1.QuorumMember {
  return {
    nodeId: member.nodeId,
    directoryId: member.directoryId,
    endpoint: member.endpoint,
    logEndOffset: member.endOffset,
    lag: member.lag,
    lastFetchAgoMs: wholeMs(member.lastFetchAgoMs),
    lastCaughtUpAgoMs: wholeMs(member.lastCaughtUpAgoMs),
  };
}

function wholeMs(durationMs: Millis | undefined): number | undefined {
  return durationMs === undefined ? undefined : Math.round(durationMs);
}
