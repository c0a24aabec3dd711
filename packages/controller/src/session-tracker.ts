import { Patience, type BrokerEpoch, type Millis, type NodeId, type Offset } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';

/** Lateness that a healthy machine shows, and what a session is lengthened by after ours, as a share of the timeout. */
const NORMAL_SHARE = 0.25;
/** Lateness of a look at the sessions up to this share of a session is a timer's own, and excuses nobody. */
const TIMER_SHARE = 0.01;
/** The most that late heartbeats add to a session. */
const SESSION_EXTRA_MS_MAX = 8_000;

interface SessionTiming {
  /** `broker.session.timeout.ms`. */
  readonly timeoutMs: Millis;
  /** `broker.heartbeat.interval.ms`. */
  readonly heartbeatIntervalMs: Millis;
  /** What this node adds to its other timeouts, because it or the machine is slow; 0 when all is well. */
  readonly extraMs: () => Millis;
}

/**
 * When each broker was heard of last, in the memory of the active controller alone. Pure; instants are monotonic.
 *
 * Heartbeats count when they arrive, not when their turn in the queue comes, and our own lateness counts for nobody: an
 * overloaded controller must not end the sessions of a healthy cluster (docs/faults.md B13). Where heartbeats have
 * become usual that come late, sessions are longer by a bounded multiple of that.
 */
export class SessionTracker {
  private readonly sessions: Map<NodeId, Session> = new Map();
  private readonly timing: SessionTiming;
  private readonly patience: Patience;
  /** When the sessions are looked at next, if this node is not late. */
  private dueMs: Millis = Number.POSITIVE_INFINITY;
  /** The end of the last time in which this node did not listen. */
  private listeningSinceMs: Millis = Number.NEGATIVE_INFINITY;

  constructor(timing: SessionTiming) {
    this.timing = timing;
    this.patience = new Patience({ normalDelayMs: this.normalDelayMs, extraMsMax: SESSION_EXTRA_MS_MAX });
  }

  /** Lateness up to this is what a healthy machine shows, and counts as none. */
  get normalDelayMs(): Millis {
    return this.timing.timeoutMs * NORMAL_SHARE;
  }

  /** What a session lasts that begins or is renewed now. */
  sessionMs(nowMs: Millis): Millis {
    return this.timing.timeoutMs + Math.max(this.patience.extraMs(nowMs), this.timing.extraMs());
  }

  /** A new active controller knows nothing yet: everybody in service gets a full session. */
  reset(image: MetadataImage, nowMs: Millis, endOffset: Offset): void {
    this.sessions.clear();
    for (const broker of image.brokers()) {
      if (broker.fenced) continue;
      this.sessions.set(broker.id, {
        brokerEpoch: broker.epoch,
        heardMs: nowMs,
        expiresAtMs: nowMs + this.sessionMs(nowMs),
        graceUsed: false,
        appliedOffset: 0,
        // When exactly the shutdown began was known to the controller before us; this is late enough.
        shutdownOffset: broker.inControlledShutdown ? endOffset : undefined,
      });
    }
  }

  /**
   * A broker in service that has no session gets one, so that none can be in service for ever without being heard of.
   */
  coverAll(image: MetadataImage, nowMs: Millis): void {
    for (const broker of image.state.brokers.values()) {
      if (!broker.fenced && this.epochOf(broker.id) !== broker.epoch) this.touch(broker.id, broker.epoch, 0, nowMs);
    }
  }

  clear(): void {
    this.sessions.clear();
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  /** When the broker was heard of last. */
  heardMs(broker: NodeId): Millis | undefined {
    return this.sessions.get(broker)?.heardMs;
  }

  has(broker: NodeId): boolean {
    return this.sessions.has(broker);
  }

  epochOf(broker: NodeId): BrokerEpoch | undefined {
    return this.sessions.get(broker)?.brokerEpoch;
  }

  /** Notes a heartbeat of the current incarnation. */
  touch(broker: NodeId, brokerEpoch: BrokerEpoch, appliedOffset: Offset, nowMs: Millis): void {
    // Heartbeats that waited while this node was late may be read before its timer is.
    if (nowMs - this.dueMs > this.normalDelayMs) this.noticeLateness(nowMs);
    const existing = this.sessions.get(broker);
    const same = existing?.brokerEpoch === brokerEpoch;
    if (same) {
      // What was not heard because nobody listened says nothing about heartbeats, however many brokers sent one.
      const silentSinceMs = Math.max(existing.heardMs, this.listeningSinceMs);
      this.patience.observe(nowMs - silentSinceMs - this.timing.heartbeatIntervalMs, nowMs);
    }
    this.sessions.set(broker, {
      brokerEpoch,
      heardMs: nowMs,
      expiresAtMs: nowMs + this.sessionMs(nowMs),
      graceUsed: false,
      appliedOffset: same ? Math.max(existing.appliedOffset, appliedOffset) : appliedOffset,
      shutdownOffset: same ? existing.shutdownOffset : undefined,
    });
  }

  /** The next look at the sessions is planned for then. */
  lookNextAt(dueMs: Millis): void {
    this.dueMs = dueMs;
  }

  /**
   * Nobody was heard since the look that was due, because this node was not listening. What came meanwhile still waits
   * to be read, so nobody's session ends before that; once for each heartbeat that is missing, or a controller that is
   * always late would never end one. Called before anything is concluded from the time.
   */
  noticeLateness(nowMs: Millis): void {
    const lateMs = nowMs - this.dueMs;
    if (lateMs <= this.timing.timeoutMs * TIMER_SHARE) return;
    this.dueMs = nowMs;
    const isLate = lateMs > this.normalDelayMs;
    if (isLate) this.listeningSinceMs = nowMs;
    const graceMs = isLate ? this.normalDelayMs : 0;
    for (const [id, session] of this.sessions) {
      const extended = session.expiresAtMs + lateMs;
      const graceUsed = graceMs > 0 && !session.graceUsed && extended < nowMs + graceMs;
      const expiresAtMs = graceUsed ? nowMs + graceMs : extended;
      this.sessions.set(id, { ...session, expiresAtMs, graceUsed: session.graceUsed || graceUsed });
    }
  }

  /** When the first session ends that is not renewed; infinity without any. */
  get firstExpiryMs(): Millis {
    let first = Number.POSITIVE_INFINITY;
    for (const { expiresAtMs } of this.sessions.values()) first = Math.min(first, expiresAtMs);
    return first;
  }

  /** The sessions that have ended, by broker id. */
  expired(nowMs: Millis): readonly { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch }[] {
    return [...this.sessions]
      .filter(([, session]) => session.expiresAtMs <= nowMs)
      .map(([brokerId, { brokerEpoch }]) => ({ brokerId, brokerEpoch }))
      .sort((a, b) => a.brokerId - b.brokerId);
  }

  end(broker: NodeId): void {
    this.sessions.delete(broker);
  }

  /** The offset stays as it was set first: a target that moves is never reached (docs/faults.md B12). */
  beginShutdown(broker: NodeId, brokerEpoch: BrokerEpoch, offset: Offset): void {
    const session = this.sessions.get(broker);
    if (session === undefined || session.brokerEpoch !== brokerEpoch) return;
    this.sessions.set(broker, { ...session, shutdownOffset: session.shutdownOffset ?? offset });
  }

  shutdownOffset(broker: NodeId): Offset | undefined {
    return this.sessions.get(broker)?.shutdownOffset;
  }

  /** What every broker in service has applied, exclusive. */
  lowestAppliedOffset(image: MetadataImage): Offset {
    let lowest = Number.MAX_SAFE_INTEGER;
    for (const broker of image.brokers()) {
      if (broker.fenced) continue;
      const session = this.sessions.get(broker.id);
      lowest = Math.min(lowest, session?.brokerEpoch === broker.epoch ? session.appliedOffset : 0);
    }
    return lowest;
  }
}

interface Session {
  readonly brokerEpoch: BrokerEpoch;
  readonly heardMs: Millis;
  readonly expiresAtMs: Millis;
  /** The session was lengthened once for our own lateness since it was renewed. */
  readonly graceUsed: boolean;
  readonly appliedOffset: Offset;
  readonly shutdownOffset: Offset | undefined;
}
