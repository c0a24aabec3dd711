export { TestMetadata, testUuid, type TestPartition } from './test-metadata.js';
