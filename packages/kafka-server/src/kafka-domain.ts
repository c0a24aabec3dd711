import type { ClusterId, DirectoryId, Endpoint, Epoch, Millis, NodeId, Offset } from '@drave/base';
import type { Caller } from '@drave/base/access';
import type { Broker } from '@drave/broker';
import type { AccessConfig, ListenerConfig } from '@drave/config';
import type { Gateway, StaticLayers } from '@drave/controller';
import type { Env } from '@drave/env';
import type { MetadataFeed } from '@drave/metadata';

/** What handlers work on: the same services that stand behind gRPC. */
export interface KafkaDomain {
  readonly env: Pick<Env, 'clock' | 'timers' | 'random' | 'logger'>;
  readonly clusterId: ClusterId;
  readonly nodeId: NodeId;
  readonly broker: Broker;
  /** The way to the active controller. */
  readonly gateway: Pick<Gateway, 'execute' | 'read'>;
  readonly feed: Pick<MetadataFeed, 'image' | 'appliedOffset' | 'leadership' | 'waitFor'>;
  /** This node's settings, under Kafka's names. */
  readonly settings: ListenerConfig & AccessConfig;
  /** Where they come from: the node's file and its timer profile. */
  readonly layers: StaticLayers;
  /**
   * Makes topics with the cluster's defaults (`auto.create.topics.enable`) for this caller; resolves when this broker
   * knows of them, or could not have them made, and never rejects. It gives those that the caller may not have made.
   * Undefined when that is switched off.
   */
  readonly autoCreate: ((caller: Caller, topics: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
  /** How the quorum stands, from its leader. @throws DraveError NOT_CONTROLLER while there is none. */
  readonly quorum: (caller: Caller) => Promise<QuorumDescription>;
  readonly voters: VoterChanges;
}

/** Changes of who votes, from any broker; each resolves with its commit. */
interface VoterChanges {
  /**
   * The voter has to follow the log already. @throws DraveError DUPLICATE_VOTER, INVALID_VOTER_KEY,
   * CHANGE_IN_PROGRESS, REQUEST_TIMED_OUT, NOT_CONTROLLER.
   */
  add(caller: Caller, voter: VoterKey & { readonly endpoint: Endpoint }): Promise<void>;
  /**
   * @throws DraveError VOTER_NOT_FOUND, INVALID_REQUEST (the last voter), CHANGE_IN_PROGRESS, REQUEST_TIMED_OUT,
   * NOT_CONTROLLER.
   */
  remove(caller: Caller, voter: VoterKey): Promise<void>;
}

/** The same id with another metadata directory is another voter (KIP-853). */
export interface VoterKey {
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
}

export interface QuorumDescription {
  /** -1 when unknown. */
  readonly leaderId: NodeId;
  readonly epoch: Epoch;
  readonly highWatermark: Offset;
  readonly voters: readonly QuorumMember[];
  readonly observers: readonly QuorumMember[];
}

export interface QuorumMember {
  readonly nodeId: NodeId;
  readonly directoryId: DirectoryId;
  readonly endpoint?: Endpoint | undefined;
  readonly logEndOffset: Offset;
  /** Since it last fetched, and since it last had everything; undefined when unknown, as for the leader itself. */
  readonly lastFetchAgoMs?: Millis | undefined;
  readonly lastCaughtUpAgoMs?: Millis | undefined;
}
