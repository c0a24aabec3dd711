import type { ApiTable, MessageTable } from '../table/table.js';
import { produce } from './00-produce.js';
import { fetch } from './01-fetch.js';
import { listOffsets } from './02-list-offsets.js';
import { metadata } from './03-metadata.js';
import { offsetCommit } from './08-offset-commit.js';
import { offsetFetch } from './09-offset-fetch.js';
import { findCoordinator } from './10-find-coordinator.js';
import { joinGroup } from './11-join-group.js';
import { heartbeat } from './12-heartbeat.js';
import { leaveGroup } from './13-leave-group.js';
import { syncGroup } from './14-sync-group.js';
import { describeGroups } from './15-describe-groups.js';
import { listGroups } from './16-list-groups.js';
import { apiVersions } from './18-api-versions.js';
import { consumerProtocol } from './consumer-protocol.js';
import { consumerGroupRecords } from './coordinator-records/consumer-group.js';
import { groupMetadataRecords } from './coordinator-records/group-metadata.js';
import { offsetCommitRecords } from './coordinator-records/offset-commit.js';

/** Every API in the order of its key. */
export const apiTables: readonly ApiTable[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions,
];

/** Structures outside requests and responses, by the generated module that they are in. */
export const structureModules: Readonly<Record<string, readonly MessageTable[]>> = {
  'consumer-protocol': consumerProtocol,
  'coordinator-records': [...offsetCommitRecords, ...groupMetadataRecords, ...consumerGroupRecords],
};
