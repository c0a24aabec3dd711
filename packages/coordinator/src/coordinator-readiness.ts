import { limits, type Millis, type PartitionIndex, type TopicName } from '@drave/base';
import type { Clock } from '@drave/env';
import type { GroupId } from './state/group-record.js';

/** How the broker lets a request wait for a partition that is on its way: `PartitionReadiness`. */
export interface ReadinessPort {
  /** Undefined when nothing is to be waited for. Resolves when the partition is ready, or the time is up. */
  whenReadySoon(
    asked: readonly { readonly topic: TopicName; readonly partition: PartitionIndex }[],
    deadlineMs: Millis,
  ): Promise<void> | undefined;
}

interface CoordinatorReadinessOptions {
  readonly topic: TopicName;
  readonly port: ReadinessPort;
  readonly clock: Clock;
  /** Undefined as long as the internal topic does not exist. */
  readonly partitionOf: (key: GroupId) => PartitionIndex | undefined;
  /** What `ShardSet.whenLoaded` returns. */
  readonly whenLoaded: (partition: PartitionIndex, deadlineMs: Millis) => Promise<void> | undefined;
}

/**
 * A client may be sent here before this broker knows that it coordinates the group: the internal topic was made a
 * moment ago, the log is being opened, the shard is being read. Its request waits for that, as a produced batch does,
 * instead of being told to come again.
 *
 * The requests of a group go on in the order in which they came. How many wait is bounded by the memory that listeners
 * have for requests.
 */
export class CoordinatorReadiness {
  /** The last one of each group. */
  private readonly waiting = new Map<GroupId, Promise<void>>();
  private readonly options: CoordinatorReadinessOptions;

  constructor(options: CoordinatorReadinessOptions) {
    this.options = options;
  }

  /** Undefined when the request can go ahead. Resolves when it can, or when there is no use in waiting any longer. */
  whenReady(key: GroupId, deadlineMs: Millis): Promise<void> | undefined {
    const untilMs = Math.min(deadlineMs, this.options.clock.monotonicMs() + limits.leadWaitMsMax);
    const before = this.waiting.get(key);
    const first = before === undefined ? this.next(key, untilMs) : before.then(() => this.next(key, untilMs));
    if (first === undefined) return undefined;
    const ready = this.await(first, key, untilMs).finally(() => {
      if (this.waiting.get(key) === ready) this.waiting.delete(key);
    });
    this.waiting.set(key, ready);
    return ready;
  }

  private async await(first: Promise<void>, key: GroupId, untilMs: Millis): Promise<void> {
    for (let wait: Promise<void> | undefined = first; wait !== undefined; wait = this.next(key, untilMs)) {
      await wait;
      // The metadata has been brought up to date, and the topic does not exist.
      if (this.options.partitionOf(key) === undefined) return;
      if (this.options.clock.monotonicMs() >= untilMs) return;
    }
  }

  private next(key: GroupId, untilMs: Millis): Promise<void> | undefined {
    const { topic, port, partitionOf, whenLoaded } = this.options;
    const partition = partitionOf(key);
    // The number of partitions, which says where the group is, comes with the first of them.
    const ready = port.whenReadySoon([{ topic, partition: partition ?? 0 }], untilMs);
    return ready ?? (partition === undefined ? undefined : whenLoaded(partition, untilMs));
  }
}
