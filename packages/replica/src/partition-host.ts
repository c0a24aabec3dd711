import type { Millis } from '@drave/base';
import type { Clock, Compute } from '@drave/env';
import type { PartitionLog } from '@drave/log';
import type { PartitionEvent } from './core/events.js';
import type { PartitionCore } from './core/partition-core.js';
import type { PartitionSettings } from './settings.js';
import type { TopicCounts } from './topic-traffic.js';

/**
 * `end`: new records were written. `highWatermark`: it moved, or the log start did. `role`: leadership, epoch or state
 * changed. `lowWatermark`: a follower's log start moved, or a replica began or ceased to count.
 */
export type PartitionChange = 'end' | 'highWatermark' | 'role' | 'lowWatermark';

/** The partition (`Partition`) as its two sides of replication see it: the leader's and the follower's. */
export interface PartitionHost {
  readonly log: PartitionLog;
  readonly core: PartitionCore;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly settings: PartitionSettings;
  /** What goes in and out of the topic here. */
  readonly traffic: TopicCounts;
  nowMs(): Millis;
  /** Feeds the core and carries out what follows. */
  step(event: PartitionEvent): void;
  /** Tells the observers. */
  notify(what: PartitionChange): void;
  /** Runs `work` after every earlier role change and truncation, and after the writes under way. Never rejects. */
  exclusive(work: () => Promise<void> | void): Promise<void>;
  storageFailed(reason: unknown): void;
}
