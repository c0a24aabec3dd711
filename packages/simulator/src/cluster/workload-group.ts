import type { NodeId } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import type { GroupRequests } from '../kafka-client/group-requests.js';

/** A consumer group of the workload (`SimGroup`), as faults, healing and invariants know it. */
export interface WorkloadGroup {
  readonly name: string;
  /** What it consumes. */
  readonly topics: readonly string[];
  readonly members: readonly WorkloadMember[];
  /** The broker that leads the group's partition, as the metadata have it; −1 for none. */
  readonly coordinator: NodeId;
  /** Called all the time. */
  watch(): void;
  /** A stranger asks what is committed. @throws DraveError when it cannot be told now. */
  ask(requests: GroupRequests): Promise<void>;
}

/** The machine of a member (`GroupMemberHost`). */
export interface WorkloadMember {
  readonly host: SimHost;
  readonly running: boolean;
  readonly state: string;
  start(): void;
  crash(silent: boolean): void;
  leave(): Promise<void>;
}
