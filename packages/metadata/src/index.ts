export { MetadataDelta, type BrokerDelta, type PartitionDelta } from './delta.js';
export {
  MetadataFeed,
  type MetadataFeedOptions,
  type MetadataPosition,
  type MetadataSubscriber,
} from './feed.js';
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
  type LevelTable,
} from './level.js';
export { localChanges, type LocalChanges, type LocalPartition, type LocalRemoval } from './local-changes.js';
export type { CommittedEntry, CommittedSnapshot, LeadershipState } from './raft-listener.js';
export { decodeBatch, encodeBatch } from './record-codec.js';
export type * from './record.js';
export * from './registration.js';
export { mergePartition, replay } from './replay.js';
export {
  findRequestOutcome,
  requestOutcomeAgeMsMax,
  requestOutcomeBytesMax,
  requestOutcomesMax,
  type RequestOutcome,
} from './request-outcomes.js';
export { SnapshotCutter, type SnapshotCutterOptions } from './snapshot-cutter.js';
export { encodeSnapshot, snapshotFrames, snapshotRecords, SnapshotReader } from './snapshot.js';
