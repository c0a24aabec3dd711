import { assert, type Millis, type TopicName } from '@drave/base';
import type { ClassicGroupValue, GroupId, MemberId } from '../state/group-record.js';
import { metadataOf, type ClassicMember } from './classic-member.js';
import type { JoinedMember, MemberProtocol } from './classic-requests.js';

export type ClassicState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** The states from which each state may be entered. */
const ENTERED_FROM: Readonly<Record<ClassicState, readonly ClassicState[]>> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Empty', 'CompletingRebalance', 'Stable'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'],
};

/** The protocol type of ordinary consumers: the only one whose metadata a coordinator may look into. */
export const CONSUMER_PROTOCOL_TYPE = 'consumer';

/** Reads the topics out of a consumer's metadata; undefined when they cannot be read. */
export type SubscriptionReader = (metadata: Buffer) => readonly TopicName[] | undefined;

/**
 * One group of the classic protocol. What a rebalance is about is kept here only, and lost with the leadership; the
 * outcome of the last completed one is in the log (`value`).
 */
export class ClassicGroup {
  readonly groupId: GroupId;
  protocolType: string | undefined;
  protocolName: string | undefined;
  generationId = 0;
  leaderId: MemberId | undefined;
  /** Member ids that were handed out and not used yet (KIP-394). A rebalance waits for them. */
  readonly pendingMembers = new Set<MemberId>();
  /** Members of this generation that have not sent their SyncGroup. */
  readonly pendingSync = new Set<MemberId>();
  /** While the first rebalance is held up for more members: what is left of the longest delay. */
  initialDelayLeftMs: Millis | undefined;
  /** A member joined during that delay. */
  newMemberAdded = false;
  /** Topics of all members; undefined when they are not known. */
  subscribedTopics: ReadonlySet<TopicName> | undefined;
  private stateNow: ClassicState = 'Empty';
  /** Wall clock; -1 when the log did not say. */
  private sinceMs: Millis;
  private readonly byId = new Map<MemberId, ClassicMember>();
  private readonly byInstance = new Map<string, MemberId>();
  /** How many members support each protocol. */
  private readonly supporters = new Map<string, number>();

  constructor(groupId: GroupId, wallMs: Millis) {
    this.groupId = groupId;
    this.sinceMs = wallMs;
  }

  static fromValue(groupId: GroupId, value: ClassicGroupValue, readTopics: SubscriptionReader): ClassicGroup {
    const group = new ClassicGroup(groupId, value.currentStateTimestampMs);
    group.protocolType = value.protocolType === '' ? undefined : value.protocolType;
    group.generationId = value.generationId;
    group.protocolName = value.protocolName;
    for (const member of value.members) {
      const protocols = [{ name: value.protocolName ?? '', metadata: member.subscription }];
      const { subscription: _, ...rest } = member;
      group.add({ ...rest, protocols, isNew: false, awaitingJoin: undefined, awaitingSync: undefined });
    }
    group.leaderId = value.leaderId;
    group.stateNow = value.members.length === 0 ? 'Empty' : 'Stable';
    group.readSubscriptions(readTopics);
    return group;
  }

  /** Stable in this generation: what a group of type consumer has become. */
  static ofConsumers(
    groupId: GroupId,
    generationId: number,
    members: readonly ClassicMember[],
    readTopics: SubscriptionReader,
    wallMs: Millis,
  ): ClassicGroup {
    const group = new ClassicGroup(groupId, wallMs);
    group.protocolType = CONSUMER_PROTOCOL_TYPE;
    group.generationId = generationId;
    for (const member of members) group.add(member);
    group.protocolName = group.selectProtocol();
    group.stateNow = 'Stable';
    group.readSubscriptions(readTopics);
    return group;
  }

  get state(): ClassicState {
    return this.stateNow;
  }

  /** Wall clock; -1 when it is not known. */
  get stateSinceMs(): Millis {
    return this.sinceMs;
  }

  get size(): number {
    return this.byId.size;
  }

  get members(): IterableIterator<ClassicMember> {
    return this.byId.values();
  }

  get awaitingJoinCount(): number {
    let count = 0;
    for (const member of this.byId.values()) if (member.awaitingJoin !== undefined) count++;
    return count;
  }

  get hasAllMembersJoined(): boolean {
    if (this.pendingMembers.size > 0) return false;
    for (const member of this.byId.values()) if (member.awaitingJoin === undefined) return false;
    return true;
  }

  /** The longest that any member needs. */
  get rebalanceTimeoutMs(): Millis {
    let longest = 0;
    for (const { rebalanceTimeoutMs } of this.byId.values()) longest = Math.max(longest, rebalanceTimeoutMs);
    return longest;
  }

  get canRebalance(): boolean {
    return ENTERED_FROM.PreparingRebalance.includes(this.stateNow);
  }

  enter(state: ClassicState, wallMs: Millis): void {
    assert(ENTERED_FROM[state].includes(this.stateNow), `a group goes from ${this.stateNow} to ${state}`);
    this.stateNow = state;
    this.sinceMs = wallMs;
  }

  get(memberId: MemberId): ClassicMember | undefined {
    return this.byId.get(memberId);
  }

  requireMember(memberId: MemberId): ClassicMember {
    const member = this.byId.get(memberId);
    assert(member !== undefined, 'the member is in the group');
    return member;
  }

  has(memberId: MemberId): boolean {
    return this.byId.has(memberId);
  }

  isLeader(memberId: MemberId): boolean {
    return this.leaderId === memberId;
  }

  staticMemberId(groupInstanceId: string): MemberId | undefined {
    return this.byInstance.get(groupInstanceId);
  }

  add(member: ClassicMember): void {
    assert(!this.byId.has(member.memberId), 'a member is added once');
    if (this.byId.size === 0) this.leaderId = undefined;
    this.byId.set(member.memberId, member);
    this.leaderId ??= member.memberId;
    if (member.groupInstanceId !== undefined) {
      assert(!this.byInstance.has(member.groupInstanceId), 'an instance id stands for one member');
      this.byInstance.set(member.groupInstanceId, member.memberId);
    }
    this.count(member.protocols, 1);
    this.pendingMembers.delete(member.memberId);
  }

  remove(memberId: MemberId): void {
    const member = this.requireMember(memberId);
    this.byId.delete(memberId);
    if (member.groupInstanceId !== undefined) this.byInstance.delete(member.groupInstanceId);
    this.count(member.protocols, -1);
    this.pendingSync.delete(memberId);
    if (this.leaderId === memberId) {
      const [next] = this.byId.keys();
      this.leaderId = next;
    }
  }

  /** A static member came back under a new id: the new one takes its place, also in the order and as leader. */
  replaceStatic(groupInstanceId: string, oldId: MemberId, newId: MemberId): ClassicMember {
    assert(this.byInstance.get(groupInstanceId) === oldId, 'the instance id belongs to the old member');
    const member = this.requireMember(oldId);
    this.byId.delete(oldId);
    member.memberId = newId;
    this.byId.set(newId, member);
    this.byInstance.set(groupInstanceId, newId);
    if (this.leaderId === oldId) this.leaderId = newId;
    if (this.pendingSync.delete(oldId)) this.pendingSync.add(newId);
    return member;
  }

  updateProtocols(member: ClassicMember, protocols: readonly MemberProtocol[]): void {
    this.count(member.protocols, -1);
    member.protocols = protocols;
    this.count(protocols, 1);
  }

  /** Whether a member with these could be in the group as it is. */
  supports(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.stateNow === 'Empty') return protocolType !== '' && protocols.length > 0;
    if (this.protocolType !== protocolType) return false;
    return this.byId.size === 0
      ? protocols.length > 0
      : protocols.some(({ name }) => this.supporters.get(name) === this.byId.size);
  }

  /** A leader that has not joined again hands over to a member that has. False when there is none. */
  electLeaderThatJoined(): boolean {
    if (this.leaderId !== undefined && this.byId.get(this.leaderId)?.awaitingJoin !== undefined) return true;
    for (const member of this.byId.values()) {
      if (member.awaitingJoin === undefined) continue;
      this.leaderId = member.memberId;
      return true;
    }
    return false;
  }

  /**
   * Each member votes for the first of its protocols that all support; most votes win, the earliest voted for at a tie.
   */
  selectProtocol(): string {
    assert(this.byId.size > 0, 'only a group with members selects a protocol');
    const votes = new Map<string, number>();
    for (const { protocols } of this.byId.values()) {
      const choice = protocols.find(({ name }) => this.supporters.get(name) === this.byId.size);
      assert(choice !== undefined, 'a member supports what all members support');
      votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
    }
    let winner: string | undefined;
    for (const [name, count] of votes) if (winner === undefined || count > (votes.get(winner) ?? 0)) winner = name;
    assert(winner !== undefined, 'there are votes');
    return winner;
  }

  initNextGeneration(readTopics: SubscriptionReader, wallMs: Millis): void {
    this.generationId++;
    this.pendingSync.clear();
    this.protocolName = this.byId.size === 0 ? undefined : this.selectProtocol();
    this.readSubscriptions(readTopics);
    this.enter(this.byId.size === 0 ? 'Empty' : 'CompletingRebalance', wallMs);
  }

  /** What every member said under the chosen protocol, for the leader. */
  currentMembers(): JoinedMember[] {
    return [...this.byId.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: metadataOf(member, this.protocolName),
    }));
  }

  /** What is written, with these assignments. */
  value(wallMs: Millis, assignmentOf: (member: ClassicMember) => Buffer): ClassicGroupValue {
    return {
      protocolType: this.protocolType ?? '',
      generationId: this.generationId,
      protocolName: this.protocolName,
      leaderId: this.leaderId,
      currentStateTimestampMs: wallMs,
      members: [...this.byId.values()].map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        rebalanceTimeoutMs: member.rebalanceTimeoutMs,
        sessionTimeoutMs: member.sessionTimeoutMs,
        subscription: metadataOf(member, this.protocolName),
        assignment: assignmentOf(member),
      })),
    };
  }

  /** Holds between any two events. */
  invariants(): void {
    if (this.stateNow === 'Empty' || this.stateNow === 'Dead')
      assert(this.byId.size === 0, 'nobody is in an empty group');
    if (this.byId.size > 0) {
      assert(this.leaderId !== undefined && this.byId.has(this.leaderId), 'the leader is a member');
      assert(this.protocolType !== undefined, 'a group with members has a protocol type');
    }
    for (const member of this.byId.values()) {
      assert(member.awaitingJoin === undefined || member.awaitingSync === undefined, 'a member waits for one thing');
      if (member.awaitingJoin !== undefined)
        assert(this.stateNow !== 'CompletingRebalance', 'whoever joins waits only for a rebalance, or for the log');
      if (member.awaitingSync !== undefined)
        assert(this.stateNow === 'CompletingRebalance', 'whoever syncs waits for the leader');
    }
    for (const memberId of this.pendingMembers) assert(!this.byId.has(memberId), 'a pending member is not a member');
    for (const memberId of this.pendingSync) assert(this.byId.has(memberId), 'who shall sync is a member');
    for (const [id, memberId] of this.byInstance)
      assert(this.byId.get(memberId)?.groupInstanceId === id, 'an instance id leads to its member');
  }

  private readSubscriptions(readTopics: SubscriptionReader): void {
    this.subscribedTopics = undefined;
    if (this.protocolType !== CONSUMER_PROTOCOL_TYPE) return;
    const topics = new Set<TopicName>();
    for (const member of this.byId.values()) {
      const read = readTopics(metadataOf(member, this.protocolName));
      if (read === undefined) return;
      for (const topic of read) topics.add(topic);
    }
    this.subscribedTopics = topics;
  }

  private count(protocols: readonly MemberProtocol[], by: 1 | -1): void {
    for (const name of new Set(protocols.map((protocol) => protocol.name))) {
      const supporters = (this.supporters.get(name) ?? 0) + by;
      if (supporters === 0) this.supporters.delete(name);
      else this.supporters.set(name, supporters);
    }
  }
}
