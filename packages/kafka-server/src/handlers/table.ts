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
import { saslHandshakeRow } from './17-sasl-handshake.js';
import { apiVersionsRow } from './18-api-versions.js';
import { createTopicsRow } from './19-create-topics.js';
import { deleteTopicsRow } from './20-delete-topics.js';
import { deleteRecordsRow } from './21-delete-records.js';
import { initProducerIdRow } from './22-init-producer-id.js';
import { offsetForLeaderEpochRow } from './23-offset-for-leader-epoch.js';
import { describeAclsRow } from './29-describe-acls.js';
import { createAclsRow } from './30-create-acls.js';
import { deleteAclsRow } from './31-delete-acls.js';
import { describeConfigsRow } from './32-describe-configs.js';
import { alterConfigsRow } from './33-alter-configs.js';
import { describeLogDirsRow } from './35-describe-log-dirs.js';
import { saslAuthenticateRow } from './36-sasl-authenticate.js';
import { createPartitionsRow } from './37-create-partitions.js';
import { createDelegationTokenRow } from './38-create-delegation-token.js';
import { renewDelegationTokenRow } from './39-renew-delegation-token.js';
import { expireDelegationTokenRow } from './40-expire-delegation-token.js';
import { describeDelegationTokenRow } from './41-describe-delegation-token.js';
import { deleteGroupsRow } from './42-delete-groups.js';
import { electLeadersRow } from './43-elect-leaders.js';
import { incrementalAlterConfigsRow } from './44-incremental-alter-configs.js';
import { alterPartitionReassignmentsRow } from './45-alter-partition-reassignments.js';
import { listPartitionReassignmentsRow } from './46-list-partition-reassignments.js';
import { offsetDeleteRow } from './47-offset-delete.js';
import { describeClientQuotasRow } from './48-describe-client-quotas.js';
import { describeUserScramCredentialsRow } from './50-describe-user-scram-credentials.js';
import { describeQuorumRow } from './55-describe-quorum.js';
import { updateFeaturesRow } from './57-update-features.js';
import { describeClusterRow } from './60-describe-cluster.js';
import { describeProducersRow } from './61-describe-producers.js';
import { unregisterBrokerRow } from './64-unregister-broker.js';
import { describeTransactionsRow } from './65-describe-transactions.js';
import { listTransactionsRow } from './66-list-transactions.js';
import { consumerGroupHeartbeatRow } from './68-consumer-group-heartbeat.js';
import { consumerGroupDescribeRow } from './69-consumer-group-describe.js';
import { listConfigResourcesRow } from './74-list-config-resources.js';
import { describeTopicPartitionsRow } from './75-describe-topic-partitions.js';
import { shareGroupHeartbeatRow } from './76-share-group-heartbeat.js';
import { shareGroupDescribeRow } from './77-share-group-describe.js';
import { shareFetchRow } from './78-share-fetch.js';
import { shareAcknowledgeRow } from './79-share-acknowledge.js';
import { streamsGroupHeartbeatRow } from './88-streams-group-heartbeat.js';
import { streamsGroupDescribeRow } from './89-streams-group-describe.js';
import { describeShareGroupOffsetsRow } from './90-describe-share-group-offsets.js';
import { alterShareGroupOffsetsRow } from './91-alter-share-group-offsets.js';
import { deleteShareGroupOffsetsRow } from './92-delete-share-group-offsets.js';
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
  saslHandshakeRow,
  apiVersionsRow(() => handlerTable),
  createTopicsRow,
  deleteTopicsRow,
  deleteRecordsRow,
  initProducerIdRow,
  offsetForLeaderEpochRow,
  describeAclsRow,
  createAclsRow,
  deleteAclsRow,
  describeConfigsRow,
  alterConfigsRow,
  describeLogDirsRow,
  saslAuthenticateRow,
  createPartitionsRow,
  createDelegationTokenRow,
  renewDelegationTokenRow,
  expireDelegationTokenRow,
  describeDelegationTokenRow,
  deleteGroupsRow,
  electLeadersRow,
  incrementalAlterConfigsRow,
  alterPartitionReassignmentsRow,
  listPartitionReassignmentsRow,
  offsetDeleteRow,
  describeClientQuotasRow,
  describeUserScramCredentialsRow,
  describeQuorumRow,
  updateFeaturesRow,
  describeClusterRow,
  describeProducersRow,
  unregisterBrokerRow,
  describeTransactionsRow,
  listTransactionsRow,
  consumerGroupHeartbeatRow,
  consumerGroupDescribeRow,
  listConfigResourcesRow,
  describeTopicPartitionsRow,
  shareGroupHeartbeatRow,
  shareGroupDescribeRow,
  shareFetchRow,
  shareAcknowledgeRow,
  streamsGroupHeartbeatRow,
  streamsGroupDescribeRow,
  describeShareGroupOffsetsRow,
  alterShareGroupOffsetsRow,
  deleteShareGroupOffsetsRow,
];

const keys = handlerTable.map((row) => row.api.key);
assert(new Set(keys).size === keys.length, 'one row for one API');
for (const { api, minVersion, maxVersion } of handlerTable) {
  const { request, response } = api;
  const min = Math.max(request.minVersion, response.minVersion);
  const max = Math.min(request.maxVersion, response.maxVersion);
  assert(minVersion >= min && maxVersion <= max, `${api.name}: only versions ${min} to ${max} can be read and written`);
}
