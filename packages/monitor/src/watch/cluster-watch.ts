import { deferred, DraveError, type Millis } from '@drave/base';
import type { Env } from '@drave/env';
import type { EvaluationSettings } from '../evaluator/evaluate-partition.js';
import {
  evaluateGroup,
  groupNotFound,
  type GroupEvaluation,
  type GroupPartition,
} from '../evaluator/evaluate-group.js';
import { ClusterHistory, type HistorySettings } from '../history/cluster-history.js';
import type { ClusterFacts, GroupSource } from '../source/group-source.js';

export interface ClusterWatchSettings {
  readonly name: string;
  /** Where the cluster is found, as `host:port`. */
  readonly servers: readonly string[];
  /** The name by which brokers know the monitor. */
  readonly clientId: string;
  /** How often topics and members are asked, ms. */
  readonly topicRefreshMs: Millis;
  /** Time from one sample to the next, ms. */
  readonly intervalMs: Millis;
  readonly history: HistorySettings;
  readonly evaluation: EvaluationSettings;
}

/** How the last sample went. */
interface LastSample {
  readonly atMs: Millis;
  readonly tookMs: Millis;
  readonly failures: readonly DraveError[];
}

const noFacts: ClusterFacts = { brokers: [], topics: new Map() };

/** Watches one cluster: samples it again and again, and judges its groups when it is asked. */
export class ClusterWatch {
  readonly settings: ClusterWatchSettings;
  readonly history: ClusterHistory;
  private readonly env: Pick<Env, 'clock' | 'timers' | 'logger'>;
  private readonly source: GroupSource;
  private readonly ended = new AbortController();
  private readonly sampledOnce = deferred();
  private lastFacts: ClusterFacts = noFacts;
  private last: LastSample | undefined;
  private toldFailures = '';

  constructor(env: Pick<Env, 'clock' | 'timers' | 'logger'>, source: GroupSource, settings: ClusterWatchSettings) {
    this.env = env;
    this.source = source;
    this.settings = settings;
    this.history = new ClusterHistory(settings.history);
  }

  get facts(): ClusterFacts {
    return this.lastFacts;
  }

  /** Undefined until the first sample has been taken, or has failed. */
  get lastSample(): LastSample | undefined {
    return this.last;
  }

  /** Resolves when the first sample has been taken, or has failed, and no later than `close`. */
  whenSampled(): Promise<void> {
    return this.sampledOnce.promise;
  }

  /**
   * Samples until `close`. A sample that fails is logged, once for each kind of failure, and the next one tries again.
   */
  async run(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      const startedMs = this.env.clock.monotonicMs();
      await this.sample();
      const restMs = this.settings.intervalMs - (this.env.clock.monotonicMs() - startedMs);
      try {
        await this.env.timers.sleep(Math.max(0, restMs), signal);
      } catch (reason) {
        if (!signal.aborted) throw reason;
      }
    }
  }

  /** Takes one sample. What fails is kept for `lastSample`, and logged. */
  async sample(): Promise<void> {
    const { clock } = this.env;
    const startedMs = clock.monotonicMs();
    let failures: readonly DraveError[];
    try {
      const report = await this.source.sample(this.history);
      this.lastFacts = report.facts;
      failures = report.failures;
    } catch (reason) {
      failures = [DraveError.from(reason)];
    }
    if (this.ended.signal.aborted) return;
    this.last = { atMs: clock.wallMs(), tookMs: clock.monotonicMs() - startedMs, failures };
    this.sampledOnce.resolve();
    this.tell(failures);
  }

  wallMs(): Millis {
    return this.env.clock.wallMs();
  }

  /** Judges a group as it is now; NOTFOUND when nothing is known of it. */
  evaluate(group: string): GroupEvaluation {
    const { name, evaluation } = this.settings;
    const partitions = this.partitionsOf(group);
    if (partitions === undefined) return groupNotFound(name, group);
    return evaluateGroup(name, group, partitions, this.wallMs(), evaluation);
  }

  /** What is held of a group; undefined when nothing is known of it. */
  partitionsOf(group: string): readonly GroupPartition[] | undefined {
    return this.history.groupPartitions(group, this.wallMs());
  }

  /** The groups that are known, in order. */
  groupNames(): readonly string[] {
    return this.history.groupNames(this.wallMs());
  }

  /** The groups that have committed offsets of a topic, in order. */
  groupsOfTopic(topic: string): readonly string[] {
    return this.history.groupsOfTopic(topic, this.wallMs());
  }

  close(): void {
    this.ended.abort();
    this.sampledOnce.resolve();
    this.source.close();
  }

  private tell(failures: readonly DraveError[]): void {
    const text = failures.map(({ message }) => message).join('; ');
    if (text === this.toldFailures) return;
    this.toldFailures = text;
    const { name } = this.settings;
    if (text === '') this.env.logger.info({ cluster: name }, 'the cluster can be watched again');
    else this.env.logger.warn({ cluster: name, failures: text }, 'a sample is not complete');
  }
}
