// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { ApiTable } from '../table/table.js';
import { produce } from '../schemas/00-produce.js';
import { fetch } from '../schemas/01-fetch.js';
import { listOffsets } from '../schemas/02-list-offsets.js';
import { metadata } from '../schemas/03-metadata.js';
import { offsetCommit } from '../schemas/08-offset-commit.js';
import { offsetFetch } from '../schemas/09-offset-fetch.js';
import { findCoordinator } from '../schemas/10-find-coordinator.js';
import { joinGroup } from '../schemas/11-join-group.js';
import { heartbeat } from '../schemas/12-heartbeat.js';
import { leaveGroup } from '../schemas/13-leave-group.js';
import { syncGroup } from '../schemas/14-sync-group.js';
import { describeGroups } from '../schemas/15-describe-groups.js';
import { listGroups } from '../schemas/16-list-groups.js';
import { saslHandshake } from '../schemas/17-sasl-handshake.js';
import { apiVersions } from '../schemas/18-api-versions.js';
import { createTopics } from '../schemas/19-create-topics.js';
import { deleteTopics } from '../schemas/20-delete-topics.js';
import { deleteRecords } from '../schemas/21-delete-records.js';
import { initProducerId } from '../schemas/22-init-producer-id.js';
import { offsetForLeaderEpoch } from '../schemas/23-offset-for-leader-epoch.js';
import { addPartitionsToTxn } from '../schemas/24-add-partitions-to-txn.js';
import { addOffsetsToTxn } from '../schemas/25-add-offsets-to-txn.js';
import { endTxn } from '../schemas/26-end-txn.js';
import { writeTxnMarkers } from '../schemas/27-write-txn-markers.js';
import { txnOffsetCommit } from '../schemas/28-txn-offset-commit.js';
import { describeAcls } from '../schemas/29-describe-acls.js';
import { createAcls } from '../schemas/30-create-acls.js';
import { deleteAcls } from '../schemas/31-delete-acls.js';
import { describeConfigs } from '../schemas/32-describe-configs.js';
import { alterConfigs } from '../schemas/33-alter-configs.js';
import { alterReplicaLogDirs } from '../schemas/34-alter-replica-log-dirs.js';
import { describeLogDirs } from '../schemas/35-describe-log-dirs.js';
import { saslAuthenticate } from '../schemas/36-sasl-authenticate.js';
import { createPartitions } from '../schemas/37-create-partitions.js';
import { createDelegationToken } from '../schemas/38-create-delegation-token.js';
import { renewDelegationToken } from '../schemas/39-renew-delegation-token.js';
import { expireDelegationToken } from '../schemas/40-expire-delegation-token.js';
import { describeDelegationToken } from '../schemas/41-describe-delegation-token.js';
import { deleteGroups } from '../schemas/42-delete-groups.js';
import { electLeaders } from '../schemas/43-elect-leaders.js';
import { incrementalAlterConfigs } from '../schemas/44-incremental-alter-configs.js';
import { alterPartitionReassignments } from '../schemas/45-alter-partition-reassignments.js';
import { listPartitionReassignments } from '../schemas/46-list-partition-reassignments.js';
import { offsetDelete } from '../schemas/47-offset-delete.js';
import { describeClientQuotas } from '../schemas/48-describe-client-quotas.js';
import { alterClientQuotas } from '../schemas/49-alter-client-quotas.js';
import { describeUserScramCredentials } from '../schemas/50-describe-user-scram-credentials.js';
import { alterUserScramCredentials } from '../schemas/51-alter-user-scram-credentials.js';
import { describeQuorum } from '../schemas/55-describe-quorum.js';
import { updateFeatures } from '../schemas/57-update-features.js';
import { describeCluster } from '../schemas/60-describe-cluster.js';
import { describeProducers } from '../schemas/61-describe-producers.js';
import { unregisterBroker } from '../schemas/64-unregister-broker.js';
import { describeTransactions } from '../schemas/65-describe-transactions.js';
import { listTransactions } from '../schemas/66-list-transactions.js';
import { consumerGroupHeartbeat } from '../schemas/68-consumer-group-heartbeat.js';
import { consumerGroupDescribe } from '../schemas/69-consumer-group-describe.js';
import { listConfigResources } from '../schemas/74-list-config-resources.js';
import { describeTopicPartitions } from '../schemas/75-describe-topic-partitions.js';
import { shareGroupHeartbeat } from '../schemas/76-share-group-heartbeat.js';
import { shareGroupDescribe } from '../schemas/77-share-group-describe.js';
import { shareFetch } from '../schemas/78-share-fetch.js';
import { shareAcknowledge } from '../schemas/79-share-acknowledge.js';
import { addRaftVoter } from '../schemas/80-add-raft-voter.js';
import { removeRaftVoter } from '../schemas/81-remove-raft-voter.js';
import { streamsGroupHeartbeat } from '../schemas/88-streams-group-heartbeat.js';
import { streamsGroupDescribe } from '../schemas/89-streams-group-describe.js';
import { describeShareGroupOffsets } from '../schemas/90-describe-share-group-offsets.js';
import { alterShareGroupOffsets } from '../schemas/91-alter-share-group-offsets.js';
import { deleteShareGroupOffsets } from '../schemas/92-delete-share-group-offsets.js';

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
  saslHandshake,
  apiVersions,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  writeTxnMarkers,
  txnOffsetCommit,
  describeAcls,
  createAcls,
  deleteAcls,
  describeConfigs,
  alterConfigs,
  alterReplicaLogDirs,
  describeLogDirs,
  saslAuthenticate,
  createPartitions,
  createDelegationToken,
  renewDelegationToken,
  expireDelegationToken,
  describeDelegationToken,
  deleteGroups,
  electLeaders,
  incrementalAlterConfigs,
  alterPartitionReassignments,
  listPartitionReassignments,
  offsetDelete,
  describeClientQuotas,
  alterClientQuotas,
  describeUserScramCredentials,
  alterUserScramCredentials,
  describeQuorum,
  updateFeatures,
  describeCluster,
  describeProducers,
  unregisterBroker,
  describeTransactions,
  listTransactions,
  consumerGroupHeartbeat,
  consumerGroupDescribe,
  listConfigResources,
  describeTopicPartitions,
  shareGroupHeartbeat,
  shareGroupDescribe,
  shareFetch,
  shareAcknowledge,
  addRaftVoter,
  removeRaftVoter,
  streamsGroupHeartbeat,
  streamsGroupDescribe,
  describeShareGroupOffsets,
  alterShareGroupOffsets,
  deleteShareGroupOffsets,
];
