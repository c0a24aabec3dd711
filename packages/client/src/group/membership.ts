import { DrainLoop, DraveError, type ErrorCode, type Millis, uuidFrom } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { type dataV1, groupMemberService } from '@drave/rpc';
import { type CoordinatorLink, mayPass } from './coordinator-link.js';
import type { GroupSettings } from './group-settings.js';
import { PartitionSet } from './owned-partitions.js';

/** What a consumer subscribes to. */
export interface Subscription {
  readonly topics: readonly string[];
  /** RE2 syntax, must match whole names; empty for none. */
  readonly topicRegex: string;
}

export interface MembershipEvents {
  /** The target is another one, or something was lost: the next poll must look. */
  changed(): void;
  /** The membership is over; nothing may be worked on any more. The member joins again by itself. */
  lost(reason: DraveError): void;
  /** Only the application can help. */
  failed(error: DraveError): void;
}

/**
 * One member of a group, from its first heartbeat to its leaving (KIP-848). The coordinator says what to work on
 * (`target`); the application takes it up and lets it go at its own pace (`owned`), and what it holds or was given is
 * claimed in every heartbeat, so that the coordinator gives nothing of it to others before we say so.
 */
export class GroupMembership {
  readonly memberId: string;
  private readonly link: CoordinatorLink;
  private readonly settings: GroupSettings;
  private readonly events: MembershipEvents;
  private readonly loop: DrainLoop;
  private subscription: Subscription = { topics: [], topicRegex: '' };
  private epochNow = 0;
  private placesLost = 0;
  private targetNow = PartitionSet.none;
  private ownedNow = PartitionSet.none;
  private active = false;
  /** The coordinator may count us as a member, be it that we have not heard so. */
  private known = false;
  /** The coordinator may have missed something of what we said, or we of what it said. */
  private sayAll = true;
  private dueMs: Millis = 0;
  private timer: TimerHandle | undefined;
  private failures = 0;
  /** Resolves when no heartbeat is under way. */
  private idle: Promise<void> = Promise.resolve();

  constructor(link: CoordinatorLink, settings: GroupSettings, events: MembershipEvents) {
    this.link = link;
    this.settings = settings;
    this.events = events;
    this.memberId = uuidFrom((length) => link.ports.env.random.bytes(length));
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => events.failed(DraveError.from(reason)),
    );
  }

  /** 0 while the member is not in the group. */
  get epoch(): number {
    return this.epochNow;
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

  get joined(): boolean {
    return this.epochNow > 0;
  }

  /** Joins, or tells the group of another subscription. */
  subscribe(subscription: Subscription): void {
    this.subscription = subscription;
    this.sayAll = true;
    this.active = true;
    this.beatSoon();
  }

  /** What the application works on by now. Letting go of something is told at once: others wait for it. */
  setOwned(owned: PartitionSet): void {
    const released = this.ownedNow.without(owned).size > 0;
    this.ownedNow = owned;
    if (released) this.beatSoon();
  }

  /** Stops heartbeats and tells the group, which gives the partitions to others. Never rejects. */
  async leave(deadlineMs: Millis): Promise<void> {
    this.active = false;
    this.disarm();
    await this.idle;
    if (!this.known) return;
    this.known = false;
    const { env } = this.link.ports;
    const memberEpoch = this.settings.instanceId === undefined ? LEAVE_EPOCH : STATIC_LEAVE_EPOCH;
    this.forget();
    try {
      const request = { ...this.identity(), memberEpoch };
      await this.link.call(
        groupMemberService.methods.groupHeartbeat,
        () => request,
        env.clock.monotonicMs() + deadlineMs,
      );
    } catch (thrown) {
      const error = DraveError.from(thrown);
      // Without a word the session ends by itself; who is gone already need not leave.
      env.logger.debug({ group: this.settings.groupId, code: error.code }, 'could not tell the group that we leave');
    }
  }

  async stop(): Promise<void> {
    this.active = false;
    this.disarm();
    await this.loop.stop();
  }

  private beatSoon(): void {
    this.dueMs = 0;
    this.loop.wake();
  }

  private turn(): Promise<void> {
    this.idle = this.beatWhenDue();
    return this.idle;
  }

  private async beatWhenDue(): Promise<void> {
    if (!this.active) return;
    const nowMs = this.link.ports.env.clock.monotonicMs();
    if (nowMs < this.dueMs) {
      this.arm(this.dueMs - nowMs);
      return;
    }
    this.dueMs = Number.POSITIVE_INFINITY;
    this.known = true;
    try {
      const response = await this.link.attempt(groupMemberService.methods.groupHeartbeat, this.request());
      if (this.active) this.answered(response);
    } catch (thrown) {
      if (this.active) this.refused(DraveError.from(thrown));
    }
    if (this.active) this.loop.wake();
  }

  private request(): dataV1.GroupHeartbeatRequest {
    // Everything that we were given may be taken up at any moment, so all of it counts as held.
    const claimed = this.epochNow === 0 ? PartitionSet.none : this.ownedNow.plus(this.targetNow);
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

  private identity() {
    const { groupId, instanceId, rack, clientId } = this.settings;
    return { groupId, memberId: this.memberId, instanceId, rackId: rack, clientId };
  }

  private answered(response: dataV1.GroupHeartbeatResponse): void {
    this.failures = 0;
    this.epochNow = response.memberEpoch;
    const untilNextMs = Math.max(1, response.heartbeatIntervalMs);
    // Somebody asked for the next one while this one was under way.
    if (this.dueMs !== 0) this.dueMs = this.link.ports.env.clock.monotonicMs() + untilNextMs;
    if (response.assignment === undefined) return;
    const target = PartitionSet.fromMessage(response.assignment);
    if (target.equals(this.targetNow)) return;
    this.targetNow = target;
    this.events.changed();
  }

  private refused(error: DraveError): void {
    const { env, backoff } = this.link.ports;
    this.sayAll = true;
    if (REJOIN.has(error.code)) {
      const member = this.epochNow > 0;
      this.forget();
      if (member) this.events.lost(error);
      env.logger.warn({ group: this.settings.groupId, code: error.code }, 'not a member any more; joining again');
      this.dueMs = env.clock.monotonicMs() + (member ? 0 : backoff.delayMs(this.failures++));
    } else if (mayPass(error) || error.code === 'UNRELEASED_INSTANCE_ID') {
      env.logger.debug({ group: this.settings.groupId, code: error.code }, 'heartbeat failed');
      this.dueMs = env.clock.monotonicMs() + backoff.delayMs(this.failures++);
    } else {
      const member = this.epochNow > 0;
      this.active = false;
      this.forget();
      if (member) this.events.lost(error);
      this.events.failed(error);
    }
  }

  private forget(): void {
    this.placesLost++;
    this.epochNow = 0;
    this.targetNow = PartitionSet.none;
    this.ownedNow = PartitionSet.none;
    this.sayAll = true;
  }

  private arm(delayMs: Millis): void {
    this.disarm();
    if (Number.isFinite(delayMs)) this.timer = this.link.ports.env.timers.set(delayMs, () => this.loop.wake());
  }

  private disarm(): void {
    if (this.timer !== undefined) this.link.ports.env.timers.clear(this.timer);
    this.timer = undefined;
  }
}

const LEAVE_EPOCH = -1;
const STATIC_LEAVE_EPOCH = -2;

/** The coordinator does not know us, or knows us better: everything is given up, and we come back with epoch 0. */
const REJOIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FENCED_MEMBER_EPOCH',
  'UNKNOWN_MEMBER_ID',
  'GROUP_ID_NOT_FOUND',
]);
