import type {
  BrokerEpoch,
  DirectoryId,
  IncarnationId,
  LeaderEpoch,
  NodeId,
  PartitionEpoch,
  PartitionIndex,
  ProducerId,
  TopicId,
  TopicName,
  Uuid,
} from '@drave/base';
import type { AclEntry } from './acl/acl-entry.js';
import type { QuotaEntity } from './client-quotas.js';
import type { ListenerEndpoint, SupportedFeature } from './registration.js';
import type { ScramCredential, ScramMechanism } from './scram-credentials.js';

/** One change of the metadata. A Raft entry is a list of them, applied whole or not at all. */
export type MetadataRecord =
  | MetadataLevelRecord
  | FeatureLevelRecord
  | RegisterBrokerRecord
  | UnregisterBrokerRecord
  | BrokerRegistrationChangeRecord
  | TopicRecord
  | RemoveTopicRecord
  | PartitionRecord
  | PartitionChangeRecord
  | ConfigRecord
  | ProducerIdsRecord
  | RequestOutcomeRecord
  | BeginTransactionRecord
  | EndTransactionRecord
  | AbortTransactionRecord
  | AccessControlEntryRecord
  | RemoveAccessControlEntryRecord
  | UserScramCredentialRecord
  | RemoveUserScramCredentialRecord
  | ClientQuotaRecord;

export type MetadataRecordKind = MetadataRecord['kind'];

/** The metadata level that introduced each kind (`level.ts`): nothing above the level of a cluster is ever written. */
export const recordLevels: Readonly<Record<MetadataRecordKind, number>> = {
  metadataLevel: 1,
  featureLevel: 1,
  registerBroker: 1,
  unregisterBroker: 1,
  brokerRegistrationChange: 1,
  topic: 1,
  removeTopic: 1,
  partition: 1,
  partitionChange: 1,
  config: 1,
  producerIds: 1,
  requestOutcome: 1,
  beginTransaction: 1,
  endTransaction: 1,
  abortTransaction: 1,
  accessControlEntry: 1,
  removeAccessControlEntry: 1,
  userScramCredential: 1,
  removeUserScramCredential: 1,
  clientQuota: 1,
};

/** Says which records and fields may follow. It is record 0 of every snapshot. */
interface MetadataLevelRecord {
  readonly kind: 'metadataLevel';
  readonly level: number;
}

/** Level 0 removes the feature. */
interface FeatureLevelRecord {
  readonly kind: 'featureLevel';
  readonly name: string;
  readonly level: number;
}

export interface RegisterBrokerRecord {
  readonly kind: 'registerBroker';
  readonly brokerId: NodeId;
  /** Undefined in the log, where the epoch is the offset of the entry; set in snapshots. */
  readonly brokerEpoch: BrokerEpoch | undefined;
  readonly incarnationId: IncarnationId;
  readonly listeners: readonly ListenerEndpoint[];
  readonly rack: string | undefined;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
  readonly directories: readonly DirectoryId[];
  readonly features: readonly SupportedFeature[];
  readonly bootId: string;
}

interface UnregisterBrokerRecord {
  readonly kind: 'unregisterBroker';
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
}

/** What changes in a registration; an undefined field leaves it as it is. */
export interface BrokerRegistrationChangeRecord {
  readonly kind: 'brokerRegistrationChange';
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly fenced?: boolean | undefined;
  readonly inControlledShutdown?: boolean | undefined;
  /** The directories that are online. */
  readonly directories?: readonly DirectoryId[] | undefined;
}

export interface TopicRecord {
  readonly kind: 'topic';
  readonly topicId: TopicId;
  readonly name: TopicName;
}

/** Removes a topic with its partitions and its configuration. */
export interface RemoveTopicRecord {
  readonly kind: 'removeTopic';
  readonly topicId: TopicId;
}

/** The whole state of one partition: its creation, and its form in a snapshot. */
export interface PartitionRecord {
  readonly kind: 'partition';
  readonly topicId: TopicId;
  readonly index: PartitionIndex;
  readonly replicas: readonly NodeId[];
  readonly directories: readonly DirectoryId[];
  readonly isr: readonly NodeId[];
  readonly elr: readonly NodeId[];
  readonly lastKnownElr: readonly NodeId[];
  readonly addingReplicas: readonly NodeId[];
  readonly removingReplicas: readonly NodeId[];
  readonly leader: NodeId;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitionEpoch: PartitionEpoch;
}

/**
 * What changes in a partition; an undefined field leaves it as it is. The partition epoch grows by one. When `leader`
 * is present, even the same one, the leader epoch grows by one too.
 */
export interface PartitionChangeRecord {
  readonly kind: 'partitionChange';
  readonly topicId: TopicId;
  readonly index: PartitionIndex;
  readonly leader?: NodeId | undefined;
  readonly isr?: readonly NodeId[] | undefined;
  readonly elr?: readonly NodeId[] | undefined;
  readonly lastKnownElr?: readonly NodeId[] | undefined;
  readonly replicas?: readonly NodeId[] | undefined;
  readonly addingReplicas?: readonly NodeId[] | undefined;
  readonly removingReplicas?: readonly NodeId[] | undefined;
  /** The directories must come with `replicas` when the number of those changes. */
  readonly directories?: readonly DirectoryId[] | undefined;
}

export type ConfigResourceType = 'topic' | 'broker' | 'group';

export interface ConfigResource {
  readonly type: ConfigResourceType;
  /** Topic name, group id, or broker id in decimal; '' is the default of all brokers. */
  readonly name: string;
}

export interface ConfigRecord {
  readonly kind: 'config';
  readonly resource: ConfigResource;
  readonly key: string;
  /** Undefined removes the key. */
  readonly value: string | undefined;
}

/** Every id below `nextProducerId` has been handed out. */
interface ProducerIdsRecord {
  readonly kind: 'producerIds';
  readonly brokerId: NodeId;
  readonly brokerEpoch: BrokerEpoch;
  readonly nextProducerId: ProducerId;
}

/** What a mutation answered, kept so that its repetition gets the same answer. */
export interface RequestOutcomeRecord {
  readonly kind: 'requestOutcome';
  readonly principal: string;
  readonly requestId: string;
  readonly requestHash: Uint8Array;
  readonly response: Uint8Array;
  /** Wall clock of the active controller at the decision; eviction compares these, never a local clock. */
  readonly timestampMs: number;
}

/** Records up to the matching end become visible together, or with an abort never. Never nested. */
interface BeginTransactionRecord {
  readonly kind: 'beginTransaction';
  readonly name: string;
}

interface EndTransactionRecord {
  readonly kind: 'endTransaction';
}

interface AbortTransactionRecord {
  readonly kind: 'abortTransaction';
  readonly reason: string;
}

interface AccessControlEntryRecord extends AclEntry {
  readonly kind: 'accessControlEntry';
}

interface RemoveAccessControlEntryRecord {
  readonly kind: 'removeAccessControlEntry';
  readonly id: Uuid;
}

/** Replaces what the user had for the mechanism. */
interface UserScramCredentialRecord extends ScramCredential {
  readonly kind: 'userScramCredential';
  readonly name: string;
  readonly mechanism: ScramMechanism;
}

interface RemoveUserScramCredentialRecord {
  readonly kind: 'removeUserScramCredential';
  readonly name: string;
  readonly mechanism: ScramMechanism;
}

export interface ClientQuotaRecord {
  readonly kind: 'clientQuota';
  readonly entity: QuotaEntity;
  readonly key: string;
  /** Undefined removes the limit. */
  readonly value: number | undefined;
}

/** The record as people may see it: in logs, on terminals, in reports. */
export function withoutSecrets(record: MetadataRecord): { readonly kind: MetadataRecordKind } {
  if (record.kind !== 'userScramCredential') return record;
  const { kind, name, mechanism } = record;
  const shown = { kind, name, mechanism, salt: HIDDEN, storedKey: HIDDEN, serverKey: HIDDEN, iterations: HIDDEN };
  return shown;
}

const HIDDEN = '[hidden]';
