export {
  aclOperations,
  aclPatternTypes,
  aclPermissions,
  aclResourceTypes,
  scramMechanismNames,
} from './access-names.js';
export { AclAuthorizer } from './acl/acl-authorizer.js';
export {
  ACL_CLUSTER_NAME,
  aclSortKey,
  type AclBinding,
  type AclEntry,
  type AclOperation,
  type AclPatternType,
  type AclPermission,
  type AclResourceType,
} from './acl/acl-entry.js';
export {
  aclMatches,
  bindingOfFilter,
  matchingAcls,
  matchingAclsAfter,
  type AclFilter,
} from './acl/acl-filter.js';
export type { AclIndex } from './acl/acl-index.js';
export { quotaEntityKey, quotaEntityTypes, type QuotaEntity, type QuotaEntityType } from './client-quotas.js';
export { MetadataDelta } from './delta.js';
export { MetadataFeed, type MetadataPosition, type MetadataSubscriber } from './feed.js';
export { MetadataImage, type TopicImage } from './image.js';
export {
  CLUSTER_METADATA_NAME,
  internalTopics,
  isInternalTopic,
  type InternalTopicName,
} from './internal-topics.js';
export {
  levelOf,
  levelTable,
  METADATA_LEVEL_FEATURE,
  METADATA_LEVEL_MAX,
  METADATA_LEVEL_MIN,
  supportedFeatures,
  TRANSACTION_FEATURE,
  TRANSACTION_LEVEL_MAX,
  type LevelTable,
} from './level.js';
export { localChanges, type LocalPartition, type LocalRemoval } from './local-changes.js';
export type { CommittedEntry, CommittedSnapshot, LeadershipState } from './raft-listener.js';
export { decodeBatch, encodeBatch } from './record-codec.js';
export { scramMechanisms, type ScramCredential, type ScramMechanism } from './scram-credentials.js';
export { withoutSecrets } from './record.js';
export type * from './record.js';
export * from './registration.js';
export { mergePartition, replay } from './replay.js';
export { findRequestOutcome } from './request-outcomes.js';
export { SnapshotCutter } from './snapshot-cutter.js';
export { encodeSnapshot, snapshotFrames, snapshotRecords } from './snapshot.js';
export { SortedTexts } from './sorted-texts.js';
export { StoredMetadata } from './stored-metadata.js';
