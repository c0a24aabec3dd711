import { assert, DecayingValue, Patience, type Millis } from '@drave/base';
import type { RaftTimers } from '../timers.js';

/** Lateness that a healthy machine shows, as a share of the fetch timeout. */
const NORMAL_SHARE = 0.25;
/** What waits in the queues of a member that was late gets so much of the fetch timeout to be looked at. */
const GRACE_SHARE = 0.5;
/** The most that observed delays add to a timeout: three of Kafka's default fetch timeouts. */
export const DETECTION_EXTRA_MS_MAX = 6_000;
/** An election timeout never grows beyond this by failed elections, if it was not configured larger. */
const ELECTION_BACKOFF_MS_MAX = 4_000;
/** Failed elections are forgotten after so many election timeouts (as grown by then) without another one. */
const STABLE_ELECTION_TIMEOUTS = 20;
/**
 * A member that is late so many times in a row, each time within so many fetch timeouts of the time before, is so by
 * habit: about its own lateness there is no doubt. Fewer would not do: a leader that is paused until it is replaced,
 * and once more as soon as it leads again, has been late twice, and is as fast as ever.
 */
const LATE_IN_A_ROW = 3;
const LATE_AGAIN_TIMEOUTS = 3;

/** A quorum that has just formed knows nothing about its machine: so much longer a leader may be silent there. */
const SETTLING_EXTRA_MS = 2_000;
/** Until a member has heard so often of others, or has known a leader for so long. */
const SETTLED_AFTER = 8;
const SETTLING_MS_MAX = 4_000;

/**
 * How long this member waits before it concludes something from silence. Every timeout of the protocol passes through
 * here, and is exactly the configured one on a healthy machine.
 *
 * Nothing but the pace of failure detection depends on what is observed here. Epochs, votes and commits are counted,
 * and linearizable reads ask a majority, however long a timeout has become.
 */
export class Detection {
  private readonly timers: RaftTimers;
  private readonly patience: Patience;
  /** What a majority of the voters was heard to say. */
  private readonly quorum = new DecayingValue();
  /** How late this member was the latest times in a row, and when last. */
  private readonly recentLatenessMs: Millis[] = [];
  private lastLateMs: Millis = 0;
  private failedElections = 0;
  private lastFailureMs: Millis = 0;
  private graceLeftMs: Millis = DETECTION_EXTRA_MS_MAX;
  /** How often this member has still to hear of others before it has an idea of how late they are. */
  private observationsToSettle = 0;
  private settledAtMs: Millis = Number.POSITIVE_INFINITY;

  constructor(timers: RaftTimers) {
    this.timers = timers;
    this.patience = new Patience({ normalDelayMs: this.normalDelayMs, extraMsMax: DETECTION_EXTRA_MS_MAX });
  }

  /** Lateness up to this is no lateness. */
  get normalDelayMs(): Millis {
    return this.timers.fetchTimeoutMs * NORMAL_SHARE;
  }

  /** Who waits for another looks at the clock so often; where fetches are answered in time, it never comes to that. */
  get watchMs(): Millis {
    return this.timers.fetchMaxWaitMs + this.normalDelayMs / 2;
  }

  /** What observed delays add to every timeout now. */
  extraMs(nowMs: Millis): Millis {
    return Math.max(this.ownExtraMs(nowMs), this.quorumExtraMs(nowMs));
  }

  /** What this member alone has seen calls for so much. */
  ownExtraMs(nowMs: Millis): Millis {
    return this.patience.extraMs(nowMs);
  }

  private quorumExtraMs(nowMs: Millis): Millis {
    const extraMs = this.quorum.valueMs(nowMs);
    return extraMs > this.normalDelayMs ? extraMs : 0;
  }

  /** A majority of the voters says that their timeouts grow by so much. */
  quorumSaid(extraMs: Millis, nowMs: Millis): void {
    this.quorum.raise(Math.min(extraMs, DETECTION_EXTRA_MS_MAX), nowMs);
  }

  /** A follower whose leader answers no fetch for so long asks for pre-votes. */
  fetchTimeoutMs(nowMs: Millis): Millis {
    return this.timers.fetchTimeoutMs + this.extraMs(nowMs);
  }

  /** The quorum has just formed, as far as this member knows (`settling.ts`). */
  startSettling(): void {
    this.observationsToSettle = SETTLED_AFTER;
  }

  /** This member leads, or knows who does. */
  leaderKnown(nowMs: Millis): void {
    this.settledAtMs = Math.min(this.settledAtMs, nowMs + SETTLING_MS_MAX);
  }

  /** The quorum has a past in which others have seen how late its members are. */
  settle(): void {
    this.observationsToSettle = 0;
  }

  /**
   * What is added to verdicts on silence while the quorum settles. Said to nobody and remembered nowhere: it says
   * nothing about the machine.
   */
  settlingMs(nowMs: Millis): Millis {
    return this.observationsToSettle > 0 && nowMs < this.settledAtMs ? SETTLING_EXTRA_MS : 0;
  }

  /** A leader that hears no majority, or whose disk takes nothing, for so long resigns. */
  checkQuorumMs(nowMs: Millis): Millis {
    return this.fetchTimeoutMs(nowMs) * 1.5 + this.settlingMs(nowMs);
  }

  /**
   * The timeout without jitter. Every election that came to nothing doubles it, until there has been none for a while.
   */
  electionTimeoutMs(nowMs: Millis): Millis {
    return this.backedOffMs(nowMs) + this.extraMs(nowMs);
  }

  /** The deadline of a request, whose answer comes as late as everything else. */
  callTimeoutMs(configuredMs: Millis, nowMs: Millis): Millis {
    return configuredMs + this.extraMs(nowMs);
  }

  /** An answer or a fetch of another member came after `silenceMs`; at most `expectedMs` of them were meant to be. */
  observeSilence(silenceMs: Millis, expectedMs: Millis, nowMs: Millis): void {
    this.patience.observe(silenceMs - expectedMs, nowMs);
    if (this.observationsToSettle > 0) this.observationsToSettle--;
  }

  /** The own disk took `durationMs`. */
  observeFlush(durationMs: Millis, nowMs: Millis): void {
    this.patience.observe(durationMs, nowMs);
  }

  /** A deadline of this member was due `lateMs` ago. */
  observeLateness(lateMs: Millis, nowMs: Millis): void {
    this.patience.observe(lateMs, nowMs);
    if (lateMs <= this.normalDelayMs) return;
    const { recentLatenessMs } = this;
    if (nowMs - this.lastLateMs > this.timers.fetchTimeoutMs * LATE_AGAIN_TIMEOUTS) recentLatenessMs.length = 0;
    this.lastLateMs = nowMs;
    recentLatenessMs.push(lateMs);
    if (recentLatenessMs.length < LATE_IN_A_ROW) return;
    this.patience.habitual(Math.min(...recentLatenessMs), nowMs);
    recentLatenessMs.shift();
  }

  /** A verdict of this member, after so long a silence, was wrong: the other was there all the time. */
  mistaken(silenceMs: Millis, nowMs: Millis): void {
    this.patience.mistaken(silenceMs, nowMs);
  }

  /** An election of this member ended without a leader. */
  electionFailed(nowMs: Millis): void {
    this.failedElections = this.failuresNow(nowMs) + 1;
    this.lastFailureMs = nowMs;
  }

  /** This member has heard from the one that it waits for: lateness may be excused anew. */
  heard(): void {
    this.graceLeftMs = DETECTION_EXTRA_MS_MAX;
  }

  /**
   * This member was late, so that what would end a silence may still wait in a queue: it gives no verdict before the
   * returned instant. The grace is bounded: a member that is late again and again and hears from no other member in
   * between comes to a verdict all the same.
   */
  graceUntilMs(nowMs: Millis): Millis {
    const graceMs = Math.min(this.graceLeftMs, this.timers.fetchTimeoutMs * GRACE_SHARE);
    assert(graceMs >= 0, 'no more grace is given than there is');
    this.graceLeftMs -= graceMs;
    return nowMs + graceMs;
  }

  private backedOffMs(nowMs: Millis): Millis {
    const { electionTimeoutMs } = this.timers;
    const bound = Math.max(electionTimeoutMs, ELECTION_BACKOFF_MS_MAX);
    return Math.min(bound, electionTimeoutMs * 2 ** this.failuresNow(nowMs));
  }

  private failuresNow(nowMs: Millis): number {
    if (this.failedElections === 0) return 0;
    const { electionTimeoutMs } = this.timers;
    const bound = Math.max(electionTimeoutMs, ELECTION_BACKOFF_MS_MAX);
    const grownMs = Math.min(bound, electionTimeoutMs * 2 ** this.failedElections);
    if (nowMs - this.lastFailureMs >= grownMs * STABLE_ELECTION_TIMEOUTS) this.failedElections = 0;
    return this.failedElections;
  }
}
