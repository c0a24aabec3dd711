import type { ClusterId, DirectoryId, Endpoint, Epoch, ErrorCode, Millis, NodeId, Offset } from '@drave/base';
import type { FeatureRange, ReplicaKey, SnapshotId, Voter } from './types.js';

/**
 * What quorum members say to each other (KIP-595, KIP-630, KIP-853, KIP-996). Plain data: the adapter in `services`
 * maps it to `drave.raft.v1`, the simulator hands it on as a copy.
 */
export type RaftRequest =
  | VoteRequest
  | BeginQuorumEpochRequest
  | EndQuorumEpochRequest
  | FetchRequest
  | FetchSnapshotRequest
  | AddVoterRequest
  | RemoveVoterRequest
  | UpdateVoterRequest;

/** The response of kind K answers the request of kind K. */
export type RaftResponse =
  | VoteResponse
  | BeginQuorumEpochResponse
  | EndQuorumEpochResponse
  | FetchResponse
  | FetchSnapshotResponse
  | AddVoterResponse
  | RemoveVoterResponse
  | UpdateVoterResponse;

/**
 * Refusals are part of the protocol, because each carries the epoch and leader that the sender lacks; so they travel
 * inside the response. Codes are rows of the error table.
 */
export type RaftErrorCode = ErrorCode | 'NONE';

/**
 * One entry of the log as it travels; `crc` is CRC-32C over everything else and stays with it from the leader's append
 * on.
 */
export interface LogEntry {
  readonly offset: Offset;
  readonly epoch: Epoch;
  readonly kind: 'data' | 'control';
  readonly appendTimestampMs: Millis;
  readonly payload: Uint8Array;
  readonly crc: number;
}

export interface VoteRequest {
  readonly kind: 'vote';
  readonly clusterId: ClusterId;
  /** True asks "would you vote for me in the next epoch?" and changes nothing at the receiver (KIP-996). */
  readonly preVote: boolean;
  /** The candidate's epoch; with `preVote` the epoch that it is in now. */
  readonly epoch: Epoch;
  readonly candidate: ReplicaKey;
  /** Whom the candidate believes to be asking; another directory id means that this voter was replaced. */
  readonly voter: ReplicaKey;
  /** Epoch of the candidate's last entry; 0 for an empty log. */
  readonly lastEpoch: Epoch;
  /** The candidate's log end offset (exclusive). */
  readonly endOffset: Offset;
  /** What the candidate's own experience adds to its timeouts; 0 for a version that does not say it. */
  readonly patienceMs: Millis;
}

export interface BeginQuorumEpochRequest {
  readonly kind: 'beginQuorumEpoch';
  readonly clusterId: ClusterId;
  readonly epoch: Epoch;
  readonly leaderId: NodeId;
  readonly leaderEndpoint: Endpoint;
  readonly voter: ReplicaKey;
}

export interface EndQuorumEpochRequest {
  readonly kind: 'endQuorumEpoch';
  readonly clusterId: ClusterId;
  readonly epoch: Epoch;
  readonly leaderId: NodeId;
  /** Voters by how far their logs reach, best first. */
  readonly preferredSuccessors: readonly ReplicaKey[];
}

export interface FetchRequest {
  readonly kind: 'fetch';
  readonly clusterId: ClusterId;
  readonly replica: ReplicaKey;
  readonly epoch: Epoch;
  /** Everything below is durable at the sender: this is the acknowledgement. */
  readonly fetchOffset: Offset;
  /** Epoch of the entry before `fetchOffset`; 0 when there is none. */
  readonly lastFetchedEpoch: Epoch;
  /** The high watermark that the sender knows; a leader that knows more answers at once. */
  readonly highWatermark: Offset;
  readonly maxWaitMs: Millis;
  readonly maxBytes: number;
  /**
   * The sender votes once the voter set names it. False for brokers, and for nodes of a version that does not say so:
   * they are never made voters.
   */
  readonly mayVote: boolean;
  /** The sender may have forgotten what it promised: it counts for nothing yet (`core/joining.ts`). */
  readonly joining: boolean;
  /** What the sender supports; empty for a version that does not say it. */
  readonly features: readonly FeatureRange[];
  /** What the sender's own experience adds to its timeouts; 0 for a version that does not say it. */
  readonly patienceMs: Millis;
}

export interface FetchSnapshotRequest {
  readonly kind: 'fetchSnapshot';
  readonly clusterId: ClusterId;
  readonly replica: ReplicaKey;
  readonly epoch: Epoch;
  readonly snapshotId: SnapshotId;
  readonly position: number;
  readonly maxBytes: number;
}

export interface AddVoterRequest {
  readonly kind: 'addVoter';
  readonly clusterId: ClusterId;
  readonly voter: Voter;
  readonly timeoutMs: Millis;
}

export interface RemoveVoterRequest {
  readonly kind: 'removeVoter';
  readonly clusterId: ClusterId;
  readonly voter: ReplicaKey;
  readonly timeoutMs: Millis;
}

/** A voter sends this when its endpoint is not what the voter set says. */
export interface UpdateVoterRequest {
  readonly kind: 'updateVoter';
  readonly clusterId: ClusterId;
  readonly epoch: Epoch;
  readonly voter: Voter;
}

/** What every response says about its sender's view. */
export interface ResponseHeader {
  readonly error: RaftErrorCode;
  /** Words for people; empty on success. */
  readonly message: string;
  readonly epoch: Epoch;
  readonly leaderId: NodeId | undefined;
  readonly leaderEndpoint: Endpoint | undefined;
  /** What the sender's own experience adds to its timeouts; 0 for a version that does not say it. */
  readonly patienceMs: Millis;
  /** What a majority of the voters said that their experience adds, as far as a leader heard; 0 of all others. */
  readonly quorumPatienceMs: Millis;
}

export interface VoteResponse extends ResponseHeader {
  readonly kind: 'vote';
  readonly granted: boolean;
}

export interface BeginQuorumEpochResponse extends ResponseHeader {
  readonly kind: 'beginQuorumEpoch';
  /** Proves which directory answered. */
  readonly directoryId: DirectoryId;
}

export interface EndQuorumEpochResponse extends ResponseHeader {
  readonly kind: 'endQuorumEpoch';
}

export type FetchResult =
  | { readonly kind: 'entries'; readonly entries: readonly LogEntry[] }
  /** The sender's log leaves the leader's: the leader's own `epoch` ends at `endOffset`. */
  | { readonly kind: 'diverging'; readonly epoch: Epoch; readonly endOffset: Offset }
  /** The wanted entries are gone: load this snapshot first. */
  | { readonly kind: 'snapshot'; readonly snapshotId: SnapshotId };

export interface FetchResponse extends ResponseHeader {
  readonly kind: 'fetch';
  readonly highWatermark: Offset;
  readonly logStartOffset: Offset;
  readonly result: FetchResult;
}

export interface FetchSnapshotResponse extends ResponseHeader {
  readonly kind: 'fetchSnapshot';
  readonly snapshotId: SnapshotId;
  readonly position: number;
  readonly totalBytes: number;
  /** CRC-32C of the whole snapshot. */
  readonly totalCrc: number;
  /** The voter set as of the snapshot. */
  readonly voters: readonly Voter[];
  readonly bytes: Uint8Array;
}

export interface AddVoterResponse extends ResponseHeader {
  readonly kind: 'addVoter';
}

export interface RemoveVoterResponse extends ResponseHeader {
  readonly kind: 'removeVoter';
}

export interface UpdateVoterResponse extends ResponseHeader {
  readonly kind: 'updateVoter';
}
