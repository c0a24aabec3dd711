import type { Millis } from '@drave/base';

/** Every time bound of the protocol. */
export interface RaftTimers {
  /** A voter without a leader starts an election after one to two times this. */
  readonly electionTimeoutMs: Millis;
  /**
   * A follower without a successful fetch for so long suspects the leader; a leader without a majority's fetches for
   * 1.5 times this resigns.
   */
  readonly fetchTimeoutMs: Millis;
  /** How long a leader parks a voter's fetch that has nothing to bring. */
  readonly fetchMaxWaitMs: Millis;
  /**
   * The same for an observer, which decides nothing by a leader's silence: as long as `fetchMaxWaitMs`, or longer where
   * something else tells it of that silence (`RaftNode.leaderLate`).
   */
  readonly observerFetchMaxWaitMs: Millis;
  /** Pause before a failed request is repeated. */
  readonly retryBackoffMs: Millis;
  /** Deadline of one request, beyond its own waiting time. */
  readonly requestTimeoutMs: Millis;
  /** Upper bound of the random pause between losing the leader's connection and asking for pre-votes. */
  readonly suspicionJitterMs: Millis;
}

export const raftTimerProfiles = {
  /** These are Kafka's defaults. */
  real: {
    electionTimeoutMs: 1_000,
    fetchTimeoutMs: 2_000,
    fetchMaxWaitMs: 500,
    observerFetchMaxWaitMs: 500,
    retryBackoffMs: 20,
    requestTimeoutMs: 2_000,
    suspicionJitterMs: 200,
  },
  /** These are for local clusters, tests and benchmarks. */
  local: {
    electionTimeoutMs: 200,
    fetchTimeoutMs: 400,
    fetchMaxWaitMs: 100,
    observerFetchMaxWaitMs: 500,
    retryBackoffMs: 10,
    requestTimeoutMs: 400,
    suspicionJitterMs: 80,
  },
} as const satisfies Record<string, RaftTimers>;

export type RaftTimerProfile = keyof typeof raftTimerProfiles;
