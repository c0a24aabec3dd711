import { DraveError } from '@drave/base';
import { CONSUMER_PROTOCOL_TYPE } from '../classic/classic-group.js';
import type { JoinGroupRequest, MemberRef } from '../classic/classic-requests.js';
import { type ConsumerGroup, membersOf, staticMember } from '../consumer/consumer-group.js';
import type { ClassicMember, ConsumerMember } from '../consumer/member.js';
import { checkInstance, unknownMember } from '../consumer/membership.js';

interface ClassicSpeaker {
  readonly member: ConsumerMember;
  readonly classic: ClassicMember;
}

/**
 * The member of a group of type consumer that speaks in the classic protocol.
 * @throws DraveError UNKNOWN_MEMBER_ID, also for one that speaks the newer protocol; FENCED_INSTANCE_ID.
 */
function classicSpeaker(group: ConsumerGroup, ref: Omit<MemberRef, 'generationId'>): ClassicSpeaker {
  const { memberId, groupInstanceId } = ref;
  const member = groupInstanceId === undefined ? group.members.get(memberId) : staticMember(group, groupInstanceId);
  if (member === undefined) throw unknownMember(ref);
  checkInstance(member, ref);
  if (member.classic === null)
    throw new DraveError('UNKNOWN_MEMBER_ID', `member '${memberId}' does not speak the classic protocol`);
  return { member, classic: member.classic };
}

/** Finds the member as `classicSpeaker` does, in its present generation. @throws DraveError ILLEGAL_GENERATION too. */
export function currentSpeaker(group: ConsumerGroup, ref: MemberRef): ClassicSpeaker {
  const speaker = classicSpeaker(group, ref);
  if (ref.generationId === speaker.member.memberEpoch) return speaker;
  const message = `member '${ref.memberId}' is in generation ${speaker.member.memberEpoch}, not ${ref.generationId}`;
  throw new DraveError('ILLEGAL_GENERATION', message);
}

/** The names that every classic member supports; none when there is no such member. */
export function commonClassicProtocols(members: Iterable<ConsumerMember>): ReadonlySet<string> {
  let common: Set<string> | undefined;
  for (const { classic } of members) {
    if (classic === null) continue;
    const names = new Set(classic.protocols.map(({ name }) => name));
    common = common === undefined ? names : new Set([...common].filter((name) => names.has(name)));
  }
  return common ?? new Set();
}

/**
 * A member may only offer what leaves the classic members a protocol in common: the group may become a classic one.
 * @throws DraveError INCONSISTENT_GROUP_PROTOCOL.
 */
export function checkProtocols(group: ConsumerGroup, memberId: string, request: JoinGroupRequest): void {
  const { protocolType, protocols, groupInstanceId } = request;
  const isItself = (member: ConsumerMember): boolean =>
    member.memberId === memberId || (groupInstanceId !== undefined && member.instanceId === groupInstanceId);
  const others = membersOf(group).filter((member) => member.classic !== null && !isItself(member));
  const common = commonClassicProtocols(others);
  const fits =
    protocolType === CONSUMER_PROTOCOL_TYPE &&
    protocols.length > 0 &&
    (others.length === 0 || protocols.some(({ name }) => common.has(name)));
  if (!fits)
    throw new DraveError('INCONSISTENT_GROUP_PROTOCOL', `the protocols of member '${memberId}' do not fit the group`);
}
