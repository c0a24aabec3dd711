import type {
  BrokerEpoch,
  DirectoryId,
  Endpoint,
  IncarnationId,
  LeaderEpoch,
  NodeId,
  PartitionEpoch,
  PartitionIndex,
  TopicId,
} from '@drave/base';

/** No leader: the partition is offline. */
export const NO_LEADER: NodeId = -1;

/** Where a broker can be reached on one listener; 'grpc' is where other nodes and SDK clients reach it. */
export interface ListenerEndpoint extends Endpoint {
  readonly name: string;
}

/** The levels of one feature that a broker can work with. */
export interface SupportedFeature {
  readonly name: string;
  readonly minLevel: number;
  readonly maxLevel: number;
}

export interface BrokerRegistration {
  readonly id: NodeId;
  /** The metadata offset of the registration. */
  readonly epoch: BrokerEpoch;
  readonly incarnationId: IncarnationId;
  readonly listeners: readonly ListenerEndpoint[];
  readonly rack: string | undefined;
  /** A fenced broker is out of service: it is never a leader, and never in an ISR of more than one (KIP-631). */
  readonly fenced: boolean;
  /** Leaderships move away; the broker may not enter an ISR again (KIP-841). */
  readonly inControlledShutdown: boolean;
  /** Log directories that are online; sorted. */
  readonly directories: readonly DirectoryId[];
  readonly features: readonly SupportedFeature[];
  /**
   * Boot of the operating system at registration: the same one at the next registration proves that no write was lost.
   */
  readonly bootId: string;
}

export interface PartitionRegistration {
  readonly topicId: TopicId;
  readonly index: PartitionIndex;
  /**
   * The replicas in order of preference: the first is the preferred leader. Those being added and removed are included.
   */
  readonly replicas: readonly NodeId[];
  /** The log directory of each replica, in the same order; UUID_ZERO while unassigned. */
  readonly directories: readonly DirectoryId[];
  readonly isr: readonly NodeId[];
  /**
   * Eligible leader replicas (KIP-966): left the ISR while it fell below min.insync.replicas, and hold every committed
   * record.
   */
  readonly elr: readonly NodeId[];
  /** Members of the ELR that lost that property by an unclean shutdown: where to look when all else is gone. */
  readonly lastKnownElr: readonly NodeId[];
  readonly addingReplicas: readonly NodeId[];
  readonly removingReplicas: readonly NodeId[];
  /** `NO_LEADER` when offline. */
  readonly leader: NodeId;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: PartitionEpoch;
}

/** Whether the broker may be put into an ISR or made a leader. */
export function isActive(broker: BrokerRegistration | undefined): broker is BrokerRegistration {
  return broker !== undefined && !broker.fenced && !broker.inControlledShutdown;
}

export function listenerOf(broker: BrokerRegistration, name: string): ListenerEndpoint | undefined {
  return broker.listeners.find((listener) => listener.name === name);
}

/** Whether a reassignment is under way. */
export function isReassigning(partition: PartitionRegistration): boolean {
  return partition.addingReplicas.length > 0 || partition.removingReplicas.length > 0;
}
