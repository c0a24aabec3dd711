import { DrainLoop, DraveError, type Millis, uuidFrom } from '@drave/base';
import type { TimerHandle } from '@drave/env';
import { type dataV1, groupMemberService } from '@drave/rpc';
import type { CoordinatorLink } from './coordinator-link.js';
import type { GroupSettings } from './group-settings.js';
import { MemberState, type Subscription } from './member-state.js';
import type { PartitionSet } from './owned-partitions.js';

interface MembershipEvents {
  /** The target has changed, so the next poll must reconcile. */
  changed(): void;
  /** The membership is over, and its partitions are lost. After most reasons the member joins again by itself. */
  lost(reason: DraveError): void;
  /** The error is final: the member does not join again. */
  failed(error: DraveError): void;
}

/**
 * One member of a group, from its first heartbeat to its last: it drives `MemberState` with a clock and a coordinator.
 */
export class GroupMembership {
  private readonly link: CoordinatorLink;
  private readonly settings: GroupSettings;
  private readonly events: MembershipEvents;
  private readonly loop: DrainLoop;
  private readonly state: MemberState;
  private active = false;
  private dueMs: Millis = 0;
  private timer: TimerHandle | undefined;
  /** Resolves when no heartbeat is under way. */
  private idle: Promise<void> = Promise.resolve();

  constructor(link: CoordinatorLink, settings: GroupSettings, events: MembershipEvents) {
    this.link = link;
    this.settings = settings;
    this.events = events;
    this.state = new MemberState(
      uuidFrom((length) => link.ports.env.random.bytes(length)),
      settings,
    );
    this.loop = new DrainLoop(
      () => this.turn(),
      (reason) => events.failed(DraveError.from(reason)),
    );
  }

  get memberId(): string {
    return this.state.memberId;
  }

  /** The member epoch; 0 while it is not in the group. */
  get epoch(): number {
    return this.state.epoch;
  }

  /** A number for one uninterrupted membership: see `MemberState.membershipNumber`. */
  get membershipNumber(): number {
    return this.state.membershipNumber;
  }

  get target(): PartitionSet {
    return this.state.target;
  }

  get owned(): PartitionSet {
    return this.state.owned;
  }

  get joined(): boolean {
    return this.state.joined;
  }

  /** Joins with this subscription, or replaces the one before. */
  subscribe(subscription: Subscription): void {
    this.state.subscribe(subscription);
    this.active = true;
    this.heartbeatSoon();
  }

  /** Sets the partitions that the application has now. A release is sent at once, because other members wait for it. */
  setOwned(owned: PartitionSet): void {
    if (this.state.setOwned(owned)) this.heartbeatSoon();
  }

  /**
   * Stops heartbeats and leaves the group, which then assigns the partitions to others. Waits up to `deadlineMs` for
   * the answer, and never rejects.
   */
  async leave(deadlineMs: Millis): Promise<void> {
    this.active = false;
    this.disarm();
    await this.idle;
    const request = this.state.leave();
    if (request === undefined) return;
    const { env } = this.link.ports;
    try {
      const endMs = env.clock.monotonicMs() + deadlineMs;
      await this.link.call(groupMemberService.methods.groupHeartbeat, () => request, endMs);
    } catch (reason) {
      const error = DraveError.from(reason);
      // Without this heartbeat the session times out, and a member that was removed already need not leave.
      env.logger.debug({ group: this.settings.groupId, code: error.code }, 'could not tell the group that we leave');
    }
  }

  async stop(): Promise<void> {
    this.active = false;
    this.disarm();
    await this.loop.stop();
  }

  private heartbeatSoon(): void {
    this.dueMs = 0;
    this.loop.wake();
  }

  private turn(): Promise<void> {
    this.idle = this.heartbeatWhenDue();
    return this.idle;
  }

  private async heartbeatWhenDue(): Promise<void> {
    if (!this.active) return;
    const nowMs = this.link.ports.env.clock.monotonicMs();
    if (nowMs < this.dueMs) {
      this.arm(this.dueMs - nowMs);
      return;
    }
    this.dueMs = Number.POSITIVE_INFINITY;
    try {
      const response = await this.link.attempt(groupMemberService.methods.groupHeartbeat, this.state.heartbeat());
      if (this.active) this.answered(response);
    } catch (reason) {
      if (this.active) this.refused(DraveError.from(reason));
    }
    if (this.active) this.loop.wake();
  }

  private answered(response: dataV1.GroupHeartbeatResponse): void {
    const untilNextMs = Math.max(1, response.heartbeatIntervalMs);
    // 0: another heartbeat was requested while this one was under way.
    if (this.dueMs !== 0) this.dueMs = this.link.ports.env.clock.monotonicMs() + untilNextMs;
    if (this.state.answered(response)) this.events.changed();
  }

  private refused(error: DraveError): void {
    const { env, backoff } = this.link.ports;
    const about = { group: this.settings.groupId, code: error.code };
    const outcome = this.state.refused(error);
    switch (outcome.kind) {
      case 'rejoin':
        if (outcome.lost) this.events.lost(error);
        env.logger.warn(about, 'not a member any more; joining again');
        this.dueMs = env.clock.monotonicMs() + (outcome.failures === undefined ? 0 : backoff.delayMs(outcome.failures));
        return;
      case 'retry':
        env.logger.debug(about, 'heartbeat failed');
        this.dueMs = env.clock.monotonicMs() + backoff.delayMs(outcome.failures);
        return;
      case 'over':
        this.active = false;
        if (outcome.lost) this.events.lost(error);
        this.events.failed(error);
        return;
    }
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
