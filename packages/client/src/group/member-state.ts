import type { DraveError, ErrorCode } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import { mayPass } from '../cluster/coordinator-caller.js';
import type { GroupSettings } from './group-settings.js';
import { PartitionSet } from './owned-partitions.js';

/** What a consumer subscribes to. */
export interface Subscription {
  readonly topics: readonly string[];
  /** RE2 syntax, must match whole names; empty for none. */
  readonly topicRegex: string;
}

/** What a refused heartbeat comes to. With `lost` the member was one: nothing may be worked on any more. */
type MemberFate =
  /** It joins again: at once, or after the pause for so many failures before this one. */
  | { readonly kind: 'rejoin'; readonly lost: boolean; readonly failures: number | undefined }
  | { readonly kind: 'retry'; readonly failures: number }
  /** Only the application can help. */
  | { readonly kind: 'over'; readonly lost: boolean };

/**
 * What a member of a group knows and says (KIP-848). A pure state machine: no clock, no I/O.
 *
 * The coordinator says what to work on (`target`); the application takes it up and lets it go at its own pace
 * (`owned`). What it holds or was given is claimed in every heartbeat, so that the coordinator gives nothing of it to
 * others before we say so.
 */
export class MemberState {
  readonly memberId: string;
  private readonly settings: GroupSettings;
  private subscription: Subscription = { topics: [], topicRegex: '' };
  private epochNow = 0;
  private placesLost = 0;
  private targetNow = PartitionSet.none;
  private ownedNow = PartitionSet.none;
  /** The coordinator may count us as a member, be it that we have not heard so. */
  private known = false;
  /** The coordinator may have missed something of what we said, or we of what it said. */
  private sayAll = true;
  private failures = 0;

  constructor(memberId: string, settings: GroupSettings) {
    this.memberId = memberId;
    this.settings = settings;
  }

  /** 0 while the member is not in the group. */
  get epoch(): number {
    return this.epochNow;
  }

  get joined(): boolean {
    return this.epochNow > 0;
  }

  /**
   * Names this place in the group: another one once it is lost, be it that the member has got a new one under the same
   * id. What was begun in one place must not end in another.
   */
  get place(): number {
    return this.placesLost;
  }

  get target(): PartitionSet {
    return this.targetNow;
  }

  get owned(): PartitionSet {
    return this.ownedNow;
  }

  subscribe(subscription: Subscription): void {
    this.subscription = subscription;
    this.sayAll = true;
  }

  /** What the application works on by now. True when it let go of something: others wait for that to be told. */
  setOwned(owned: PartitionSet): boolean {
    const released = this.ownedNow.without(owned).size > 0;
    this.ownedNow = owned;
    return released;
  }

  /** The heartbeat to send now. Whatever is never said again unless something changes is in it when it may be news. */
  heartbeat(): dataV1.GroupHeartbeatRequest {
    this.known = true;
    // Everything that we were given may be taken up at any moment, so all of it counts as held.
    const claimed = this.joined ? this.ownedNow.plus(this.targetNow) : PartitionSet.none;
    const request = { ...this.identity(), memberEpoch: this.epochNow, owned: claimed.toMessage() };
    if (!this.sayAll) return request;
    // Until the answer is here; a change meanwhile sets it again.
    this.sayAll = false;
    return {
      ...request,
      rebalanceTimeoutMs: this.settings.maxPollIntervalMs,
      subscription: this.subscription,
      serverAssignor: this.settings.assignor,
    };
  }

  /** True when there is another target now. */
  answered(response: dataV1.GroupHeartbeatResponse): boolean {
    this.failures = 0;
    this.epochNow = response.memberEpoch;
    if (response.assignment === undefined) return false;
    const target = PartitionSet.fromMessage(response.assignment);
    if (target.equals(this.targetNow)) return false;
    this.targetNow = target;
    return true;
  }

  refused(error: DraveError): MemberFate {
    this.sayAll = true;
    const lost = this.joined;
    if (REJOIN.has(error.code)) {
      this.forget();
      return { kind: 'rejoin', lost, failures: lost ? undefined : this.failures++ };
    }
    // A static member's place is still held by its last process: its session ends, or it leaves.
    if (mayPass(error) || error.code === 'UNRELEASED_INSTANCE_ID') return { kind: 'retry', failures: this.failures++ };
    this.forget();
    return { kind: 'over', lost };
  }

  /** Gives the place up. The last heartbeat, unless the coordinator has never heard of us. */
  leave(): dataV1.GroupHeartbeatRequest | undefined {
    if (!this.known) return undefined;
    this.known = false;
    this.forget();
    const memberEpoch = this.settings.instanceId === undefined ? LEAVE_EPOCH : STATIC_LEAVE_EPOCH;
    return { ...this.identity(), memberEpoch };
  }

  private identity() {
    const { groupId, instanceId, rack, clientId } = this.settings;
    return { groupId, memberId: this.memberId, instanceId, rackId: rack, clientId };
  }

  private forget(): void {
    this.placesLost++;
    this.epochNow = 0;
    this.targetNow = PartitionSet.none;
    this.ownedNow = PartitionSet.none;
    this.sayAll = true;
  }
}

const LEAVE_EPOCH = -1;
/** A static member keeps its place until its session ends (KIP-345). */
const STATIC_LEAVE_EPOCH = -2;

/** The coordinator does not know us, or knows us better: everything is given up, and we come back with epoch 0. */
const REJOIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FENCED_MEMBER_EPOCH',
  'UNKNOWN_MEMBER_ID',
  'GROUP_ID_NOT_FOUND',
]);
