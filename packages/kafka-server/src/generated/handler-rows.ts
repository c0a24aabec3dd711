// Generated from the files in src/handlers by `npm run generate`. Do not edit.
import { produceRow } from '../handlers/00-produce.js';
import { fetchRow } from '../handlers/01-fetch.js';
import { listOffsetsRow } from '../handlers/02-list-offsets.js';
import { metadataRow } from '../handlers/03-metadata.js';
import { offsetCommitRow } from '../handlers/08-offset-commit.js';
import { offsetFetchRow } from '../handlers/09-offset-fetch.js';
import { findCoordinatorRow } from '../handlers/10-find-coordinator.js';
import { joinGroupRow } from '../handlers/11-join-group.js';
import { heartbeatRow } from '../handlers/12-heartbeat.js';
import { leaveGroupRow } from '../handlers/13-leave-group.js';
import { syncGroupRow } from '../handlers/14-sync-group.js';
import { describeGroupsRow } from '../handlers/15-describe-groups.js';
import { listGroupsRow } from '../handlers/16-list-groups.js';
import { saslHandshakeRow } from '../handlers/17-sasl-handshake.js';
import { apiVersionsRow } from '../handlers/18-api-versions.js';
import { createTopicsRow } from '../handlers/19-create-topics.js';
import { deleteTopicsRow } from '../handlers/20-delete-topics.js';
import { deleteRecordsRow } from '../handlers/21-delete-records.js';
import { initProducerIdRow } from '../handlers/22-init-producer-id.js';
import { offsetForLeaderEpochRow } from '../handlers/23-offset-for-leader-epoch.js';
import { addPartitionsToTxnRow } from '../handlers/24-add-partitions-to-txn.js';
import { addOffsetsToTxnRow } from '../handlers/25-add-offsets-to-txn.js';
import { endTxnRow } from '../handlers/26-end-txn.js';
import { writeTxnMarkersRow } from '../handlers/27-write-txn-markers.js';
import { txnOffsetCommitRow } from '../handlers/28-txn-offset-commit.js';
import { describeAclsRow } from '../handlers/29-describe-acls.js';
import { createAclsRow } from '../handlers/30-create-acls.js';
import { deleteAclsRow } from '../handlers/31-delete-acls.js';
import { describeConfigsRow } from '../handlers/32-describe-configs.js';
import { alterConfigsRow } from '../handlers/33-alter-configs.js';
import { alterReplicaLogDirsRow } from '../handlers/34-alter-replica-log-dirs.js';
import { describeLogDirsRow } from '../handlers/35-describe-log-dirs.js';
import { saslAuthenticateRow } from '../handlers/36-sasl-authenticate.js';
import { createPartitionsRow } from '../handlers/37-create-partitions.js';
import { createDelegationTokenRow } from '../handlers/38-create-delegation-token.js';
import { renewDelegationTokenRow } from '../handlers/39-renew-delegation-token.js';
import { expireDelegationTokenRow } from '../handlers/40-expire-delegation-token.js';
import { describeDelegationTokenRow } from '../handlers/41-describe-delegation-token.js';
import { deleteGroupsRow } from '../handlers/42-delete-groups.js';
import { electLeadersRow } from '../handlers/43-elect-leaders.js';
import { incrementalAlterConfigsRow } from '../handlers/44-incremental-alter-configs.js';
import { alterPartitionReassignmentsRow } from '../handlers/45-alter-partition-reassignments.js';
import { listPartitionReassignmentsRow } from '../handlers/46-list-partition-reassignments.js';
import { offsetDeleteRow } from '../handlers/47-offset-delete.js';
import { describeClientQuotasRow } from '../handlers/48-describe-client-quotas.js';
import { alterClientQuotasRow } from '../handlers/49-alter-client-quotas.js';
import { describeUserScramCredentialsRow } from '../handlers/50-describe-user-scram-credentials.js';
import { alterUserScramCredentialsRow } from '../handlers/51-alter-user-scram-credentials.js';
import { describeQuorumRow } from '../handlers/55-describe-quorum.js';
import { updateFeaturesRow } from '../handlers/57-update-features.js';
import { describeClusterRow } from '../handlers/60-describe-cluster.js';
import { describeProducersRow } from '../handlers/61-describe-producers.js';
import { unregisterBrokerRow } from '../handlers/64-unregister-broker.js';
import { describeTransactionsRow } from '../handlers/65-describe-transactions.js';
import { listTransactionsRow } from '../handlers/66-list-transactions.js';
import { consumerGroupHeartbeatRow } from '../handlers/68-consumer-group-heartbeat.js';
import { consumerGroupDescribeRow } from '../handlers/69-consumer-group-describe.js';
import { listConfigResourcesRow } from '../handlers/74-list-config-resources.js';
import { describeTopicPartitionsRow } from '../handlers/75-describe-topic-partitions.js';
import { shareGroupHeartbeatRow } from '../handlers/76-share-group-heartbeat.js';
import { shareGroupDescribeRow } from '../handlers/77-share-group-describe.js';
import { shareFetchRow } from '../handlers/78-share-fetch.js';
import { shareAcknowledgeRow } from '../handlers/79-share-acknowledge.js';
import { addRaftVoterRow } from '../handlers/80-add-raft-voter.js';
import { removeRaftVoterRow } from '../handlers/81-remove-raft-voter.js';
import { streamsGroupHeartbeatRow } from '../handlers/88-streams-group-heartbeat.js';
import { streamsGroupDescribeRow } from '../handlers/89-streams-group-describe.js';
import { describeShareGroupOffsetsRow } from '../handlers/90-describe-share-group-offsets.js';
import { alterShareGroupOffsetsRow } from '../handlers/91-alter-share-group-offsets.js';
import { deleteShareGroupOffsetsRow } from '../handlers/92-delete-share-group-offsets.js';
import type { AnyHandlerRow } from '../handlers/handler-row.js';

/** Every API that has a handler, in the order of its key. */
export const handlerRows: readonly AnyHandlerRow[] = [
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
  apiVersionsRow,
  createTopicsRow,
  deleteTopicsRow,
  deleteRecordsRow,
  initProducerIdRow,
  offsetForLeaderEpochRow,
  addPartitionsToTxnRow,
  addOffsetsToTxnRow,
  endTxnRow,
  writeTxnMarkersRow,
  txnOffsetCommitRow,
  describeAclsRow,
  createAclsRow,
  deleteAclsRow,
  describeConfigsRow,
  alterConfigsRow,
  alterReplicaLogDirsRow,
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
  alterClientQuotasRow,
  describeUserScramCredentialsRow,
  alterUserScramCredentialsRow,
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
  addRaftVoterRow,
  removeRaftVoterRow,
  streamsGroupHeartbeatRow,
  streamsGroupDescribeRow,
  describeShareGroupOffsetsRow,
  alterShareGroupOffsetsRow,
  deleteShareGroupOffsetsRow,
];
