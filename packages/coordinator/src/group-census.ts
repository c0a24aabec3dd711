import type { Steps } from '@drave/base';
import type { Metrics } from '@drave/env';
import type { ClassicState } from './classic/classic-group.js';
import { type ConsumerGroup, type ConsumerGroupState, stateOf } from './consumer/consumer-group.js';
import type { ClassicLookup } from './classic/classic-groups.js';

/** The groups of the partitions of `__consumer_offsets` that are led here. */
export interface GroupsHere {
  readonly classic: ClassicLookup;
  readonly consumer: Iterable<ConsumerGroup>;
}

/** As Kafka names them; a group that is dead is in no list. */
const CLASSIC_STATES = {
  Empty: 'empty',
  PreparingRebalance: 'preparingrebalance',
  CompletingRebalance: 'completingrebalance',
  Stable: 'stable',
} as const satisfies Partial<Record<ClassicState, string>>;
const CONSUMER_STATES = ['Empty', 'Assigning', 'Reconciling', 'Stable'] as const satisfies ConsumerGroupState[];

/** Counts groups by state for a scrape, a group a step. */
export class GroupCensus {
  private readonly groups: () => Iterable<GroupsHere>;
  private classic = new Map<ClassicState, number>();
  private consumer = new Map<ConsumerGroupState, number>();

  constructor(metrics: Metrics, groups: () => Iterable<GroupsHere>) {
    this.groups = groups;
    metrics.beforeScrape(() => this.take());
    const name = 'kafka_coordinator_group_groupmetadatamanager_numgroups';
    metrics.gauge(name, 'Classic groups coordinated here.', () => sum(this.classic));
    for (const [state, word] of Object.entries(CLASSIC_STATES))
      metrics.gauge(`${name}${word}`, `Classic groups coordinated here in the state ${state}.`, () => {
        return this.classic.get(state as ClassicState) ?? 0;
      });
    metrics.gauge('drave_groups_classic', 'Classic groups coordinated here.', () => sum(this.classic));
    for (const state of CONSUMER_STATES)
      metrics.gauge(
        'drave_groups_consumer',
        'Groups of the consumer protocol (KIP-848) coordinated here, by state.',
        () => this.consumer.get(state) ?? 0,
        { state },
      );
  }

  private *take(): Steps<void> {
    const classic = new Map<ClassicState, number>();
    const consumer = new Map<ConsumerGroupState, number>();
    for (const here of this.groups()) {
      for (const { state } of here.classic.all()) {
        classic.set(state, (classic.get(state) ?? 0) + 1);
        yield;
      }
      for (const group of here.consumer) {
        const state = stateOf(group);
        consumer.set(state, (consumer.get(state) ?? 0) + 1);
        yield;
      }
    }
    this.classic = classic;
    this.consumer = consumer;
  }
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
