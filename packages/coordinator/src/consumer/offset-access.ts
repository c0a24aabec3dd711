import { DraveError, isDraveError } from '@drave/base';
import type { ConsumerGroup } from './consumer-group.js';
import { unknownMember } from './membership.js';

/** The identity in an offset commit or fetch. */
export interface OffsetIdentity {
  /** Empty or null when the request names no member. */
  readonly memberId: string | null;
  /** -1 when the request names no member. */
  readonly memberEpoch: number;
}

/**
 * Whether this identity may commit now. Without one a group without members takes commits, as from an admin tool or a
 * consumer that assigns partitions itself. `memberEpochKnown`: the request speaks of epochs, not only of generations.
 * @throws DraveError UNKNOWN_MEMBER_ID, UNSUPPORTED_VERSION, STALE_MEMBER_EPOCH, ILLEGAL_GENERATION.
 */
export function checkCommit(group: ConsumerGroup, identity: OffsetIdentity, memberEpochKnown: boolean): void {
  if (identity.memberEpoch < 0 && group.members.size === 0) return;
  const member = group.members.get(identity.memberId ?? '');
  if (member?.classic === null && !memberEpochKnown)
    throw new DraveError('UNSUPPORTED_VERSION', 'members of the newer protocol commit with OffsetCommit 9 or above');
  checkEpochOf(group, identity);
}

/**
 * Whether this identity may commit in a transaction now (KIP-447). Who names no member is fenced by the transaction
 * alone (KAFKA-18060).
 * @throws DraveError UNKNOWN_MEMBER_ID; ILLEGAL_GENERATION, which clients below version 6 of TxnOffsetCommit are told
 * of epochs too.
 */
export function checkTransactionalCommit(
  group: ConsumerGroup,
  identity: OffsetIdentity & { readonly groupInstanceId: string | undefined },
): void {
  const { memberId, memberEpoch, groupInstanceId } = identity;
  if (memberEpoch < 0 && group.members.size === 0) return;
  if (memberEpoch === -1 && memberId === '' && groupInstanceId === undefined) return;
  try {
    checkEpochOf(group, identity);
  } catch (reason) {
    throw isDraveError(reason, 'STALE_MEMBER_EPOCH') ? new DraveError('ILLEGAL_GENERATION', reason.message) : reason;
  }
}

/**
 * Whether this identity may read offsets: a client without one may, and a member with its present epoch.
 * @throws DraveError UNKNOWN_MEMBER_ID, STALE_MEMBER_EPOCH, ILLEGAL_GENERATION.
 */
export function checkFetch(group: ConsumerGroup, identity: OffsetIdentity): void {
  if ((identity.memberId === null || identity.memberId === '') && identity.memberEpoch < 0) return;
  checkEpochOf(group, identity);
}

function checkEpochOf(group: ConsumerGroup, { memberId, memberEpoch }: OffsetIdentity): void {
  const member = group.members.get(memberId ?? '');
  if (member === undefined) throw unknownMember({ groupId: group.groupId, memberId: memberId ?? '' });
  if (memberEpoch === member.memberEpoch) return;
  const message = `member '${member.memberId}' has epoch ${member.memberEpoch}, not ${memberEpoch}`;
  throw new DraveError(member.classic === null ? 'STALE_MEMBER_EPOCH' : 'ILLEGAL_GENERATION', message);
}
