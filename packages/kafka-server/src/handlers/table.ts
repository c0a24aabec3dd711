import { assert } from '@drave/base';
import { produceRow } from './00-produce.js';
import { fetchRow } from './01-fetch.js';
import { listOffsetsRow } from './02-list-offsets.js';
import { metadataRow } from './03-metadata.js';
import { offsetCommitRow } from './08-offset-commit.js';
import { offsetFetchRow } from './09-offset-fetch.js';
import { findCoordinatorRow } from './10-find-coordinator.js';
import { joinGroupRow } from './11-join-group.js';
import { heartbeatRow } from './12-heartbeat.js';
import { leaveGroupRow } from './13-leave-group.js';
import { syncGroupRow } from './14-sync-group.js';
import { describeGroupsRow } from './15-describe-groups.js';
import { listGroupsRow } from './16-list-groups.js';
import { apiVersionsRow } from './18-api-versions.js';
import { createTopicsRow } from './19-create-topics.js';
import { deleteTopicsRow } from './20-delete-topics.js';
import { deleteRecordsRow } from './21-delete-records.js';
import { initProducerIdRow } from './22-init-producer-id.js';
import { offsetForLeaderEpochRow } from './23-offset-for-leader-epoch.js';
import { describeConfigsRow } from './32-describe-configs.js';
import { alterConfigsRow } from './33-alter-configs.js';
import { describeLogDirsRow } from './35-describe-log-dirs.js';
import { createPartitionsRow } from './37-create-partitions.js';
import { deleteGroupsRow } from './42-delete-groups.js';
import { electLeadersRow } from './43-elect-leaders.js';
import { incrementalAlterConfigsRow } from './44-incremental-alter-configs.js';
import { alterPartitionReassignmentsRow } from './45-alter-partition-reassignments.js';
import { listPartitionReassignmentsRow } from './46-list-partition-reassignments.js';
import { offsetDeleteRow } from './47-offset-delete.js';
import { describeQuorumRow } from './55-describe-quorum.js';
import { updateFeaturesRow } from './57-update-features.js';
import { describeClusterRow } from './60-describe-cluster.js';
import { describeProducersRow } from './61-describe-producers.js';
import { unregisterBrokerRow } from './64-unregister-broker.js';
import { consumerGroupHeartbeatRow } from './68-consumer-group-heartbeat.js';
import { consumerGroupDescribeRow } from './69-consumer-group-describe.js';
import { listConfigResourcesRow } from './74-list-config-resources.js';
import { describeTopicPartitionsRow } from './75-describe-topic-partitions.js';
import type { AnyHandlerRow } from './handler-row.js';

/** Every API that this broker serves. ApiVersions answers from this list, so what stands here is what is advertised. */
export const handlerTable: readonly AnyHandlerRow[] = [
  produceRow,
  fetchRow,
  listOffsetsRow,
  metadataRow,
  offsetCommitRow,
  offsetFetchRow,
  findCoordinatorRow,
  joinGroupRow,
  heartbeatRow,
  leaveGroupRow,
  syncGroupRow,
  describeGroupsRow,
  listGroupsRow,
  apiVersionsRow(() => handlerTable),
  createTopicsRow,
  deleteTopicsRow,
  deleteRecordsRow,
  initProducerIdRow,
  offsetForLeaderEpochRow,
  describeConfigsRow,
  alterConfigsRow,
  describeLogDirsRow,
  createPartitionsRow,
  deleteGroupsRow,
  electLeadersRow,
  incrementalAlterConfigsRow,
  alterPartitionReassignmentsRow,
  listPartitionReassignmentsRow,
  offsetDeleteRow,
  describeQuorumRow,
  updateFeaturesRow,
  describeClusterRow,
  describeProducersRow,
  unregisterBrokerRow,
  consumerGroupHeartbeatRow,
  consumerGroupDescribeRow,
  listConfigResourcesRow,
  describeTopicPartitionsRow,
];

const keys = handlerTable.map((row) => row.api.key);
assert(new Set(keys).size === keys.length, 'one row for one API');
for (const { api, minVersion, maxVersion } of handlerTable) {
  const { request, response } = api;
  const min = Math.max(request.minVersion, response.minVersion);
  const max = Math.min(request.maxVersion, response.maxVersion);
  assert(minVersion >= min && maxVersion <= max, `${api.name}: only versions ${min} to ${max} can be read and written`);
}
