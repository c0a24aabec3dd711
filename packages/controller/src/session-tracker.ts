import type { BrokerEpoch, Millis, NodeId, Offset } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';

/**
 * When each broker was heard of last, in the memory of the active controller alone. Pure; instants are monotonic.
 *
 * Heartbeats count when they arrive, not when their turn in the queue comes, and our own lateness counts for nobody: an
 * overloaded controller must not end the sessions of a healthy cluster (FAULTS B13).
 */
export class SessionTracker {
  private readonly sessions: Map<NodeId, Session> = new Map();
  private readonly timeoutMs: Millis;

  constructor(timeoutMs: Millis) {
    this.timeoutMs = timeoutMs;
  }

  /** A new active controller knows nothing yet: everybody in service gets a full session. */
  reset(image: MetadataImage, nowMs: Millis, endOffset: Offset): void {
    this.sessions.clear();
    for (const broker of image.brokers()) {
      if (broker.fenced) continue;
      this.sessions.set(broker.id, {
        brokerEpoch: broker.epoch,
        expiresAtMs: nowMs + this.timeoutMs,
        appliedOffset: 0,
        // When exactly the shutdown began was known to the controller before us; this is late enough.
        shutdownOffset: broker.inControlledShutdown ? endOffset : undefined,
      });
    }
  }

  /** Whoever is in service without a session gets one, so that nobody can be in service for ever unheard. */
  coverAll(image: MetadataImage, nowMs: Millis): void {
    for (const broker of image.state.brokers.values()) {
      if (!broker.fenced && this.epochOf(broker.id) !== broker.epoch) this.touch(broker.id, broker.epoch, 0, nowMs);
    }
  }

  clear(): void {
    this.sessions.clear();
  }

  has(broker: NodeId): boolean {
    return this.sessions.has(broker);
  }

  epochOf(broker: NodeId): BrokerEpoch | undefined {
    return this.sessions.get(broker)?.brokerEpoch;
  }

  /** A heartbeat of the current incarnation. */
  touch(broker: NodeId, brokerEpoch: BrokerEpoch, appliedOffset: Offset, nowMs: Millis): void {
    const existing = this.sessions.get(broker);
    const same = existing?.brokerEpoch === brokerEpoch;
    this.sessions.set(broker, {
      brokerEpoch,
      expiresAtMs: nowMs + this.timeoutMs,
      appliedOffset: same ? Math.max(existing.appliedOffset, appliedOffset) : appliedOffset,
      shutdownOffset: same ? existing.shutdownOffset : undefined,
    });
  }

  /** Nobody was heard while we were not listening. */
  extendAll(byMs: Millis): void {
    for (const [id, session] of this.sessions) {
      this.sessions.set(id, { ...session, expiresAtMs: session.expiresAtMs + byMs });
    }
  }

  /** By id. */
  expired(nowMs: Millis): readonly { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch }[] {
    return [...this.sessions]
      .filter(([, session]) => session.expiresAtMs <= nowMs)
      .map(([brokerId, { brokerEpoch }]) => ({ brokerId, brokerEpoch }))
      .sort((a, b) => a.brokerId - b.brokerId);
  }

  end(broker: NodeId): void {
    this.sessions.delete(broker);
  }

  /** Kept as it was set first: a target that moves is never reached (FAULTS B12). */
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
  readonly expiresAtMs: Millis;
  readonly appliedOffset: Offset;
  readonly shutdownOffset: Offset | undefined;
}
