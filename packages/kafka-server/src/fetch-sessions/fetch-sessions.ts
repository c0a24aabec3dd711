import type { ErrorCode, Millis, PartitionIndex } from '@drave/base';
import type { Clock, Random } from '@drave/env';
import { FetchSession, type FetchPosition, type FetchTopicKey } from './fetch-session.js';

interface FetchSessionsOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** `max.incremental.fetch.session.cache.slots`; 0 for no sessions. */
  readonly slots: number;
}

/** What a fetch request says about its session and its partitions. */
export interface SessionRequest {
  readonly sessionId: number;
  /** 0 asks for a new session, -1 for none; otherwise the next one of the session. */
  readonly sessionEpoch: number;
  readonly usesTopicIds: boolean;
  readonly positions: readonly FetchPosition[];
  readonly forgotten: readonly (FetchTopicKey & { readonly partitions: readonly PartitionIndex[] })[];
}

export type SessionVerdict =
  /** Everything that was asked is answered; the session, if there is one, starts with that. */
  | { readonly kind: 'full'; readonly positions: readonly FetchPosition[]; readonly session: FetchSession | undefined }
  /** Only changes are answered. */
  | { readonly kind: 'incremental'; readonly positions: readonly FetchPosition[]; readonly session: FetchSession }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;
const EPOCH_MAX = 0x7fff_ffff;
const SESSION_ID_MAX = 0x7fff_ffff;
/** A session unused, or a small one this old, gives way to a new one (KIP-227). */
const EVICTION_MS: Millis = 120_000;
/** Partitions that all sessions hold together; beyond that a client sends whole requests. */
const PARTITIONS_MAX = 500_000;

/** The fetch sessions of a broker, whatever connection they are used over. */
export class FetchSessions {
  private readonly options: FetchSessionsOptions;
  /** Least recently used first. */
  private readonly sessions = new Map<number, FetchSession>();
  private evictedCount = 0;

  constructor(options: FetchSessionsOptions) {
    this.options = options;
  }

  get count(): number {
    return this.sessions.size;
  }

  get evicted(): number {
    return this.evictedCount;
  }

  get partitionCount(): number {
    let count = 0;
    for (const session of this.sessions.values()) count += session.size;
    return count;
  }

  /** Moves the session on; call it in the order of the requests. */
  open(request: SessionRequest): SessionVerdict {
    const { sessionId, sessionEpoch, positions } = request;
    if (sessionEpoch === INITIAL_EPOCH || sessionEpoch === FINAL_EPOCH) {
      this.sessions.delete(sessionId);
      const session = sessionEpoch === INITIAL_EPOCH ? this.create(request) : undefined;
      return { kind: 'full', positions, session };
    }
    const session = this.sessions.get(sessionId);
    if (session === undefined) return { kind: 'failed', code: 'FETCH_SESSION_ID_NOT_FOUND' };
    if (session.epoch !== sessionEpoch) return { kind: 'failed', code: 'INVALID_FETCH_SESSION_EPOCH' };
    if (session.usesTopicIds !== request.usesTopicIds) return { kind: 'failed', code: 'FETCH_SESSION_TOPIC_ID_ERROR' };
    return this.proceed(session, request);
  }

  private proceed(session: FetchSession, { positions, forgotten }: SessionRequest): SessionVerdict {
    session.update(positions);
    for (const topic of forgotten) session.forget(topic, topic.partitions);
    if (session.size === 0) {
      this.sessions.delete(session.id);
      return { kind: 'full', positions: [], session: undefined };
    }
    session.epoch = session.epoch === EPOCH_MAX ? 1 : session.epoch + 1;
    session.lastUsedMs = this.options.clock.monotonicMs();
    this.sessions.delete(session.id);
    this.sessions.set(session.id, session);
    return { kind: 'incremental', positions: session.positions(), session };
  }

  private create({ positions, usesTopicIds }: SessionRequest): FetchSession | undefined {
    const nowMs = this.options.clock.monotonicMs();
    if (positions.length === 0 || this.partitionCount + positions.length > PARTITIONS_MAX) return undefined;
    if (!this.makeRoom(positions.length, nowMs)) return undefined;
    let id: number;
    do id = 1 + this.options.random.integer(SESSION_ID_MAX);
    while (this.sessions.has(id));
    const session = new FetchSession(id, usesTopicIds, nowMs, positions);
    this.sessions.set(id, session);
    return session;
  }

  private makeRoom(size: number, nowMs: Millis): boolean {
    const { slots } = this.options;
    if (this.sessions.size < slots) return true;
    if (slots === 0) return false;
    const victim = this.unused(nowMs) ?? this.smaller(size, nowMs);
    if (victim === undefined) return false;
    this.sessions.delete(victim.id);
    this.evictedCount++;
    return true;
  }

  private unused(nowMs: Millis): FetchSession | undefined {
    for (const session of this.sessions.values()) return nowMs - session.lastUsedMs > EVICTION_MS ? session : undefined;
    return undefined;
  }

  private smaller(size: number, nowMs: Millis): FetchSession | undefined {
    let smallest: FetchSession | undefined;
    for (const session of this.sessions.values()) {
      if (nowMs - session.createdMs <= EVICTION_MS || session.size >= size) continue;
      if (smallest === undefined || session.size < smallest.size) smallest = session;
    }
    return smallest;
  }
}
