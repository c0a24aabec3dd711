import type { Millis } from '@drave/base';
import type { MemberId } from '../state/group-record.js';
import type { JoinGroupRequest, JoinGroupResponse, MemberProtocol, SyncGroupResponse } from './classic-requests.js';

export type Reply<Response> = (response: Response) => void;

/** One member of a classic group as the coordinator knows it between two rebalances and during one. */
export interface ClassicMember {
  memberId: MemberId;
  readonly groupInstanceId: string | undefined;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: Millis;
  rebalanceTimeoutMs: Millis;
  protocols: readonly MemberProtocol[];
  /** What it was last given, and may still work on during a rebalance. */
  assignment: Buffer;
  /** The member has not completed a rebalance yet: it cannot send heartbeats. */
  isNew: boolean;
  /** Its JoinGroup waits for the others. */
  awaitingJoin: Reply<JoinGroupResponse> | undefined;
  /** Its SyncGroup waits for the leader's. */
  awaitingSync: Reply<SyncGroupResponse> | undefined;
}

export const NO_ASSIGNMENT: Buffer = Buffer.alloc(0);

export function memberOf(memberId: MemberId, request: JoinGroupRequest): ClassicMember {
  return {
    memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: rebalanceTimeoutOf(request),
    protocols: request.protocols,
    assignment: NO_ASSIGNMENT,
    isNew: false,
    awaitingJoin: undefined,
    awaitingSync: undefined,
  };
}

/**
 * A client that gives no time for rebalances has that of its session, as in version 0: with none at all members would
 * put each other out for ever, and none would get as far as its SyncGroup.
 */
export function rebalanceTimeoutOf(request: JoinGroupRequest): Millis {
  return request.rebalanceTimeoutMs > 0 ? request.rebalanceTimeoutMs : request.sessionTimeoutMs;
}

/** The same protocols with the same metadata in the same order. */
export function sameProtocols(left: readonly MemberProtocol[], right: readonly MemberProtocol[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ name, metadata }, at) => name === right[at]?.name && metadata.equals(right[at].metadata))
  );
}

export function metadataOf(member: ClassicMember, protocolName: string | undefined): Buffer {
  return member.protocols.find(({ name }) => name === protocolName)?.metadata ?? NO_ASSIGNMENT;
}
