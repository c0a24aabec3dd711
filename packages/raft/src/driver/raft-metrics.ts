import type { Millis } from '@drave/base';
import type { Clock, Histogram, MetricLabels, Metrics } from '@drave/env';
import type { LeadershipState, QuorumStatus } from '../types.js';
import { SlidingSum } from './sliding-sum.js';

const COMMIT_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LEADERLESS_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const MS_PER_SECOND = 1_000;

interface RaftFigures {
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly status: () => QuorumStatus;
}

/** What is worth watching of this node's part in the quorum. */
export class RaftMetrics {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly commits: Histogram;
  private readonly leaderless: Histogram;
  private readonly appended = new SlidingSum();
  private readonly fetched = new SlidingSum();
  private readonly commitMs = new SlidingSum();
  private readonly commitCount = new SlidingSum();
  private leaderChanges = 0;
  private leaderId: number | undefined;
  /** Since when this node knows no leader; it begins with none. */
  private leaderlessSinceMs: Millis | undefined;

  constructor({ metrics, clock, status }: RaftFigures) {
    this.clock = clock;
    this.leaderlessSinceMs = clock.monotonicMs();
    this.commits = metrics.histogram(
      'drave_raft_commit_seconds',
      'Time from the leader’s append to its log until the quorum has committed it.',
      COMMIT_BUCKETS_SECONDS,
    );
    this.leaderless = metrics.histogram(
      'drave_raft_leaderless_seconds',
      'Time for which this node knew no leader of the quorum, at its end.',
      LEADERLESS_BUCKETS_SECONDS,
    );
    metrics.counterFrom(
      'drave_raft_leader_changes_total',
      'Leaders of the quorum that this node has seen.',
      () => this.leaderChanges,
    );
    metrics.gauges(
      'drave_raft_replica_lag_entries',
      'Entries of the metadata log that a replica lacks, as its leader knows it; on other nodes there is none.',
      () => lagOf(status()),
    );
    registerStatus(metrics, status);
    this.registerRates(metrics);
  }

  /** Entries were written to the own log: by the leader, or by one that fetched them. */
  written(entries: number, asLeader: boolean): void {
    (asLeader ? this.appended : this.fetched).add(entries, this.clock.monotonicMs());
  }

  committed(proposedMs: Millis): void {
    const nowMs = this.clock.monotonicMs();
    this.commits.observe((nowMs - proposedMs) / MS_PER_SECOND);
    this.commitMs.add(nowMs - proposedMs, nowMs);
    this.commitCount.add(1, nowMs);
  }

  onLeadership(state: LeadershipState, selfId: number): void {
    const nowMs = this.clock.monotonicMs();
    if (state.kind === 'none') {
      this.leaderlessSinceMs ??= nowMs;
      return;
    }
    const leaderId = state.kind === 'leader' ? selfId : state.leaderId;
    if (leaderId !== this.leaderId) this.leaderChanges++;
    this.leaderId = leaderId;
    if (this.leaderlessSinceMs !== undefined) this.leaderless.observe((nowMs - this.leaderlessSinceMs) / MS_PER_SECOND);
    this.leaderlessSinceMs = undefined;
  }

  private registerRates(metrics: Metrics): void {
    const gauge = (what: string, help: string, read: (nowMs: Millis) => number): void =>
      metrics.gauge(`kafka_server_raftmetrics_${what}`, help, () => read(this.clock.monotonicMs()));
    gauge('append_records_rate', 'Entries a second that this leader appended, over 30 s.', (nowMs) =>
      this.appended.perSecond(nowMs),
    );
    gauge('fetch_records_rate', 'Entries a second that this node fetched from the leader, over 30 s.', (nowMs) =>
      this.fetched.perSecond(nowMs),
    );
    // Of nothing there is no average: not a number, as Kafka says it.
    gauge(
      'commit_latency_avg',
      'Milliseconds from the leader’s append to the commit, over 30 s.',
      (nowMs) => this.commitMs.sum(nowMs) / this.commitCount.sum(nowMs),
    );
  }
}

function registerStatus(metrics: Metrics, status: () => QuorumStatus): void {
  const gauge = (what: string, help: string, read: (status: QuorumStatus) => number): void =>
    metrics.gauge(`kafka_server_raftmetrics_${what}`, help, () => read(status()));
  metrics.gauges('kafka_server_raftmetrics_current_state', 'The role of this node in the quorum, as a label.', () => [
    [{ current_state: status().role }, 1],
  ]);
  gauge('current_leader', 'Id of the leader of the quorum; -1 while it is unknown.', ({ leaderId }) => leaderId ?? -1);
  gauge('current_vote', 'Id of whom this node has voted for in the epoch; -1 for nobody.', ({ votedFor }) => {
    return votedFor?.nodeId ?? -1;
  });
  gauge('current_epoch', 'The epoch (term) of the quorum.', ({ epoch }) => epoch);
  gauge('high_watermark', 'Exclusive end of what is known committed.', ({ highWatermark }) => highWatermark);
  gauge('log_end_offset', 'Exclusive end of the own metadata log.', ({ logEndOffset }) => logEndOffset);
}

function* lagOf({ voters, observers }: QuorumStatus): Iterable<readonly [MetricLabels, number]> {
  for (const [kind, replicas] of Object.entries({ voter: voters, observer: observers }))
    for (const { nodeId, lag } of replicas) if (lag >= 0) yield [{ node: String(nodeId), kind }, lag];
}
