export { TestMetadata, testUuid } from './test-metadata.js';
