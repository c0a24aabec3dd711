import type { Endpoint, Epoch, Millis, NodeId, Offset } from '@drave/base';

/**
 * What the feed needs of the quorum's log, as this package sees it. `RaftNode` delivers exactly this, so a
 * `MetadataFeed` is given to it as a listener without an adapter.
 */
export interface CommittedEntry {
  readonly offset: Offset;
  readonly epoch: Epoch;
  readonly kind: 'data' | 'control';
  readonly payload: Uint8Array;
  readonly appendTimestampMs: Millis;
}

/** A committed snapshot, which covers every entry below `offset`. */
export interface CommittedSnapshot {
  readonly offset: Offset;
  readonly epoch: Epoch;
  read(): AsyncIterable<Uint8Array>;
}

export type LeadershipState =
  | { readonly kind: 'leader'; readonly epoch: Epoch; readonly startOffset: Offset }
  | { readonly kind: 'follower'; readonly epoch: Epoch; readonly leaderId: NodeId; readonly leaderEndpoint: Endpoint }
  | { readonly kind: 'none'; readonly epoch: Epoch };
