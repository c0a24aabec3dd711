import type { StructureModules } from '../table/table.js';
import { consumerProtocol } from './consumer-protocol.js';
import { consumerGroupRecords } from './coordinator-records/consumer-group.js';
import { groupMetadataRecords } from './coordinator-records/group-metadata.js';
import { offsetCommitRecords } from './coordinator-records/offset-commit.js';
import { transactionLogRecords } from './coordinator-records/transaction-log.js';

/** Structures outside requests and responses, by the generated module that they are in. */
export const structureModules: StructureModules = {
  'consumer-protocol': consumerProtocol,
  'coordinator-records': [
    ...offsetCommitRecords,
    ...groupMetadataRecords,
    ...consumerGroupRecords,
    ...transactionLogRecords,
  ],
};
