import type { Millis, Offset } from '@drave/base';
import type { GroupLedger } from '@drave/cluster/checkers';
import type { TopicPartition } from './group-requests.js';
import type { Position, ReadRecord } from './partition-reader.js';

/** Where members of a group write down what they were told and did. */
export interface MemberNotes {
  readonly ledger: GroupLedger;
  /** The time of one clock for all members. */
  nowMs(): Millis;
  /**
   * `process` takes this partition up and reads from what is committed, which may lie before what it read when it owned
   * the partition last. No pair of member id and epoch names an ownership: a member that a deposed coordinator has told
   * that it is unknown comes back with its old id, and the coordinator, which never missed it, gives it its old epoch.
   */
  tookUp(process: string, partition: TopicPartition): void;
  /** `process` is one process of a member. From one `tookUp` to the next it never reads a partition backwards. */
  consumed(process: string, record: ReadRecord): void;
  /** Everything from `from` to `to` is consumed, and committed where there was anything; only of transactions. */
  passed?(partition: TopicPartition, from: Offset, to: Offset): void;
  /** A leader has nothing at this position any more. */
  outOfRange(position: Position): void;
  trace(kind: string, member: string, detail: string): void;
  /** Called with what no fault excuses. */
  broken(reason: unknown): void;
}

export interface MemberOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** `group.instance.id` of a static member. */
  readonly instanceId: string | null;
  readonly sessionTimeoutMs: Millis;
  readonly rebalanceTimeoutMs: Millis;
  readonly heartbeatIntervalMs: Millis;
  readonly commitIntervalMs: Millis;
  /** Whether a member of a classic group keeps what it has through a rebalance (KIP-429). */
  readonly cooperative: boolean;
}

/** A member of a consumer group, whatever protocol it speaks. */
export interface GroupMember {
  start(): void;
  /** Leaves in order; resolves when it is done. */
  stop(): Promise<void>;
  /** The machine has died: the member says no word any more. */
  died(): void;
  /** For reports. */
  readonly state: string;
}
