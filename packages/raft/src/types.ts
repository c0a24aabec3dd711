import type { DirectoryId, Endpoint, Epoch, Millis, NodeId, Offset } from '@drave/base';

/**
 * Who a quorum member is: the same node id on an emptied disk has another directory id, and is another member
 * (KIP-853).
 */
export interface ReplicaKey {
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
}

export interface Voter extends ReplicaKey {
  readonly endpoint: Endpoint;
}

/** A snapshot covers every entry below `offset`; `epoch` is that of the entry at `offset - 1` (KIP-630). */
export interface SnapshotId {
  /** The first offset that the snapshot does not cover. */
  readonly offset: Offset;
  readonly epoch: Epoch;
}

/** A node to talk to; the id is unknown for a bootstrap server that has not answered yet. */
export interface RaftPeer {
  readonly nodeId: NodeId | undefined;
  readonly endpoint: Endpoint;
}

/** One committed entry: an atomic group of records, opaque here. */
export interface CommittedEntry {
  readonly offset: Offset;
  readonly epoch: Epoch;
  /** `control` entries belong to Raft (leader change, voter set); they are delivered so that offsets have no gaps. */
  readonly kind: 'data' | 'control';
  readonly payload: Uint8Array;
  /** The leader's wall clock at the append. */
  readonly appendTimestampMs: Millis;
}

export interface CommittedSnapshot extends SnapshotId {
  readonly totalBytes: number;
  /** The bytes in order. Where one chunk ends and the next begins carries no meaning. */
  read(): AsyncIterable<Uint8Array>;
}

export type LeadershipState =
  /** `startOffset` is the first offset of this epoch: its leader-change entry. */
  | { readonly kind: 'leader'; readonly epoch: Epoch; readonly startOffset: Offset }
  | { readonly kind: 'follower'; readonly epoch: Epoch; readonly leaderId: NodeId; readonly leaderEndpoint: Endpoint }
  | { readonly kind: 'none'; readonly epoch: Epoch };

/** The owner of a state machine fed by the log. Calls never overlap, except that losing leadership is told at once. */
export interface RaftListener {
  /**
   * Replaces the whole state: at the start, and again when this node fell so far behind that it had to load a snapshot.
   */
  onSnapshot(snapshot: CommittedSnapshot): Promise<void>;
  /**
   * Entries come ascending without gaps, each offset once in the life of the process (a snapshot replaces what it
   * covers).
   */
  onCommitted(entries: readonly CommittedEntry[]): void | Promise<void>;
  /** `leader` comes only after everything below `startOffset` was delivered. Must not throw. */
  onLeadership(state: LeadershipState): void;
}

/** What a node supports of a feature of the cluster; what the feature is, Raft does not know. */
export interface FeatureRange {
  readonly name: string;
  readonly minLevel: number;
  readonly maxLevel: number;
}

export type RoleName = 'unattached' | 'prospective' | 'candidate' | 'leader' | 'follower' | 'resigned' | 'observer';

export interface ReplicaStatus {
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
  /** Where the replica is reached; known for voters. */
  readonly endpoint: Endpoint | undefined;
  /** The replica's log end offset; -1 while unknown. */
  readonly endOffset: Offset;
  /** Entries behind the leader's log end; -1 while unknown. */
  readonly lag: number;
  /** How long ago, in milliseconds, the replica last fetched; undefined when never in this leadership. */
  readonly lastFetchAgoMs: Millis | undefined;
  /** How long ago the replica held everything the leader had. */
  readonly lastCaughtUpAgoMs: Millis | undefined;
  /** What the replica says that it supports; undefined while unknown, as it is of a version that does not say it. */
  readonly features?: readonly FeatureRange[] | undefined;
}

/** Replica progress is known on the leader only; elsewhere `voters` carry -1 and `observers` is empty. */
export interface QuorumStatus {
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
  readonly role: RoleName;
  readonly epoch: Epoch;
  readonly leaderId: NodeId | undefined;
  readonly leaderEndpoint: Endpoint | undefined;
  readonly votedFor: ReplicaKey | undefined;
  readonly highWatermark: Offset;
  readonly logStartOffset: Offset;
  readonly logEndOffset: Offset;
  readonly snapshot: SnapshotId | undefined;
  readonly voters: readonly ReplicaStatus[];
  readonly observers: readonly ReplicaStatus[];
}
