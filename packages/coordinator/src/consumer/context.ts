import type { Millis, TopicName } from '@drave/base';
import type { ConsumerGroupRecord } from './records.js';
import type { TopicsView } from './topics-view.js';

/** Kafka's `group.consumer.*` keys. */
export interface ConsumerGroupConfig {
  readonly heartbeatIntervalMs: Millis;
  readonly sessionTimeoutMs: Millis;
  /** Members of one group. */
  readonly maxSize: number;
  /** Names from the table of assignors; the first is used when the members ask for none. */
  readonly assignors: readonly string[];
}

/** What a decision about a group may know beside the group itself. */
export interface ConsumerContext {
  readonly config: ConsumerGroupConfig;
  readonly topics: TopicsView;
  /** Whether a regular expression may find the topic: what the caller may not see, it does not get either. */
  readonly visible: (topic: TopicName) => boolean;
  /** Wall clock, for timestamps in records. */
  readonly wallMs: Millis;
}

/**
 * Timers that a decision arms. Each member has at most one of a kind; setting one again replaces it.
 * - `session`: ends the membership of a member that is silent.
 * - `rebalance`: ends that of one that does not let go of its partitions; void once it has left `memberEpoch`.
 * - `join`, `sync`: end that of one in the classic protocol that does not join again, or fetch what it got; one for
 *   joining that runs already goes on.
 * - `regex`: resolves the group's regular expressions, over the topics that the client which gave rise to it may see.
 */
export type ConsumerTimer =
  | { readonly kind: 'session' | 'join' | 'sync'; readonly memberId: string; readonly delayMs: Millis }
  | {
      readonly kind: 'rebalance';
      readonly memberId: string;
      readonly memberEpoch: number;
      readonly delayMs: Millis;
    }
  | {
      readonly kind: 'regex';
      /** The timer belongs to the group. */
      readonly memberId: '';
      readonly delayMs: Millis;
      readonly visible: (topic: TopicName) => boolean;
    }
  | { readonly kind: 'clear'; readonly timer: ConsumerTimerKind; readonly memberId: string };

export type ConsumerTimerKind = 'session' | 'rebalance' | 'join' | 'sync';

export const CONSUMER_TIMERS: readonly ConsumerTimerKind[] = ['session', 'rebalance', 'join', 'sync'];

/** Records are written together or not at all; the response is for when they are replicated. */
export interface ConsumerDecision<Response> {
  readonly records: readonly ConsumerGroupRecord[];
  readonly timers: readonly ConsumerTimer[];
  readonly response: Response;
}
