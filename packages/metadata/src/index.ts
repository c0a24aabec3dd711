export { MetadataDelta } from './delta.js';
export { MetadataFeed, type MetadataPosition, type MetadataSubscriber } from './feed.js';
export { MetadataImage, type TopicImage } from './image.js';
export {
  clusterMetadataName,
  internalTopics,
  isInternalTopic,
  type InternalTopicName,
} from './internal-topics.js';
export {
  levelOf,
  levelTable,
  metadataLevelFeature,
  metadataLevelMax,
  metadataLevelMin,
  supportedFeatures,
  transactionFeature,
  transactionLevelMax,
  type LevelTable,
} from './level.js';
export { localChanges, type LocalPartition, type LocalRemoval } from './local-changes.js';
export type { CommittedEntry, CommittedSnapshot, LeadershipState } from './raft-listener.js';
export { encodeBatch } from './record-codec.js';
export type * from './record.js';
export * from './registration.js';
export { mergePartition, replay } from './replay.js';
export { findRequestOutcome } from './request-outcomes.js';
export { SnapshotCutter } from './snapshot-cutter.js';
export { encodeSnapshot, snapshotFrames, snapshotRecords } from './snapshot.js';
