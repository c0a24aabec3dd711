import type { DraveError, ErrorCode } from '@drave/base';
import type { dataV1 } from '@drave/rpc';
import { mayPass } from '../cluster/coordinator-caller.js';
import type { GroupSettings } from './group-settings.js';
import { PartitionSet } from './owned-partitions.js';

/** The topics that a consumer subscribes to. */
export interface Subscription {
  readonly topics: readonly string[];
  /** An expression in RE2 syntax that must match whole topic names; empty for none. */
  readonly topicRegex: string;
}

/** What follows from a refused heartbeat. `lost` is true when it ended a membership: all its partitions are lost. */
type RefusalOutcome =
  /** The member joins again: at once (undefined), or after the pause for this many earlier failures. */
  | { readonly kind: 'rejoin'; readonly lost: boolean; readonly failures: number | undefined }
  | { readonly kind: 'retry'; readonly failures: number }
  /** The error is final, and the application gets it. */
  | { readonly kind: 'over'; readonly lost: boolean };

/**
 * The state of a group member, and the heartbeats that follow from it (KIP-848). A pure state machine: no clock, no
 * I/O.
 *
 * The coordinator assigns partitions (`target`), and the application takes and releases them inside its polls
 * (`owned`). Every heartbeat claims both, so that the coordinator assigns none of them to others before this member has
 * released it.
 */
export class MemberState {
  readonly memberId: string;
  private readonly settings: GroupSettings;
  private subscription: Subscription = { topics: [], topicRegex: '' };
  private epochNow = 0;
  private membershipsLost = 0;
  private targetNow = PartitionSet.none;
  private ownedNow = PartitionSet.none;
  /** True when the coordinator may have this member, even if no answer to its heartbeat has arrived. */
  private known = false;
  /** True when a request or an answer may have been lost, so that the next heartbeat must carry every field. */
  private sendAllFields = true;
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
   * A number for one uninterrupted membership: it changes when the membership is lost, although the member joins again
   * under the same id. What was begun in one membership must not be finished in another.
   */
  get membershipNumber(): number {
    return this.membershipsLost;
  }

  get target(): PartitionSet {
    return this.targetNow;
  }

  get owned(): PartitionSet {
    return this.ownedNow;
  }

  subscribe(subscription: Subscription): void {
    this.subscription = subscription;
    this.sendAllFields = true;
  }

  /** Sets the partitions that the application has now. True when it has released some, which other members wait for. */
  setOwned(owned: PartitionSet): boolean {
    const released = this.ownedNow.without(owned).size > 0;
    this.ownedNow = owned;
    return released;
  }

  /**
   * The heartbeat to send now. The fields that need to be sent only once are in it when the coordinator may not have
   * them.
   */
  heartbeat(): dataV1.GroupHeartbeatRequest {
    this.known = true;
    // The application may take any assigned partition at any moment, so all of them are claimed.
    const claimed = this.joined ? this.ownedNow.plus(this.targetNow) : PartitionSet.none;
    const request = { ...this.identity(), memberEpoch: this.epochNow, owned: claimed.toMessage() };
    if (!this.sendAllFields) return request;
    // A change of the subscription, or a failure of this heartbeat, sets it again.
    this.sendAllFields = false;
    return {
      ...request,
      rebalanceTimeoutMs: this.settings.maxPollIntervalMs,
      subscription: this.subscription,
      serverAssignor: this.settings.assignor,
    };
  }

  /** Takes the answer to a heartbeat. True when the target has changed. */
  answered(response: dataV1.GroupHeartbeatResponse): boolean {
    this.failures = 0;
    this.epochNow = response.memberEpoch;
    if (response.assignment === undefined) return false;
    const target = PartitionSet.fromMessage(response.assignment);
    if (target.equals(this.targetNow)) return false;
    this.targetNow = target;
    return true;
  }

  refused(error: DraveError): RefusalOutcome {
    this.sendAllFields = true;
    const lost = this.joined;
    if (REJOIN.has(error.code)) {
      this.forget();
      return { kind: 'rejoin', lost, failures: lost ? undefined : this.failures++ };
    }
    // UNRELEASED_INSTANCE_ID: the instance id still belongs to the process before, until that leaves or its session
    // ends.
    if (mayPass(error) || error.code === 'UNRELEASED_INSTANCE_ID') return { kind: 'retry', failures: this.failures++ };
    this.forget();
    return { kind: 'over', lost };
  }

  /** Ends the membership. Returns the heartbeat that leaves the group; undefined when none was ever sent. */
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
    this.membershipsLost++;
    this.epochNow = 0;
    this.targetNow = PartitionSet.none;
    this.ownedNow = PartitionSet.none;
    this.sendAllFields = true;
  }
}

const LEAVE_EPOCH = -1;
/** The epoch with which a static member leaves and keeps its place until its session ends (KIP-345, KIP-848). */
const STATIC_LEAVE_EPOCH = -2;

/**
 * The coordinator does not have this member, or has it under a newer epoch: the member drops its partitions, and joins
 * again with epoch 0.
 */
const REJOIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FENCED_MEMBER_EPOCH',
  'UNKNOWN_MEMBER_ID',
  'GROUP_ID_NOT_FOUND',
]);
