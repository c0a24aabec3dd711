export { type DirectoryCheck, openDirectoryCheck } from './directory-check.js';
export type { Finding, PartitionReport } from './findings.js';
export { readOffsetIndex, readTimeIndex } from './index-reader.js';
export { readSegment, type StoredBatch, type UnreadableEnd } from './segment-reader.js';
export { offsetFromName, suffix } from '../file-names.js';
export { decodeProducerSnapshot } from '../producer-snapshot.js';
export { decodeTransactionIndex } from '../transaction-index.js';
