import type { NodeId, Offset, PartitionIndex, TopicId, TopicName } from '@drave/base';
import type { ConfigOperation } from '@drave/config';
import type { AclBinding, AclFilter, ConfigResource, QuotaEntityType, ScramMechanism } from '@drave/metadata';
import type { ItemResult } from './decision.js';

/** What an operator asks of the cluster, by whatever way it comes: gRPC, Kafka, SDK, CLI. */
export type AdminCommand =
  | CreateTopicsCommand
  | DeleteTopicsCommand
  | CreatePartitionsCommand
  | AlterConfigsCommand
  | ElectLeadersCommand
  | ReassignPartitionsCommand
  | UnregisterBrokerCommand
  | UpdateFeaturesCommand
  | CreateAclsCommand
  | DeleteAclsCommand
  | AlterScramCredentialsCommand
  | AlterClientQuotasCommand
  | { readonly kind: 'stepDown' }
  /** Changes nothing, and gives the offset that a linearizable read must wait for. */
  | { readonly kind: 'readBarrier' };

export type AdminCommandKind = AdminCommand['kind'];

/** What every command that changes something can be asked besides. */
export interface MutationOptions {
  /** True asks for the same checks and the same answer, without the effect. */
  readonly validateOnly?: boolean;
  /** The id under which a repetition is recognised, at most 128 characters; '' or undefined for none. */
  readonly requestId?: string | undefined;
}

export interface CreateTopicsCommand extends MutationOptions {
  readonly kind: 'createTopics';
  readonly topics: readonly NewTopic[];
}

export interface NewTopic {
  readonly name: TopicName;
  /** Undefined asks for the cluster's default; it is undefined with assignments. */
  readonly partitionCount?: number | undefined;
  readonly replicationFactor?: number | undefined;
  /** Replicas of each partition in order, the preferred leader first. */
  readonly assignments?: readonly (readonly NodeId[])[] | undefined;
  readonly configs: Readonly<Record<string, string | null>>;
}

export interface CreatedTopic {
  readonly name: TopicName;
  readonly topicId: TopicId;
  readonly partitionCount: number;
  readonly replicationFactor: number;
}

export interface DeleteTopicsCommand extends MutationOptions {
  readonly kind: 'deleteTopics';
  readonly topics: readonly TopicSelector[];
}

export type TopicSelector = { readonly name: TopicName } | { readonly topicId: TopicId };

export interface DeletedTopic {
  readonly name: TopicName;
  readonly topicId: TopicId;
}

export interface CreatePartitionsCommand extends MutationOptions {
  readonly kind: 'createPartitions';
  readonly topics: readonly {
    readonly name: TopicName;
    /** The new total number of partitions. */
    readonly partitionCount: number;
    /** Replicas of the new partitions only. */
    readonly assignments?: readonly (readonly NodeId[])[] | undefined;
  }[];
}

export interface AlterConfigsCommand extends MutationOptions {
  readonly kind: 'alterConfigs';
  readonly resources: readonly ConfigAlteration[];
}

export interface ConfigAlteration {
  readonly resource: ConfigResource;
  readonly change: /** Some keys; the others stay (KIP-339). */
    | { readonly kind: 'incremental'; readonly operations: readonly ConfigOperation[] }
    /** Sets these and no others. */
    | { readonly kind: 'replace'; readonly values: Readonly<Record<string, string>> };
  /** The command is refused with INVALID_UPDATE_VERSION when the resource has another one (`configEtag`). */
  readonly etag?: string | undefined;
}

export interface ElectLeadersCommand extends MutationOptions {
  readonly kind: 'electLeaders';
  readonly election: 'preferred' | 'unclean';
  /** Undefined stands for every partition that needs it. */
  readonly partitions: readonly PartitionRef[] | undefined;
}

export interface PartitionRef {
  readonly topic: TopicName;
  readonly partition: PartitionIndex;
}

export interface ReassignPartitionsCommand extends MutationOptions {
  readonly kind: 'reassignPartitions';
  readonly reassignments: readonly Reassignment[];
  /** Unless false, a target may have more or fewer replicas than now (KIP-860). */
  readonly allowReplicationFactorChange?: boolean | undefined;
}

export interface Reassignment extends PartitionRef {
  /** Undefined cancels the move under way. */
  readonly target: readonly NodeId[] | undefined;
}

export interface UnregisterBrokerCommand extends MutationOptions {
  readonly kind: 'unregisterBroker';
  readonly brokerId: NodeId;
}

export interface UpdateFeaturesCommand extends MutationOptions {
  readonly kind: 'updateFeatures';
  readonly updates: readonly FeatureUpdate[];
}

export interface FeatureUpdate {
  readonly name: string;
  /** The level to finalise; 0 disables the feature. */
  readonly level: number;
  readonly allowDowngrade: boolean;
}

/** Adds entries to the access control lists. */
export interface CreateAclsCommand extends MutationOptions {
  readonly kind: 'createAcls';
  readonly bindings: readonly AclBinding[];
}

/** Removes the entries that the filters mean. */
export interface DeleteAclsCommand extends MutationOptions {
  readonly kind: 'deleteAcls';
  readonly filters: readonly AclFilter[];
}

export interface AlterScramCredentialsCommand extends MutationOptions {
  readonly kind: 'alterScramCredentials';
  readonly alterations: readonly ScramAlteration[];
}

/** Bytes are in base64. */
export type ScramAlteration =
  | {
      readonly kind: 'set';
      readonly user: string;
      readonly mechanism: ScramMechanism;
      readonly iterations: number;
      readonly salt: string;
      readonly storedKey: string;
      readonly serverKey: string;
    }
  | { readonly kind: 'delete'; readonly user: string; readonly mechanism: ScramMechanism };

export interface AlterClientQuotasCommand extends MutationOptions {
  readonly kind: 'alterClientQuotas';
  readonly alterations: readonly QuotaAlteration[];
}

export interface QuotaAlteration {
  /** Null stands for the default of the type. */
  readonly entity: readonly { readonly type: QuotaEntityType; readonly name: string | null }[];
  /** Null takes the limit away. */
  readonly changes: readonly { readonly key: string; readonly value: number | null }[];
}

export interface UserOutcome {
  readonly user: string;
  readonly result: ItemResult<null>;
}

export interface PartitionOutcome extends PartitionRef {
  readonly result: ItemResult<null>;
}

/** What each command answers with. */
export interface AdminResults {
  createTopics: readonly ItemResult<CreatedTopic>[];
  deleteTopics: readonly ItemResult<DeletedTopic>[];
  createPartitions: readonly ItemResult<CreatedTopic>[];
  alterConfigs: readonly ItemResult<null>[];
  electLeaders: readonly PartitionOutcome[];
  reassignPartitions: readonly PartitionOutcome[];
  unregisterBroker: null;
  updateFeatures: null;
  createAcls: readonly ItemResult<null>[];
  /** What each filter has removed. */
  deleteAcls: readonly ItemResult<readonly AclBinding[]>[];
  /** Each user once, in the order of the command. */
  alterScramCredentials: readonly UserOutcome[];
  /** Of each alteration. */
  alterClientQuotas: readonly ItemResult<null>[];
  stepDown: null;
  readBarrier: null;
}

/** Exclusive offset at which the effect (or, for `readBarrier`, everything acknowledged before) is visible. */
export interface Committed<Response> {
  readonly response: Response;
  readonly visibleAtOffset: Offset;
}

/** The `kind`-typed result of one command. */
export type AdminResult<Command extends AdminCommand> = Committed<AdminResults[Command['kind']]>;

/** Resources, topics or partitions that the command names; undefined for a command without a list. */
export function itemCount(command: AdminCommand): number | undefined {
  switch (command.kind) {
    case 'createTopics':
    case 'deleteTopics':
    case 'createPartitions':
      return command.topics.length;
    case 'alterConfigs':
      return command.resources.length;
    case 'electLeaders':
      return command.partitions?.length;
    case 'reassignPartitions':
      return command.reassignments.length;
    case 'updateFeatures':
      return command.updates.length;
    case 'createAcls':
      return command.bindings.length;
    case 'deleteAcls':
      return command.filters.length;
    case 'alterScramCredentials':
      return command.alterations.length;
    case 'alterClientQuotas':
      return command.alterations.reduce((sum, { changes }) => sum + 1 + changes.length, 0);
    case 'unregisterBroker':
    case 'stepDown':
    case 'readBarrier':
      return undefined;
  }
}
