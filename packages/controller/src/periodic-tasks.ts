import type { Millis, Steps } from '@drave/base';
import type { Env, TimerHandle } from '@drave/env';
import { NO_LEADER, type MetadataImage, type MetadataRecord } from '@drave/metadata';
import type { ClusterConfig } from './cluster-config.js';
import { accept, type DecisionSteps } from './decision.js';
import { balanceLeadersRecords } from './decide/elect-leaders.js';
import { changePartition } from './partition/change-partition.js';
import { changePartitions } from './partition/broker-changes.js';
import type { WriteQueue } from './write-queue.js';

interface PeriodicTasksOptions {
  readonly env: Pick<Env, 'timers' | 'logger'>;
  readonly queue: WriteQueue;
  readonly config: ClusterConfig;
  /** `auto.leader.rebalance.enable`. */
  readonly balanceLeaders: boolean;
  /** `leader.imbalance.check.interval.seconds`, in milliseconds. */
  readonly balanceIntervalMs: Millis;
  /** `leader.imbalance.per.broker.percentage`. */
  readonly imbalancePercentage: number;
  /** `unclean.leader.election.interval.ms`. */
  readonly uncleanIntervalMs: Millis;
}

/** Leaderships moved by one round; what is left follows a second later. */
const BALANCE_CHANGES_MAX = 1_000;
const BALANCE_AGAIN_MS = 1_000;

/** What the active controller does of its own accord. Each round is a write like any other. */
export class PeriodicTasks {
  private readonly options: PeriodicTasksOptions;
  private readonly timers: Map<string, TimerHandle> = new Map();

  constructor(options: PeriodicTasksOptions) {
    this.options = options;
  }

  start(): void {
    this.stop();
    const { balanceLeaders, balanceIntervalMs, uncleanIntervalMs } = this.options;
    if (balanceLeaders) this.arm('balance leaders', balanceIntervalMs, () => this.balance());
    this.arm('unclean elections', uncleanIntervalMs, () => this.electUnclean());
  }

  stop(): void {
    for (const timer of this.timers.values()) this.options.env.timers.clear(timer);
    this.timers.clear();
  }

  private async balance(): Promise<Millis> {
    const { config, imbalancePercentage, balanceIntervalMs } = this.options;
    const moved = await this.write('balance leaders', (image) =>
      balanceLeadersRecords(image, config, imbalancePercentage, BALANCE_CHANGES_MAX),
    );
    return moved < BALANCE_CHANGES_MAX ? balanceIntervalMs : BALANCE_AGAIN_MS;
  }

  /** Partitions that have been without a leader since before unclean elections were possible. */
  private async electUnclean(): Promise<Millis> {
    const { config, uncleanIntervalMs } = this.options;
    await this.write('unclean elections', (image) =>
      changePartitions(image, config, image.topics(), (partition, rules) =>
        partition.leader === NO_LEADER && rules.uncleanElection ? changePartition(partition, {}, rules) : undefined,
      ),
    );
    return uncleanIntervalMs;
  }

  private async write(
    name: string,
    records: (image: MetadataImage) => Steps<readonly MetadataRecord[]>,
  ): Promise<number> {
    const decide = function* (image: MetadataImage): DecisionSteps<number> {
      const made = yield* records(image);
      return accept(made, made.length);
    };
    const { response } = await this.options.queue.submit(decide, { name, linearizable: false });
    return response;
  }

  /** Runs `task` after `delayMs` and again after as long as it says; a failed round is repeated with the next. */
  private arm(name: string, delayMs: Millis, task: () => Promise<Millis>): void {
    const timer = this.options.env.timers.set(delayMs, () => {
      void task()
        .catch((reason: unknown) => {
          this.options.env.logger.debug({ reason, task: name }, 'a periodic task failed');
          return delayMs;
        })
        .then((nextMs) => {
          if (this.timers.get(name) === timer) this.arm(name, nextMs, task);
        });
    });
    this.timers.set(name, timer);
  }
}
