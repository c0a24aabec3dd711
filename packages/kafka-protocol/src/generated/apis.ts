// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Api } from '../wire/codec.js';
import { produceRequest, produceResponse } from './00-produce.js';
import type { ProduceRequest, ProduceRequestInput, ProduceResponse, ProduceResponseInput } from './00-produce.js';
import { fetchRequest, fetchResponse } from './01-fetch.js';
import type { FetchRequest, FetchRequestInput, FetchResponse, FetchResponseInput } from './01-fetch.js';
import { listOffsetsRequest, listOffsetsResponse } from './02-list-offsets.js';
import type { ListOffsetsRequest, ListOffsetsRequestInput, ListOffsetsResponse, ListOffsetsResponseInput } from './02-list-offsets.js';
import { metadataRequest, metadataResponse } from './03-metadata.js';
import type { MetadataRequest, MetadataRequestInput, MetadataResponse, MetadataResponseInput } from './03-metadata.js';
import { offsetCommitRequest, offsetCommitResponse } from './08-offset-commit.js';
import type { OffsetCommitRequest, OffsetCommitRequestInput, OffsetCommitResponse, OffsetCommitResponseInput } from './08-offset-commit.js';
import { offsetFetchRequest, offsetFetchResponse } from './09-offset-fetch.js';
import type { OffsetFetchRequest, OffsetFetchRequestInput, OffsetFetchResponse, OffsetFetchResponseInput } from './09-offset-fetch.js';
import { findCoordinatorRequest, findCoordinatorResponse } from './10-find-coordinator.js';
import type { FindCoordinatorRequest, FindCoordinatorRequestInput, FindCoordinatorResponse, FindCoordinatorResponseInput } from './10-find-coordinator.js';
import { joinGroupRequest, joinGroupResponse } from './11-join-group.js';
import type { JoinGroupRequest, JoinGroupRequestInput, JoinGroupResponse, JoinGroupResponseInput } from './11-join-group.js';
import { heartbeatRequest, heartbeatResponse } from './12-heartbeat.js';
import type { HeartbeatRequest, HeartbeatRequestInput, HeartbeatResponse, HeartbeatResponseInput } from './12-heartbeat.js';
import { leaveGroupRequest, leaveGroupResponse } from './13-leave-group.js';
import type { LeaveGroupRequest, LeaveGroupRequestInput, LeaveGroupResponse, LeaveGroupResponseInput } from './13-leave-group.js';
import { syncGroupRequest, syncGroupResponse } from './14-sync-group.js';
import type { SyncGroupRequest, SyncGroupRequestInput, SyncGroupResponse, SyncGroupResponseInput } from './14-sync-group.js';
import { describeGroupsRequest, describeGroupsResponse } from './15-describe-groups.js';
import type { DescribeGroupsRequest, DescribeGroupsRequestInput, DescribeGroupsResponse, DescribeGroupsResponseInput } from './15-describe-groups.js';
import { listGroupsRequest, listGroupsResponse } from './16-list-groups.js';
import type { ListGroupsRequest, ListGroupsRequestInput, ListGroupsResponse, ListGroupsResponseInput } from './16-list-groups.js';
import { saslHandshakeRequest, saslHandshakeResponse } from './17-sasl-handshake.js';
import type { SaslHandshakeRequest, SaslHandshakeRequestInput, SaslHandshakeResponse, SaslHandshakeResponseInput } from './17-sasl-handshake.js';
import { apiVersionsRequest, apiVersionsResponse } from './18-api-versions.js';
import type { ApiVersionsRequest, ApiVersionsRequestInput, ApiVersionsResponse, ApiVersionsResponseInput } from './18-api-versions.js';
import { createTopicsRequest, createTopicsResponse } from './19-create-topics.js';
import type { CreateTopicsRequest, CreateTopicsRequestInput, CreateTopicsResponse, CreateTopicsResponseInput } from './19-create-topics.js';
import { deleteTopicsRequest, deleteTopicsResponse } from './20-delete-topics.js';
import type { DeleteTopicsRequest, DeleteTopicsRequestInput, DeleteTopicsResponse, DeleteTopicsResponseInput } from './20-delete-topics.js';
import { deleteRecordsRequest, deleteRecordsResponse } from './21-delete-records.js';
import type { DeleteRecordsRequest, DeleteRecordsRequestInput, DeleteRecordsResponse, DeleteRecordsResponseInput } from './21-delete-records.js';
import { initProducerIdRequest, initProducerIdResponse } from './22-init-producer-id.js';
import type { InitProducerIdRequest, InitProducerIdRequestInput, InitProducerIdResponse, InitProducerIdResponseInput } from './22-init-producer-id.js';
import { offsetForLeaderEpochRequest, offsetForLeaderEpochResponse } from './23-offset-for-leader-epoch.js';
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochRequestInput, OffsetForLeaderEpochResponse, OffsetForLeaderEpochResponseInput } from './23-offset-for-leader-epoch.js';
import { addPartitionsToTxnRequest, addPartitionsToTxnResponse } from './24-add-partitions-to-txn.js';
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnRequestInput, AddPartitionsToTxnResponse, AddPartitionsToTxnResponseInput } from './24-add-partitions-to-txn.js';
import { addOffsetsToTxnRequest, addOffsetsToTxnResponse } from './25-add-offsets-to-txn.js';
import type { AddOffsetsToTxnRequest, AddOffsetsToTxnRequestInput, AddOffsetsToTxnResponse, AddOffsetsToTxnResponseInput } from './25-add-offsets-to-txn.js';
import { endTxnRequest, endTxnResponse } from './26-end-txn.js';
import type { EndTxnRequest, EndTxnRequestInput, EndTxnResponse, EndTxnResponseInput } from './26-end-txn.js';
import { writeTxnMarkersRequest, writeTxnMarkersResponse } from './27-write-txn-markers.js';
import type { WriteTxnMarkersRequest, WriteTxnMarkersRequestInput, WriteTxnMarkersResponse, WriteTxnMarkersResponseInput } from './27-write-txn-markers.js';
import { txnOffsetCommitRequest, txnOffsetCommitResponse } from './28-txn-offset-commit.js';
import type { TxnOffsetCommitRequest, TxnOffsetCommitRequestInput, TxnOffsetCommitResponse, TxnOffsetCommitResponseInput } from './28-txn-offset-commit.js';
import { describeAclsRequest, describeAclsResponse } from './29-describe-acls.js';
import type { DescribeAclsRequest, DescribeAclsRequestInput, DescribeAclsResponse, DescribeAclsResponseInput } from './29-describe-acls.js';
import { createAclsRequest, createAclsResponse } from './30-create-acls.js';
import type { CreateAclsRequest, CreateAclsRequestInput, CreateAclsResponse, CreateAclsResponseInput } from './30-create-acls.js';
import { deleteAclsRequest, deleteAclsResponse } from './31-delete-acls.js';
import type { DeleteAclsRequest, DeleteAclsRequestInput, DeleteAclsResponse, DeleteAclsResponseInput } from './31-delete-acls.js';
import { describeConfigsRequest, describeConfigsResponse } from './32-describe-configs.js';
import type { DescribeConfigsRequest, DescribeConfigsRequestInput, DescribeConfigsResponse, DescribeConfigsResponseInput } from './32-describe-configs.js';
import { alterConfigsRequest, alterConfigsResponse } from './33-alter-configs.js';
import type { AlterConfigsRequest, AlterConfigsRequestInput, AlterConfigsResponse, AlterConfigsResponseInput } from './33-alter-configs.js';
import { alterReplicaLogDirsRequest, alterReplicaLogDirsResponse } from './34-alter-replica-log-dirs.js';
import type { AlterReplicaLogDirsRequest, AlterReplicaLogDirsRequestInput, AlterReplicaLogDirsResponse, AlterReplicaLogDirsResponseInput } from './34-alter-replica-log-dirs.js';
import { describeLogDirsRequest, describeLogDirsResponse } from './35-describe-log-dirs.js';
import type { DescribeLogDirsRequest, DescribeLogDirsRequestInput, DescribeLogDirsResponse, DescribeLogDirsResponseInput } from './35-describe-log-dirs.js';
import { saslAuthenticateRequest, saslAuthenticateResponse } from './36-sasl-authenticate.js';
import type { SaslAuthenticateRequest, SaslAuthenticateRequestInput, SaslAuthenticateResponse, SaslAuthenticateResponseInput } from './36-sasl-authenticate.js';
import { createPartitionsRequest, createPartitionsResponse } from './37-create-partitions.js';
import type { CreatePartitionsRequest, CreatePartitionsRequestInput, CreatePartitionsResponse, CreatePartitionsResponseInput } from './37-create-partitions.js';
import { createDelegationTokenRequest, createDelegationTokenResponse } from './38-create-delegation-token.js';
import type { CreateDelegationTokenRequest, CreateDelegationTokenRequestInput, CreateDelegationTokenResponse, CreateDelegationTokenResponseInput } from './38-create-delegation-token.js';
import { renewDelegationTokenRequest, renewDelegationTokenResponse } from './39-renew-delegation-token.js';
import type { RenewDelegationTokenRequest, RenewDelegationTokenRequestInput, RenewDelegationTokenResponse, RenewDelegationTokenResponseInput } from './39-renew-delegation-token.js';
import { expireDelegationTokenRequest, expireDelegationTokenResponse } from './40-expire-delegation-token.js';
import type { ExpireDelegationTokenRequest, ExpireDelegationTokenRequestInput, ExpireDelegationTokenResponse, ExpireDelegationTokenResponseInput } from './40-expire-delegation-token.js';
import { describeDelegationTokenRequest, describeDelegationTokenResponse } from './41-describe-delegation-token.js';
import type { DescribeDelegationTokenRequest, DescribeDelegationTokenRequestInput, DescribeDelegationTokenResponse, DescribeDelegationTokenResponseInput } from './41-describe-delegation-token.js';
import { deleteGroupsRequest, deleteGroupsResponse } from './42-delete-groups.js';
import type { DeleteGroupsRequest, DeleteGroupsRequestInput, DeleteGroupsResponse, DeleteGroupsResponseInput } from './42-delete-groups.js';
import { electLeadersRequest, electLeadersResponse } from './43-elect-leaders.js';
import type { ElectLeadersRequest, ElectLeadersRequestInput, ElectLeadersResponse, ElectLeadersResponseInput } from './43-elect-leaders.js';
import { incrementalAlterConfigsRequest, incrementalAlterConfigsResponse } from './44-incremental-alter-configs.js';
import type { IncrementalAlterConfigsRequest, IncrementalAlterConfigsRequestInput, IncrementalAlterConfigsResponse, IncrementalAlterConfigsResponseInput } from './44-incremental-alter-configs.js';
import { alterPartitionReassignmentsRequest, alterPartitionReassignmentsResponse } from './45-alter-partition-reassignments.js';
import type { AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsRequestInput, AlterPartitionReassignmentsResponse, AlterPartitionReassignmentsResponseInput } from './45-alter-partition-reassignments.js';
import { listPartitionReassignmentsRequest, listPartitionReassignmentsResponse } from './46-list-partition-reassignments.js';
import type { ListPartitionReassignmentsRequest, ListPartitionReassignmentsRequestInput, ListPartitionReassignmentsResponse, ListPartitionReassignmentsResponseInput } from './46-list-partition-reassignments.js';
import { offsetDeleteRequest, offsetDeleteResponse } from './47-offset-delete.js';
import type { OffsetDeleteRequest, OffsetDeleteRequestInput, OffsetDeleteResponse, OffsetDeleteResponseInput } from './47-offset-delete.js';
import { describeClientQuotasRequest, describeClientQuotasResponse } from './48-describe-client-quotas.js';
import type { DescribeClientQuotasRequest, DescribeClientQuotasRequestInput, DescribeClientQuotasResponse, DescribeClientQuotasResponseInput } from './48-describe-client-quotas.js';
import { alterClientQuotasRequest, alterClientQuotasResponse } from './49-alter-client-quotas.js';
import type { AlterClientQuotasRequest, AlterClientQuotasRequestInput, AlterClientQuotasResponse, AlterClientQuotasResponseInput } from './49-alter-client-quotas.js';
import { describeUserScramCredentialsRequest, describeUserScramCredentialsResponse } from './50-describe-user-scram-credentials.js';
import type { DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsRequestInput, DescribeUserScramCredentialsResponse, DescribeUserScramCredentialsResponseInput } from './50-describe-user-scram-credentials.js';
import { alterUserScramCredentialsRequest, alterUserScramCredentialsResponse } from './51-alter-user-scram-credentials.js';
import type { AlterUserScramCredentialsRequest, AlterUserScramCredentialsRequestInput, AlterUserScramCredentialsResponse, AlterUserScramCredentialsResponseInput } from './51-alter-user-scram-credentials.js';
import { describeQuorumRequest, describeQuorumResponse } from './55-describe-quorum.js';
import type { DescribeQuorumRequest, DescribeQuorumRequestInput, DescribeQuorumResponse, DescribeQuorumResponseInput } from './55-describe-quorum.js';
import { updateFeaturesRequest, updateFeaturesResponse } from './57-update-features.js';
import type { UpdateFeaturesRequest, UpdateFeaturesRequestInput, UpdateFeaturesResponse, UpdateFeaturesResponseInput } from './57-update-features.js';
import { describeClusterRequest, describeClusterResponse } from './60-describe-cluster.js';
import type { DescribeClusterRequest, DescribeClusterRequestInput, DescribeClusterResponse, DescribeClusterResponseInput } from './60-describe-cluster.js';
import { describeProducersRequest, describeProducersResponse } from './61-describe-producers.js';
import type { DescribeProducersRequest, DescribeProducersRequestInput, DescribeProducersResponse, DescribeProducersResponseInput } from './61-describe-producers.js';
import { unregisterBrokerRequest, unregisterBrokerResponse } from './64-unregister-broker.js';
import type { UnregisterBrokerRequest, UnregisterBrokerRequestInput, UnregisterBrokerResponse, UnregisterBrokerResponseInput } from './64-unregister-broker.js';
import { describeTransactionsRequest, describeTransactionsResponse } from './65-describe-transactions.js';
import type { DescribeTransactionsRequest, DescribeTransactionsRequestInput, DescribeTransactionsResponse, DescribeTransactionsResponseInput } from './65-describe-transactions.js';
import { listTransactionsRequest, listTransactionsResponse } from './66-list-transactions.js';
import type { ListTransactionsRequest, ListTransactionsRequestInput, ListTransactionsResponse, ListTransactionsResponseInput } from './66-list-transactions.js';
import { consumerGroupHeartbeatRequest, consumerGroupHeartbeatResponse } from './68-consumer-group-heartbeat.js';
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatRequestInput, ConsumerGroupHeartbeatResponse, ConsumerGroupHeartbeatResponseInput } from './68-consumer-group-heartbeat.js';
import { consumerGroupDescribeRequest, consumerGroupDescribeResponse } from './69-consumer-group-describe.js';
import type { ConsumerGroupDescribeRequest, ConsumerGroupDescribeRequestInput, ConsumerGroupDescribeResponse, ConsumerGroupDescribeResponseInput } from './69-consumer-group-describe.js';
import { listConfigResourcesRequest, listConfigResourcesResponse } from './74-list-config-resources.js';
import type { ListConfigResourcesRequest, ListConfigResourcesRequestInput, ListConfigResourcesResponse, ListConfigResourcesResponseInput } from './74-list-config-resources.js';
import { describeTopicPartitionsRequest, describeTopicPartitionsResponse } from './75-describe-topic-partitions.js';
import type { DescribeTopicPartitionsRequest, DescribeTopicPartitionsRequestInput, DescribeTopicPartitionsResponse, DescribeTopicPartitionsResponseInput } from './75-describe-topic-partitions.js';
import { shareGroupHeartbeatRequest, shareGroupHeartbeatResponse } from './76-share-group-heartbeat.js';
import type { ShareGroupHeartbeatRequest, ShareGroupHeartbeatRequestInput, ShareGroupHeartbeatResponse, ShareGroupHeartbeatResponseInput } from './76-share-group-heartbeat.js';
import { shareGroupDescribeRequest, shareGroupDescribeResponse } from './77-share-group-describe.js';
import type { ShareGroupDescribeRequest, ShareGroupDescribeRequestInput, ShareGroupDescribeResponse, ShareGroupDescribeResponseInput } from './77-share-group-describe.js';
import { shareFetchRequest, shareFetchResponse } from './78-share-fetch.js';
import type { ShareFetchRequest, ShareFetchRequestInput, ShareFetchResponse, ShareFetchResponseInput } from './78-share-fetch.js';
import { shareAcknowledgeRequest, shareAcknowledgeResponse } from './79-share-acknowledge.js';
import type { ShareAcknowledgeRequest, ShareAcknowledgeRequestInput, ShareAcknowledgeResponse, ShareAcknowledgeResponseInput } from './79-share-acknowledge.js';
import { addRaftVoterRequest, addRaftVoterResponse } from './80-add-raft-voter.js';
import type { AddRaftVoterRequest, AddRaftVoterRequestInput, AddRaftVoterResponse, AddRaftVoterResponseInput } from './80-add-raft-voter.js';
import { removeRaftVoterRequest, removeRaftVoterResponse } from './81-remove-raft-voter.js';
import type { RemoveRaftVoterRequest, RemoveRaftVoterRequestInput, RemoveRaftVoterResponse, RemoveRaftVoterResponseInput } from './81-remove-raft-voter.js';
import { streamsGroupHeartbeatRequest, streamsGroupHeartbeatResponse } from './88-streams-group-heartbeat.js';
import type { StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatRequestInput, StreamsGroupHeartbeatResponse, StreamsGroupHeartbeatResponseInput } from './88-streams-group-heartbeat.js';
import { streamsGroupDescribeRequest, streamsGroupDescribeResponse } from './89-streams-group-describe.js';
import type { StreamsGroupDescribeRequest, StreamsGroupDescribeRequestInput, StreamsGroupDescribeResponse, StreamsGroupDescribeResponseInput } from './89-streams-group-describe.js';
import { describeShareGroupOffsetsRequest, describeShareGroupOffsetsResponse } from './90-describe-share-group-offsets.js';
import type { DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsRequestInput, DescribeShareGroupOffsetsResponse, DescribeShareGroupOffsetsResponseInput } from './90-describe-share-group-offsets.js';
import { alterShareGroupOffsetsRequest, alterShareGroupOffsetsResponse } from './91-alter-share-group-offsets.js';
import type { AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsRequestInput, AlterShareGroupOffsetsResponse, AlterShareGroupOffsetsResponseInput } from './91-alter-share-group-offsets.js';
import { deleteShareGroupOffsetsRequest, deleteShareGroupOffsetsResponse } from './92-delete-share-group-offsets.js';
import type { DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsRequestInput, DeleteShareGroupOffsetsResponse, DeleteShareGroupOffsetsResponseInput } from './92-delete-share-group-offsets.js';

/** Every API, by its name. */
export const apis = {
  Produce: {
    name: 'Produce',
    key: 0,
    minVersion: 0,
    maxVersion: 13,
    flexibleFrom: 9,
    request: produceRequest,
    response: produceResponse,
  } satisfies Api<ProduceRequest, ProduceRequestInput, ProduceResponse, ProduceResponseInput>,
  Fetch: {
    name: 'Fetch',
    key: 1,
    minVersion: 4,
    maxVersion: 18,
    flexibleFrom: 12,
    request: fetchRequest,
    response: fetchResponse,
  } satisfies Api<FetchRequest, FetchRequestInput, FetchResponse, FetchResponseInput>,
  ListOffsets: {
    name: 'ListOffsets',
    key: 2,
    minVersion: 0,
    maxVersion: 11,
    flexibleFrom: 6,
    request: listOffsetsRequest,
    response: listOffsetsResponse,
  } satisfies Api<ListOffsetsRequest, ListOffsetsRequestInput, ListOffsetsResponse, ListOffsetsResponseInput>,
  Metadata: {
    name: 'Metadata',
    key: 3,
    minVersion: 0,
    maxVersion: 13,
    flexibleFrom: 9,
    request: metadataRequest,
    response: metadataResponse,
  } satisfies Api<MetadataRequest, MetadataRequestInput, MetadataResponse, MetadataResponseInput>,
  OffsetCommit: {
    name: 'OffsetCommit',
    key: 8,
    minVersion: 2,
    maxVersion: 10,
    flexibleFrom: 8,
    request: offsetCommitRequest,
    response: offsetCommitResponse,
  } satisfies Api<OffsetCommitRequest, OffsetCommitRequestInput, OffsetCommitResponse, OffsetCommitResponseInput>,
  OffsetFetch: {
    name: 'OffsetFetch',
    key: 9,
    minVersion: 1,
    maxVersion: 10,
    flexibleFrom: 6,
    request: offsetFetchRequest,
    response: offsetFetchResponse,
  } satisfies Api<OffsetFetchRequest, OffsetFetchRequestInput, OffsetFetchResponse, OffsetFetchResponseInput>,
  FindCoordinator: {
    name: 'FindCoordinator',
    key: 10,
    minVersion: 0,
    maxVersion: 6,
    flexibleFrom: 3,
    request: findCoordinatorRequest,
    response: findCoordinatorResponse,
  } satisfies Api<FindCoordinatorRequest, FindCoordinatorRequestInput, FindCoordinatorResponse, FindCoordinatorResponseInput>,
  JoinGroup: {
    name: 'JoinGroup',
    key: 11,
    minVersion: 0,
    maxVersion: 9,
    flexibleFrom: 6,
    request: joinGroupRequest,
    response: joinGroupResponse,
  } satisfies Api<JoinGroupRequest, JoinGroupRequestInput, JoinGroupResponse, JoinGroupResponseInput>,
  Heartbeat: {
    name: 'Heartbeat',
    key: 12,
    minVersion: 0,
    maxVersion: 4,
    flexibleFrom: 4,
    request: heartbeatRequest,
    response: heartbeatResponse,
  } satisfies Api<HeartbeatRequest, HeartbeatRequestInput, HeartbeatResponse, HeartbeatResponseInput>,
  LeaveGroup: {
    name: 'LeaveGroup',
    key: 13,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 4,
    request: leaveGroupRequest,
    response: leaveGroupResponse,
  } satisfies Api<LeaveGroupRequest, LeaveGroupRequestInput, LeaveGroupResponse, LeaveGroupResponseInput>,
  SyncGroup: {
    name: 'SyncGroup',
    key: 14,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 4,
    request: syncGroupRequest,
    response: syncGroupResponse,
  } satisfies Api<SyncGroupRequest, SyncGroupRequestInput, SyncGroupResponse, SyncGroupResponseInput>,
  DescribeGroups: {
    name: 'DescribeGroups',
    key: 15,
    minVersion: 0,
    maxVersion: 6,
    flexibleFrom: 5,
    request: describeGroupsRequest,
    response: describeGroupsResponse,
  } satisfies Api<DescribeGroupsRequest, DescribeGroupsRequestInput, DescribeGroupsResponse, DescribeGroupsResponseInput>,
  ListGroups: {
    name: 'ListGroups',
    key: 16,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    request: listGroupsRequest,
    response: listGroupsResponse,
  } satisfies Api<ListGroupsRequest, ListGroupsRequestInput, ListGroupsResponse, ListGroupsResponseInput>,
  SaslHandshake: {
    name: 'SaslHandshake',
    key: 17,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: Number.POSITIVE_INFINITY,
    request: saslHandshakeRequest,
    response: saslHandshakeResponse,
  } satisfies Api<SaslHandshakeRequest, SaslHandshakeRequestInput, SaslHandshakeResponse, SaslHandshakeResponseInput>,
  ApiVersions: {
    name: 'ApiVersions',
    key: 18,
    minVersion: 0,
    maxVersion: 4,
    flexibleFrom: 3,
    request: apiVersionsRequest,
    response: apiVersionsResponse,
  } satisfies Api<ApiVersionsRequest, ApiVersionsRequestInput, ApiVersionsResponse, ApiVersionsResponseInput>,
  CreateTopics: {
    name: 'CreateTopics',
    key: 19,
    minVersion: 2,
    maxVersion: 7,
    flexibleFrom: 5,
    request: createTopicsRequest,
    response: createTopicsResponse,
  } satisfies Api<CreateTopicsRequest, CreateTopicsRequestInput, CreateTopicsResponse, CreateTopicsResponseInput>,
  DeleteTopics: {
    name: 'DeleteTopics',
    key: 20,
    minVersion: 1,
    maxVersion: 6,
    flexibleFrom: 4,
    request: deleteTopicsRequest,
    response: deleteTopicsResponse,
  } satisfies Api<DeleteTopicsRequest, DeleteTopicsRequestInput, DeleteTopicsResponse, DeleteTopicsResponseInput>,
  DeleteRecords: {
    name: 'DeleteRecords',
    key: 21,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    request: deleteRecordsRequest,
    response: deleteRecordsResponse,
  } satisfies Api<DeleteRecordsRequest, DeleteRecordsRequestInput, DeleteRecordsResponse, DeleteRecordsResponseInput>,
  InitProducerId: {
    name: 'InitProducerId',
    key: 22,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 2,
    request: initProducerIdRequest,
    response: initProducerIdResponse,
  } satisfies Api<InitProducerIdRequest, InitProducerIdRequestInput, InitProducerIdResponse, InitProducerIdResponseInput>,
  OffsetForLeaderEpoch: {
    name: 'OffsetForLeaderEpoch',
    key: 23,
    minVersion: 2,
    maxVersion: 4,
    flexibleFrom: 4,
    request: offsetForLeaderEpochRequest,
    response: offsetForLeaderEpochResponse,
  } satisfies Api<OffsetForLeaderEpochRequest, OffsetForLeaderEpochRequestInput, OffsetForLeaderEpochResponse, OffsetForLeaderEpochResponseInput>,
  AddPartitionsToTxn: {
    name: 'AddPartitionsToTxn',
    key: 24,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    request: addPartitionsToTxnRequest,
    response: addPartitionsToTxnResponse,
  } satisfies Api<AddPartitionsToTxnRequest, AddPartitionsToTxnRequestInput, AddPartitionsToTxnResponse, AddPartitionsToTxnResponseInput>,
  AddOffsetsToTxn: {
    name: 'AddOffsetsToTxn',
    key: 25,
    minVersion: 0,
    maxVersion: 4,
    flexibleFrom: 3,
    request: addOffsetsToTxnRequest,
    response: addOffsetsToTxnResponse,
  } satisfies Api<AddOffsetsToTxnRequest, AddOffsetsToTxnRequestInput, AddOffsetsToTxnResponse, AddOffsetsToTxnResponseInput>,
  EndTxn: {
    name: 'EndTxn',
    key: 26,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    request: endTxnRequest,
    response: endTxnResponse,
  } satisfies Api<EndTxnRequest, EndTxnRequestInput, EndTxnResponse, EndTxnResponseInput>,
  WriteTxnMarkers: {
    name: 'WriteTxnMarkers',
    key: 27,
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 1,
    request: writeTxnMarkersRequest,
    response: writeTxnMarkersResponse,
  } satisfies Api<WriteTxnMarkersRequest, WriteTxnMarkersRequestInput, WriteTxnMarkersResponse, WriteTxnMarkersResponseInput>,
  TxnOffsetCommit: {
    name: 'TxnOffsetCommit',
    key: 28,
    minVersion: 0,
    maxVersion: 5,
    flexibleFrom: 3,
    request: txnOffsetCommitRequest,
    response: txnOffsetCommitResponse,
  } satisfies Api<TxnOffsetCommitRequest, TxnOffsetCommitRequestInput, TxnOffsetCommitResponse, TxnOffsetCommitResponseInput>,
  DescribeAcls: {
    name: 'DescribeAcls',
    key: 29,
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    request: describeAclsRequest,
    response: describeAclsResponse,
  } satisfies Api<DescribeAclsRequest, DescribeAclsRequestInput, DescribeAclsResponse, DescribeAclsResponseInput>,
  CreateAcls: {
    name: 'CreateAcls',
    key: 30,
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    request: createAclsRequest,
    response: createAclsResponse,
  } satisfies Api<CreateAclsRequest, CreateAclsRequestInput, CreateAclsResponse, CreateAclsResponseInput>,
  DeleteAcls: {
    name: 'DeleteAcls',
    key: 31,
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    request: deleteAclsRequest,
    response: deleteAclsResponse,
  } satisfies Api<DeleteAclsRequest, DeleteAclsRequestInput, DeleteAclsResponse, DeleteAclsResponseInput>,
  DescribeConfigs: {
    name: 'DescribeConfigs',
    key: 32,
    minVersion: 1,
    maxVersion: 4,
    flexibleFrom: 4,
    request: describeConfigsRequest,
    response: describeConfigsResponse,
  } satisfies Api<DescribeConfigsRequest, DescribeConfigsRequestInput, DescribeConfigsResponse, DescribeConfigsResponseInput>,
  AlterConfigs: {
    name: 'AlterConfigs',
    key: 33,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    request: alterConfigsRequest,
    response: alterConfigsResponse,
  } satisfies Api<AlterConfigsRequest, AlterConfigsRequestInput, AlterConfigsResponse, AlterConfigsResponseInput>,
  AlterReplicaLogDirs: {
    name: 'AlterReplicaLogDirs',
    key: 34,
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 2,
    request: alterReplicaLogDirsRequest,
    response: alterReplicaLogDirsResponse,
  } satisfies Api<AlterReplicaLogDirsRequest, AlterReplicaLogDirsRequestInput, AlterReplicaLogDirsResponse, AlterReplicaLogDirsResponseInput>,
  DescribeLogDirs: {
    name: 'DescribeLogDirs',
    key: 35,
    minVersion: 1,
    maxVersion: 5,
    flexibleFrom: 2,
    request: describeLogDirsRequest,
    response: describeLogDirsResponse,
  } satisfies Api<DescribeLogDirsRequest, DescribeLogDirsRequestInput, DescribeLogDirsResponse, DescribeLogDirsResponseInput>,
  SaslAuthenticate: {
    name: 'SaslAuthenticate',
    key: 36,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    request: saslAuthenticateRequest,
    response: saslAuthenticateResponse,
  } satisfies Api<SaslAuthenticateRequest, SaslAuthenticateRequestInput, SaslAuthenticateResponse, SaslAuthenticateResponseInput>,
  CreatePartitions: {
    name: 'CreatePartitions',
    key: 37,
    minVersion: 0,
    maxVersion: 3,
    flexibleFrom: 2,
    request: createPartitionsRequest,
    response: createPartitionsResponse,
  } satisfies Api<CreatePartitionsRequest, CreatePartitionsRequestInput, CreatePartitionsResponse, CreatePartitionsResponseInput>,
  CreateDelegationToken: {
    name: 'CreateDelegationToken',
    key: 38,
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    request: createDelegationTokenRequest,
    response: createDelegationTokenResponse,
  } satisfies Api<CreateDelegationTokenRequest, CreateDelegationTokenRequestInput, CreateDelegationTokenResponse, CreateDelegationTokenResponseInput>,
  RenewDelegationToken: {
    name: 'RenewDelegationToken',
    key: 39,
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 2,
    request: renewDelegationTokenRequest,
    response: renewDelegationTokenResponse,
  } satisfies Api<RenewDelegationTokenRequest, RenewDelegationTokenRequestInput, RenewDelegationTokenResponse, RenewDelegationTokenResponseInput>,
  ExpireDelegationToken: {
    name: 'ExpireDelegationToken',
    key: 40,
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 2,
    request: expireDelegationTokenRequest,
    response: expireDelegationTokenResponse,
  } satisfies Api<ExpireDelegationTokenRequest, ExpireDelegationTokenRequestInput, ExpireDelegationTokenResponse, ExpireDelegationTokenResponseInput>,
  DescribeDelegationToken: {
    name: 'DescribeDelegationToken',
    key: 41,
    minVersion: 1,
    maxVersion: 3,
    flexibleFrom: 2,
    request: describeDelegationTokenRequest,
    response: describeDelegationTokenResponse,
  } satisfies Api<DescribeDelegationTokenRequest, DescribeDelegationTokenRequestInput, DescribeDelegationTokenResponse, DescribeDelegationTokenResponseInput>,
  DeleteGroups: {
    name: 'DeleteGroups',
    key: 42,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    request: deleteGroupsRequest,
    response: deleteGroupsResponse,
  } satisfies Api<DeleteGroupsRequest, DeleteGroupsRequestInput, DeleteGroupsResponse, DeleteGroupsResponseInput>,
  ElectLeaders: {
    name: 'ElectLeaders',
    key: 43,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 2,
    request: electLeadersRequest,
    response: electLeadersResponse,
  } satisfies Api<ElectLeadersRequest, ElectLeadersRequestInput, ElectLeadersResponse, ElectLeadersResponseInput>,
  IncrementalAlterConfigs: {
    name: 'IncrementalAlterConfigs',
    key: 44,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 1,
    request: incrementalAlterConfigsRequest,
    response: incrementalAlterConfigsResponse,
  } satisfies Api<IncrementalAlterConfigsRequest, IncrementalAlterConfigsRequestInput, IncrementalAlterConfigsResponse, IncrementalAlterConfigsResponseInput>,
  AlterPartitionReassignments: {
    name: 'AlterPartitionReassignments',
    key: 45,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    request: alterPartitionReassignmentsRequest,
    response: alterPartitionReassignmentsResponse,
  } satisfies Api<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsRequestInput, AlterPartitionReassignmentsResponse, AlterPartitionReassignmentsResponseInput>,
  ListPartitionReassignments: {
    name: 'ListPartitionReassignments',
    key: 46,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: listPartitionReassignmentsRequest,
    response: listPartitionReassignmentsResponse,
  } satisfies Api<ListPartitionReassignmentsRequest, ListPartitionReassignmentsRequestInput, ListPartitionReassignmentsResponse, ListPartitionReassignmentsResponseInput>,
  OffsetDelete: {
    name: 'OffsetDelete',
    key: 47,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: Number.POSITIVE_INFINITY,
    request: offsetDeleteRequest,
    response: offsetDeleteResponse,
  } satisfies Api<OffsetDeleteRequest, OffsetDeleteRequestInput, OffsetDeleteResponse, OffsetDeleteResponseInput>,
  DescribeClientQuotas: {
    name: 'DescribeClientQuotas',
    key: 48,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 1,
    request: describeClientQuotasRequest,
    response: describeClientQuotasResponse,
  } satisfies Api<DescribeClientQuotasRequest, DescribeClientQuotasRequestInput, DescribeClientQuotasResponse, DescribeClientQuotasResponseInput>,
  AlterClientQuotas: {
    name: 'AlterClientQuotas',
    key: 49,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 1,
    request: alterClientQuotasRequest,
    response: alterClientQuotasResponse,
  } satisfies Api<AlterClientQuotasRequest, AlterClientQuotasRequestInput, AlterClientQuotasResponse, AlterClientQuotasResponseInput>,
  DescribeUserScramCredentials: {
    name: 'DescribeUserScramCredentials',
    key: 50,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: describeUserScramCredentialsRequest,
    response: describeUserScramCredentialsResponse,
  } satisfies Api<DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsRequestInput, DescribeUserScramCredentialsResponse, DescribeUserScramCredentialsResponseInput>,
  AlterUserScramCredentials: {
    name: 'AlterUserScramCredentials',
    key: 51,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: alterUserScramCredentialsRequest,
    response: alterUserScramCredentialsResponse,
  } satisfies Api<AlterUserScramCredentialsRequest, AlterUserScramCredentialsRequestInput, AlterUserScramCredentialsResponse, AlterUserScramCredentialsResponseInput>,
  DescribeQuorum: {
    name: 'DescribeQuorum',
    key: 55,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    request: describeQuorumRequest,
    response: describeQuorumResponse,
  } satisfies Api<DescribeQuorumRequest, DescribeQuorumRequestInput, DescribeQuorumResponse, DescribeQuorumResponseInput>,
  UpdateFeatures: {
    name: 'UpdateFeatures',
    key: 57,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    request: updateFeaturesRequest,
    response: updateFeaturesResponse,
  } satisfies Api<UpdateFeaturesRequest, UpdateFeaturesRequestInput, UpdateFeaturesResponse, UpdateFeaturesResponseInput>,
  DescribeCluster: {
    name: 'DescribeCluster',
    key: 60,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    request: describeClusterRequest,
    response: describeClusterResponse,
  } satisfies Api<DescribeClusterRequest, DescribeClusterRequestInput, DescribeClusterResponse, DescribeClusterResponseInput>,
  DescribeProducers: {
    name: 'DescribeProducers',
    key: 61,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: describeProducersRequest,
    response: describeProducersResponse,
  } satisfies Api<DescribeProducersRequest, DescribeProducersRequestInput, DescribeProducersResponse, DescribeProducersResponseInput>,
  UnregisterBroker: {
    name: 'UnregisterBroker',
    key: 64,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: unregisterBrokerRequest,
    response: unregisterBrokerResponse,
  } satisfies Api<UnregisterBrokerRequest, UnregisterBrokerRequestInput, UnregisterBrokerResponse, UnregisterBrokerResponseInput>,
  DescribeTransactions: {
    name: 'DescribeTransactions',
    key: 65,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: describeTransactionsRequest,
    response: describeTransactionsResponse,
  } satisfies Api<DescribeTransactionsRequest, DescribeTransactionsRequestInput, DescribeTransactionsResponse, DescribeTransactionsResponseInput>,
  ListTransactions: {
    name: 'ListTransactions',
    key: 66,
    minVersion: 0,
    maxVersion: 2,
    flexibleFrom: 0,
    request: listTransactionsRequest,
    response: listTransactionsResponse,
  } satisfies Api<ListTransactionsRequest, ListTransactionsRequestInput, ListTransactionsResponse, ListTransactionsResponseInput>,
  ConsumerGroupHeartbeat: {
    name: 'ConsumerGroupHeartbeat',
    key: 68,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    request: consumerGroupHeartbeatRequest,
    response: consumerGroupHeartbeatResponse,
  } satisfies Api<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatRequestInput, ConsumerGroupHeartbeatResponse, ConsumerGroupHeartbeatResponseInput>,
  ConsumerGroupDescribe: {
    name: 'ConsumerGroupDescribe',
    key: 69,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    request: consumerGroupDescribeRequest,
    response: consumerGroupDescribeResponse,
  } satisfies Api<ConsumerGroupDescribeRequest, ConsumerGroupDescribeRequestInput, ConsumerGroupDescribeResponse, ConsumerGroupDescribeResponseInput>,
  ListConfigResources: {
    name: 'ListConfigResources',
    key: 74,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    request: listConfigResourcesRequest,
    response: listConfigResourcesResponse,
  } satisfies Api<ListConfigResourcesRequest, ListConfigResourcesRequestInput, ListConfigResourcesResponse, ListConfigResourcesResponseInput>,
  DescribeTopicPartitions: {
    name: 'DescribeTopicPartitions',
    key: 75,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: describeTopicPartitionsRequest,
    response: describeTopicPartitionsResponse,
  } satisfies Api<DescribeTopicPartitionsRequest, DescribeTopicPartitionsRequestInput, DescribeTopicPartitionsResponse, DescribeTopicPartitionsResponseInput>,
  ShareGroupHeartbeat: {
    name: 'ShareGroupHeartbeat',
    key: 76,
    minVersion: 1,
    maxVersion: 1,
    flexibleFrom: 0,
    request: shareGroupHeartbeatRequest,
    response: shareGroupHeartbeatResponse,
  } satisfies Api<ShareGroupHeartbeatRequest, ShareGroupHeartbeatRequestInput, ShareGroupHeartbeatResponse, ShareGroupHeartbeatResponseInput>,
  ShareGroupDescribe: {
    name: 'ShareGroupDescribe',
    key: 77,
    minVersion: 1,
    maxVersion: 1,
    flexibleFrom: 0,
    request: shareGroupDescribeRequest,
    response: shareGroupDescribeResponse,
  } satisfies Api<ShareGroupDescribeRequest, ShareGroupDescribeRequestInput, ShareGroupDescribeResponse, ShareGroupDescribeResponseInput>,
  ShareFetch: {
    name: 'ShareFetch',
    key: 78,
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 0,
    request: shareFetchRequest,
    response: shareFetchResponse,
  } satisfies Api<ShareFetchRequest, ShareFetchRequestInput, ShareFetchResponse, ShareFetchResponseInput>,
  ShareAcknowledge: {
    name: 'ShareAcknowledge',
    key: 79,
    minVersion: 1,
    maxVersion: 2,
    flexibleFrom: 0,
    request: shareAcknowledgeRequest,
    response: shareAcknowledgeResponse,
  } satisfies Api<ShareAcknowledgeRequest, ShareAcknowledgeRequestInput, ShareAcknowledgeResponse, ShareAcknowledgeResponseInput>,
  AddRaftVoter: {
    name: 'AddRaftVoter',
    key: 80,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    request: addRaftVoterRequest,
    response: addRaftVoterResponse,
  } satisfies Api<AddRaftVoterRequest, AddRaftVoterRequestInput, AddRaftVoterResponse, AddRaftVoterResponseInput>,
  RemoveRaftVoter: {
    name: 'RemoveRaftVoter',
    key: 81,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: removeRaftVoterRequest,
    response: removeRaftVoterResponse,
  } satisfies Api<RemoveRaftVoterRequest, RemoveRaftVoterRequestInput, RemoveRaftVoterResponse, RemoveRaftVoterResponseInput>,
  StreamsGroupHeartbeat: {
    name: 'StreamsGroupHeartbeat',
    key: 88,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: streamsGroupHeartbeatRequest,
    response: streamsGroupHeartbeatResponse,
  } satisfies Api<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatRequestInput, StreamsGroupHeartbeatResponse, StreamsGroupHeartbeatResponseInput>,
  StreamsGroupDescribe: {
    name: 'StreamsGroupDescribe',
    key: 89,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: streamsGroupDescribeRequest,
    response: streamsGroupDescribeResponse,
  } satisfies Api<StreamsGroupDescribeRequest, StreamsGroupDescribeRequestInput, StreamsGroupDescribeResponse, StreamsGroupDescribeResponseInput>,
  DescribeShareGroupOffsets: {
    name: 'DescribeShareGroupOffsets',
    key: 90,
    minVersion: 0,
    maxVersion: 1,
    flexibleFrom: 0,
    request: describeShareGroupOffsetsRequest,
    response: describeShareGroupOffsetsResponse,
  } satisfies Api<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsRequestInput, DescribeShareGroupOffsetsResponse, DescribeShareGroupOffsetsResponseInput>,
  AlterShareGroupOffsets: {
    name: 'AlterShareGroupOffsets',
    key: 91,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: alterShareGroupOffsetsRequest,
    response: alterShareGroupOffsetsResponse,
  } satisfies Api<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsRequestInput, AlterShareGroupOffsetsResponse, AlterShareGroupOffsetsResponseInput>,
  DeleteShareGroupOffsets: {
    name: 'DeleteShareGroupOffsets',
    key: 92,
    minVersion: 0,
    maxVersion: 0,
    flexibleFrom: 0,
    request: deleteShareGroupOffsetsRequest,
    response: deleteShareGroupOffsetsResponse,
  } satisfies Api<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsRequestInput, DeleteShareGroupOffsetsResponse, DeleteShareGroupOffsetsResponseInput>,
} as const;
