import type { Endpoint, Epoch, Millis, NodeId, Offset } from '@drave/base';
import type { RaftPeer, ReplicaKey, SnapshotId, Voter } from '../types.js';
import type { VoterChange } from './events.js';
import type { PeerRequests } from './peer-requests.js';
import type { ReplicaProgress } from './replica-progress.js';

/**
 * Exactly one of these at a time. A role object lives from its transition to the next one, so its identity tells
 * whether a response still belongs to what is going on.
 */
export type Role = Unattached | Prospective | Candidate | Leader | Follower | Resigned | Observer;

/** A voter that knows no leader of its epoch; looks for one, and starts an election when the time is up. */
export interface Unattached {
  readonly kind: 'unattached';
  readonly electionDeadlineMs: Millis;
  readonly discovery: Discovery;
}

/** A voter that asks whether it would win (KIP-996). Its epoch and vote stay as they are. */
export interface Prospective {
  readonly kind: 'prospective';
  /** The silence that made this node ask; undefined when it knew no leader, or had evidence. */
  readonly silence: Silence | undefined;
  deadlineMs: Millis;
  readonly ballots: Ballots;
}

export interface Silence {
  readonly leaderId: NodeId;
  readonly sinceMs: Millis;
}

/** A voter that has voted for itself in a new epoch. */
export interface Candidate {
  readonly kind: 'candidate';
  deadlineMs: Millis;
  readonly ballots: Ballots;
  /** The own vote counts once this version of the quorum state is durable. */
  readonly voteVersion: number;
  lost: boolean;
}

export interface Ballots {
  readonly requests: PeerRequests;
  readonly granted: Set<NodeId>;
  readonly rejected: Set<NodeId>;
}

export interface Leader {
  readonly kind: 'leader';
  /** No silence is held against any voter before this: this node was late itself. */
  excusedUntilMs: Millis;
  /** When that was noticed last. */
  excusedAtMs: Millis;
  /** Offset of the leader-change entry: the first one of this epoch. */
  readonly epochStart: Offset;
  readonly sinceMs: Millis;
  /** The replicas by `keyText`; voters and observers alike. */
  readonly replicas: Map<string, ReplicaProgress>;
  /** The parked fetches by `keyText`, at most one per replica. */
  readonly parked: Map<string, ParkedFetch>;
  /** Waits for the next round. */
  readonly readers: WaitingReader[];
  round: ReadRound | undefined;
  /** BeginQuorumEpoch to voters that have not been heard of. */
  announce: PeerRequests;
  change: PendingChange | undefined;
  /** A joining voter waits at this end of the log for something to be appended. */
  joinWantedAt: Offset | undefined;
  /** When the disk last took something, or had nothing to take. */
  flushProgressMs: Millis;
}

export interface ParkedFetch {
  readonly requestId: number;
  readonly fetchOffset: Offset;
  readonly highWatermark: Offset;
  readonly bytesMax: number;
  readonly untilMs: Millis;
}

export interface WaitingReader {
  readonly requestId: number;
  readonly deadlineMs: Millis;
}

/** One BeginQuorumEpoch round that proves leadership for readers who came before it started. */
export interface ReadRound {
  readonly offset: Offset;
  readonly readers: readonly WaitingReader[];
  readonly requests: PeerRequests;
  /** The voters that have confirmed, by `keyText`: one that was replaced meanwhile has confirmed nothing. */
  readonly confirmed: Set<string>;
}

export interface PendingChange {
  readonly requestId: number;
  readonly change: VoterChange;
  readonly deadlineMs: Millis;
  /** Undefined until the entry is appended. */
  offset: Offset | undefined;
  readonly probe: EndpointProbe;
}

/** Whether a node to be added answers where it is said to be, as who it is said to be. */
export interface EndpointProbe {
  state: 'due' | 'asked' | 'answered';
  dueMs: Millis;
}

export interface LeaderRef {
  readonly nodeId: NodeId;
  readonly endpoint: Endpoint;
}

export interface Follower {
  readonly kind: 'follower';
  readonly leader: LeaderRef;
  readonly replication: Replication;
  /** Starts an election when it passes without a successful fetch. */
  fetchDeadlineMs: Millis;
  /** When the leader answered last; when this node began to follow it, before that. */
  servedMs: Millis;
  /**
   * False until this leader has answered a fetch; before that the follower believes no other node that it is healthy
   * (KAFKA-17641).
   */
  hasFetched: boolean;
  /** The leader's connection was lost and it has not answered since. */
  isLeaderSuspected: boolean;
  nextUpdateVoterMs: Millis;
}

export interface Observer {
  readonly kind: 'observer';
  leader: LeaderRef | undefined;
  readonly replication: Replication;
  discovery: Discovery;
  /** Asks around for another leader beside the one it has, until that answers. */
  isLeaderSuspected: boolean;
  fetchDeadlineMs: Millis;
  /** What `servedMs` of a follower is. */
  servedMs: Millis;
}

/** A leader that stepped down; it stays out of its own epoch for good. */
export interface Resigned {
  readonly kind: 'resigned';
  /** Since when no majority had been heard of; undefined when this node resigned for something else. */
  silentSinceMs: Millis | undefined;
  readonly deadlineMs: Millis;
  readonly endQuorumEpoch: PeerRequests;
  readonly successors: readonly ReplicaKey[];
}

/**
 * Pulling the log from a known leader: one request at a time is waited for, and none is sent while what it brought is
 * not durable.
 */
export interface Replication {
  /** The request that is waited for, and until when. */
  asked: PullPurpose | undefined;
  giveUpMs: Millis;
  /**
   * The fetch that was given up, and is not answered yet: what it asked for may still come, so that no other one asks
   * for the same.
   */
  overdue: PullPurpose | undefined;
  nextMs: Millis;
  /** The last call failed: the next fetch is not parked, so one lost message does not cost the leader our trust. */
  skipsMaxWait: boolean;
  writing: boolean;
  leaderHighWatermark: Offset;
  download: Download | undefined;
  /** Where the leader's log ended when the leader had nothing more for a joining voter for the first time. */
  joinOffset: Offset | undefined;
}

export interface Download extends DownloadProgress {
  readonly id: number;
  readonly snapshotId: SnapshotId;
  /** The progress with the chunk that is on its way to the disk. */
  arrived: DownloadProgress | undefined;
}

/** What is stored of a snapshot, and what the leader says about the whole. */
interface DownloadProgress {
  position: number;
  voters: readonly Voter[];
  totalBytes: number;
  totalCrc: number;
  /** Over the bytes below `position`. */
  crc: number;
}

/** Asking around for the leader with fetches that bring nothing. */
export interface Discovery {
  /** Who has not answered yet, as `host:port`. */
  readonly asked: Set<string>;
  nextMs: Millis;
  turn: number;
}

/** What the core wants to become next; carried out by the core alone. */
export type Transition =
  | { readonly kind: 'unattached'; readonly epoch: Epoch; readonly electionInMs?: Millis }
  | { readonly kind: 'follower'; readonly epoch: Epoch; readonly leader: LeaderRef }
  | { readonly kind: 'prospective'; readonly silence?: Silence }
  | { readonly kind: 'candidate' }
  | { readonly kind: 'leader' }
  | { readonly kind: 'resigned'; readonly silentSinceMs?: Millis };

/** Context of a request that is under way. */
export interface Call {
  readonly to: RaftPeer;
  readonly role: Role;
  readonly purpose: CallPurpose;
}

export type CallPurpose =
  | PullPurpose
  | { readonly kind: 'vote'; readonly voter: NodeId }
  | { readonly kind: 'announce'; readonly voter: Voter }
  | { readonly kind: 'readRound'; readonly voter: Voter; readonly round: ReadRound }
  | { readonly kind: 'endQuorumEpoch'; readonly voter: NodeId }
  | { readonly kind: 'discover'; readonly target: string }
  | { readonly kind: 'probe'; readonly change: PendingChange }
  | { readonly kind: 'updateVoter' };

/** What a replica asks its leader for; the object that a call carries tells it from all others. */
export type PullPurpose =
  /** Without `wantsEntries` it only asks whether the leader is there. */
  | { readonly kind: 'fetch'; readonly fetchOffset: Offset; readonly wantsEntries: boolean }
  | { readonly kind: 'fetchSnapshot'; readonly download: Download };
