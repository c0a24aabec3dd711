import type { DirectoryId, Epoch, ErrorCode, Millis, NodeId, Offset } from '@drave/base';
import type { LogEntry, RaftRequest, RaftResponse, ResponseHeader } from '../messages.js';
import type { LeadershipState, RaftPeer, ReplicaKey, SnapshotId, Voter } from '../types.js';

/** Everything that can happen to the core. */
export type RaftEvent =
  /** Time went on; deadlines are looked at after every event anyway. */
  | { readonly kind: 'tick' }
  /** The answer to `listen`: what had arrived by then was handed over before. */
  | { readonly kind: 'listened' }
  | { readonly kind: 'request'; readonly requestId: number; readonly request: RaftRequest }
  | { readonly kind: 'response'; readonly callId: number; readonly response: RaftResponse }
  /** `evidence`: the connection was refused or lost, which says something about the peer; a timeout says nothing. */
  | { readonly kind: 'callFailed'; readonly callId: number; readonly evidence: boolean }
  | { readonly kind: 'connectionLost'; readonly nodeId: NodeId }
  /** The leader is late with the answer to something else. */
  | { readonly kind: 'leaderLate'; readonly nodeId: NodeId }
  | { readonly kind: 'readBarrier'; readonly requestId: number; readonly timeoutMs: Millis }
  | { readonly kind: 'resign'; readonly epoch: Epoch }
  /** The quorum state `version` is durable. */
  | { readonly kind: 'saved'; readonly version: number }
  /** Everything below `endOffset` of the log as it was in `generation` is durable. */
  | { readonly kind: 'flushed'; readonly generation: number; readonly endOffset: Offset }
  /** The downloaded bytes below `position` are stored. */
  | { readonly kind: 'chunkStored'; readonly download: number; readonly position: number }
  /** The downloaded snapshot replaced the log. */
  | { readonly kind: 'snapshotInstalled'; readonly generation: number }
  /** The state machine's own snapshot is durable; the log now starts at `logStart`. */
  | { readonly kind: 'snapshotStored'; readonly snapshotId: SnapshotId; readonly logStart: SnapshotId }
  /** The disk refused; the process is about to end. */
  | { readonly kind: 'storageFailed' };

export type VoterChange =
  | { readonly kind: 'add'; readonly voter: Voter }
  | { readonly kind: 'remove'; readonly voter: ReplicaKey }
  | { readonly kind: 'update'; readonly voter: Voter };

/** What must survive a crash besides the log. */
export interface QuorumState {
  readonly epoch: Epoch;
  readonly votedFor: ReplicaKey | undefined;
  /**
   * The node was formatted as one of a new cluster's voters, and it is not known to have had no earlier life
   * (`joining.ts`).
   */
  readonly joining: boolean;
}

/** What leaves the node. It exists only where it may be carried out: at once, or inside an `afterDurable`. */
export type OutwardEffect =
  | {
      readonly kind: 'send';
      readonly callId: number;
      readonly to: RaftPeer;
      readonly request: RaftRequest;
      readonly deadlineMs: Millis;
    }
  | { readonly kind: 'respond'; readonly requestId: number; readonly response: RaftResponse }
  /** Entries [from, upTo) of the log as it is in `generation`, at most `bytesMax` but at least one. */
  | {
      readonly kind: 'respondEntries';
      readonly requestId: number;
      readonly header: ResponseHeader;
      readonly generation: number;
      readonly highWatermark: Offset;
      readonly logStartOffset: Offset;
      readonly from: Offset;
      readonly upTo: Offset;
      readonly bytesMax: number;
    }
  | {
      readonly kind: 'respondSnapshotChunk';
      readonly requestId: number;
      readonly header: ResponseHeader;
      readonly snapshotId: SnapshotId;
      readonly position: number;
      readonly bytesMax: number;
    };

/** Goes through one lane, first in first out; its `afterDurable` effects come to life when it is on disk. */
export type StorageEffect =
  | {
      readonly kind: 'save';
      readonly state: QuorumState;
      readonly version: number;
      readonly afterDurable: readonly OutwardEffect[];
    }
  /** Nothing to write; holds effects back until what was queued before is durable. */
  | { readonly kind: 'barrier'; readonly afterDurable: readonly OutwardEffect[] }
  /** Reported by `flushed` with this generation and end offset. */
  | {
      readonly kind: 'append';
      readonly entries: readonly LogEntry[];
      readonly epoch: Epoch;
      readonly generation: number;
      readonly endOffset: Offset;
    }
  /** Removes everything from `offset` on; reported by `flushed`. */
  | { readonly kind: 'truncate'; readonly offset: Offset; readonly generation: number }
  /** Reports `flushed` for what was queued before, under a new generation. */
  | { readonly kind: 'flush'; readonly generation: number; readonly endOffset: Offset }
  | {
      readonly kind: 'storeChunk';
      readonly download: number;
      readonly snapshotId: SnapshotId;
      readonly position: number;
      readonly bytes: Uint8Array;
    }
  /** Removes the chunks of a snapshot that was not completed. */
  | { readonly kind: 'discardSnapshot'; readonly snapshotId: SnapshotId }
  /** Makes the downloaded snapshot the whole log. */
  | {
      readonly kind: 'installSnapshot';
      readonly download: number;
      readonly snapshotId: SnapshotId;
      readonly totalBytes: number;
      readonly totalCrc: number;
      readonly voters: readonly Voter[];
      readonly generation: number;
    };

export type RaftEffect =
  | OutwardEffect
  | StorageEffect
  /** Everything below `highWatermark` is committed. */
  | { readonly kind: 'commit'; readonly highWatermark: Offset }
  | { readonly kind: 'leadership'; readonly state: LeadershipState }
  /** Hand over what has arrived and waits to be read, then `listened`: a verdict on somebody's silence is due. */
  | { readonly kind: 'listen' }
  | { readonly kind: 'readable'; readonly requestId: number; readonly offset: Offset }
  /** A read barrier ended without an answer. */
  | { readonly kind: 'unreadable'; readonly requestId: number; readonly refusal: Refusal }
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly message: string }
  /** Going on would break a promise of the protocol. */
  | { readonly kind: 'fatal'; readonly code: ErrorCode; readonly message: string };

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Both clocks at the time of an event: protocol timers use the first, entry timestamps the second. */
export interface Instant {
  readonly monotonicMs: Millis;
  readonly wallMs: Millis;
}

export type ProposeOutcome =
  | { readonly kind: 'appended'; readonly firstOffset: Offset; readonly lastOffset: Offset }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What the store held when the node started. */
export interface RecoveredState {
  readonly quorumState: QuorumState;
  readonly directoryId: DirectoryId;
  /** Ascending; the oldest one is where the log starts (or before it). */
  readonly snapshots: readonly SnapshotId[];
  readonly logStart: SnapshotId;
  readonly endOffset: Offset;
  /** First offset of each epoch that has entries, ascending. */
  readonly epochStarts: readonly EpochStart[];
  /** Voter sets by the offset of the entry that brought them; -1 for the one of the oldest snapshot. */
  readonly voterSets: readonly VoterSetAt[];
}

export interface EpochStart {
  readonly epoch: Epoch;
  readonly startOffset: Offset;
}

export interface VoterSetAt {
  readonly offset: Offset;
  readonly voters: readonly Voter[];
}
