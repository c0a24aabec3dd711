import type { ErrorCode, Millis } from '@drave/base';
import type { GroupId, MemberId } from '../state/group-record.js';

/** Stands for "no member id yet" in requests. */
export const NO_MEMBER_ID: MemberId = '';

export interface JoinGroupRequest {
  readonly groupId: GroupId;
  /** '' for a member that has none yet. */
  readonly memberId: MemberId;
  readonly groupInstanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: Millis;
  readonly rebalanceTimeoutMs: Millis;
  readonly protocolType: string;
  /** The protocols in the member's order of preference. */
  readonly protocols: readonly MemberProtocol[];
  /** The client understands MEMBER_ID_REQUIRED (KIP-394, version 4 on). */
  readonly memberIdRequired: boolean;
  /** The client understands `skipAssignment` (KIP-814, version 9 on). */
  readonly skipAssignmentSupported: boolean;
  /** Why it joins, for the log (KIP-800). */
  readonly reason: string | undefined;
}

export interface MemberProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinGroupResponse {
  readonly failure: ErrorCode | undefined;
  readonly memberId: MemberId;
  /** -1 with a failure. */
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  /** '' with a failure. */
  readonly leaderId: MemberId;
  readonly skipAssignment: boolean;
  /** The members are told to the leader only. */
  readonly members: readonly JoinedMember[];
}

export interface JoinedMember {
  readonly memberId: MemberId;
  readonly groupInstanceId: string | undefined;
  readonly metadata: Buffer;
}

/** Who speaks, and of which generation. */
export interface MemberRef {
  readonly groupId: GroupId;
  readonly memberId: MemberId;
  readonly groupInstanceId: string | undefined;
  readonly generationId: number;
}

export interface SyncGroupRequest extends MemberRef {
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  /** The assignments come from the leader only. */
  readonly assignments: readonly { readonly memberId: MemberId; readonly assignment: Buffer }[];
}

export interface SyncGroupResponse {
  readonly failure: ErrorCode | undefined;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly assignment: Buffer;
}

export type HeartbeatRequest = MemberRef;

export interface HeartbeatResponse {
  readonly failure: ErrorCode | undefined;
}

export interface LeaveGroupRequest {
  readonly groupId: GroupId;
  readonly members: readonly LeavingMember[];
}

export interface LeavingMember {
  /** '' together with an instance id: an administrator removes a static member. */
  readonly memberId: MemberId;
  readonly groupInstanceId: string | undefined;
  readonly reason: string | undefined;
}

export interface LeaveGroupResponse {
  readonly failure: ErrorCode | undefined;
  readonly members: readonly (Pick<LeavingMember, 'memberId' | 'groupInstanceId'> & {
    readonly failure: ErrorCode | undefined;
  })[];
}

const NOTHING = Buffer.alloc(0);

export function joinRefused(memberId: MemberId, failure: ErrorCode): JoinGroupResponse {
  return {
    failure,
    memberId,
    generationId: -1,
    protocolType: undefined,
    protocolName: undefined,
    leaderId: NO_MEMBER_ID,
    skipAssignment: false,
    members: [],
  };
}

export function syncRefused(failure: ErrorCode): SyncGroupResponse {
  return { failure, protocolType: undefined, protocolName: undefined, assignment: NOTHING };
}
