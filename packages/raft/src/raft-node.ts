import { DraveError } from '@drave/base';
import type { ClusterId, DirectoryId, Endpoint, Epoch, Millis, NodeId, Offset } from '@drave/base';
import type { Env } from '@drave/env';
import type { RaftRequest, RaftResponse } from './messages.js';
import type { RaftTransportPort } from './ports.js';
import type { RaftTimers } from './timers.js';
import type { QuorumStatus, RaftListener, RaftPeer, ReplicaKey, Voter } from './types.js';

export interface RaftNodeOptions {
  readonly env: Env;
  readonly nodeId: NodeId;
  readonly clusterId: ClusterId;
  /** Holds the quorum's store; made by `formatStorage`. */
  readonly directory: string;
  /**
   * Refused with DATA_DIRECTORY_MISMATCH when the directory says otherwise. Without it the directory's own is taken.
   */
  readonly directoryId?: DirectoryId;
  /** `observer` (a broker) never votes and never becomes a voter; `voter` does once the voter set names it. */
  readonly role: 'voter' | 'observer';
  /** Where other nodes reach this node's raft service. Required for `voter`. */
  readonly endpoint?: Endpoint;
  /** Where to look for the leader while no voter set is known (`controller.quorum.bootstrap.servers`). */
  readonly bootstrapServers: readonly RaftPeer[];
  readonly transport: RaftTransportPort;
  readonly timers: RaftTimers;
  readonly listeners: readonly RaftListener[];
  /**
   * The node can go on no longer (failed sync, full disk, log asked to truncate committed entries): end the process.
   */
  readonly onFatal: (error: DraveError) => void;
}

/** Offsets are assigned at once; `committed` settles later. */
export interface Proposal {
  readonly firstOffset: Offset;
  readonly lastOffset: Offset;
  /**
   * Resolves when the high watermark passes `lastOffset` in this epoch. Rejects with REQUEST_TIMED_OUT when leadership
   * ended first: the outcome is then unknown, a later leader may still commit the entries.
   */
  readonly committed: Promise<void>;
}

/** One member of the quorum, or one observer of its log. */
export class RaftNode {
  /**
   * Opens the store, checks all of it, and reads who is in the quorum.
   * @throws DraveError CORRUPT_DATA, DATA_DIRECTORY_MISMATCH, DATA_DIRECTORY_LOCKED, EVEN_QUORUM.
   */
  static async open(_options: RaftNodeOptions): Promise<RaftNode> {
    throw new DraveError('UNIMPLEMENTED');
  }

  readonly directoryId: DirectoryId = '';

  /** Starts timers and deliveries. `handle` works from here on. */
  start(): void {}

  /** Resigns if leader, tells the others, waits for the write under way, closes the store. */
  async close(): Promise<void> {}

  /**
   * Appends each payload as one entry, if this node leads `epoch`.
   * @throws DraveError NOT_CONTROLLER (nothing was appended; with a leader hint), MESSAGE_TOO_LARGE (an entry above
   * `raftEntryBytesMax`, nothing was appended), THROTTLING_QUOTA_EXCEEDED (too much uncommitted, nothing was appended).
   */
  propose(_epoch: Epoch, _payloads: readonly Uint8Array[]): Proposal {
    throw new DraveError('UNIMPLEMENTED');
  }

  /**
   * An offset such that a state machine that has applied everything below it reflects every write acknowledged before
   * this call. Leader only. @throws DraveError NOT_CONTROLLER, REQUEST_TIMED_OUT.
   */
  async readBarrier(_deadlineMs: Millis): Promise<Offset> {
    throw new DraveError('UNIMPLEMENTED');
  }

  /** Gives up leadership of `epoch`; harmless when this node does not lead it. */
  resign(_epoch: Epoch): void {}

  /**
   * Adds a voter that already observes and has caught up; waits for both and for the commit. From any node: forwarded
   * to the
   * leader. @throws DraveError DUPLICATE_VOTER, CHANGE_IN_PROGRESS, REQUEST_TIMED_OUT (outcome unknown),
   * NOT_CONTROLLER.
   */
  async addVoter(_voter: Voter, _timeoutMs: Millis): Promise<void> {}

  /**
   * @throws DraveError VOTER_NOT_FOUND, CHANGE_IN_PROGRESS, INVALID_REQUEST (the last voter), REQUEST_TIMED_OUT,
   * NOT_CONTROLLER.
   */
  async removeVoter(_voter: ReplicaKey, _timeoutMs: Millis): Promise<void> {}

  /** Changes a voter's endpoint. Voters do it on their own at start; this is for operators. */
  async updateVoter(_voter: Voter, _timeoutMs: Millis): Promise<void> {}

  /**
   * Stores the state machine's snapshot of everything below `offset` (committed and delivered to it) and lets the log's
   * prefix go. Harmless when a newer snapshot exists. @throws DraveError INVALID_REQUEST when `offset` is not
   * committed.
   */
  async writeSnapshot(_offset: Offset, _chunks: AsyncIterable<Uint8Array>): Promise<void> {}

  status(): QuorumStatus {
    throw new DraveError('UNIMPLEMENTED');
  }

  /** Serves one request of another node. Never rejects for protocol reasons: refusals are inside the response. */
  async handle(_request: RaftRequest, _from: NodeId | undefined): Promise<RaftResponse> {
    throw new DraveError('UNIMPLEMENTED');
  }

  /** The transport saw the connection to this node reset or refused (never call it for a timeout). */
  connectionLost(_nodeId: NodeId): void {}
}
