import { errors, type ErrorCode } from '@drave/base';
import type * as contract from '@drave/metadata/controller';
import type { controllerV1 } from '@drave/rpc';

/** What brokers and the active controller say to each other, to and from `drave.controller.v1`. */
export function decodeRegistration(request: controllerV1.RegisterBrokerRequest): contract.RegisterBrokerRequest {
  return {
    ...request,
    listeners: request.listeners.map(({ name, endpoint }) => ({ name, host: endpoint.host, port: endpoint.port })),
    rack: request.rack || undefined,
    features: request.features.map(({ name, minLevel, maxLevel }) => ({ name, minLevel, maxLevel })),
  };
}

export function decodeHeartbeat(request: controllerV1.SessionRequest): contract.BrokerHeartbeatRequest {
  return {
    brokerId: request.brokerId,
    brokerEpoch: request.brokerEpoch,
    metadataOffset: request.appliedOffset,
    wantFence: request.wantFence,
    wantShutdown: request.wantShutdown,
    offlineDirectories: request.offlineDirectories,
    maxWaitMs: request.maxWaitMs,
  };
}

export function decodeAlterPartitions(request: controllerV1.AlterPartitionsRequest): contract.AlterPartitionRequest {
  return {
    brokerId: request.brokerId,
    brokerEpoch: request.brokerEpoch,
    items: request.partitions.map(({ topicId, partition, leaderEpoch, partitionEpoch, isr }) => {
      return { topicId, partition, leaderEpoch, partitionEpoch, newIsr: isr };
    }),
  };
}

export function encodeAltered(result: contract.AlterPartitionItemResult): controllerV1.AlteredPartition {
  const { topicId, partition } = result;
  if (result.kind === 'rejected') {
    const unknown = { leaderId: -1, leaderEpoch: -1, partitionEpoch: -1, isr: [] };
    return { topicId, partition, errorCode: result.error, errorMessage: result.message, ...unknown };
  }
  const { leaderId, leaderEpoch, partitionEpoch, isr } = result;
  return { topicId, partition, errorCode: '', errorMessage: '', leaderId, leaderEpoch, partitionEpoch, isr };
}

export function decodeAltered(result: controllerV1.AlteredPartition): contract.AlterPartitionItemResult {
  const { topicId, partition, errorCode, errorMessage, ...state } = result;
  if (errorCode !== '') {
    return { kind: 'rejected', topicId, partition, error: knownError(errorCode), message: errorMessage };
  }
  return { kind: 'committed', topicId, partition, ...state };
}

/** Nodes of one cluster may differ in version: a code that this one does not know is still a definite refusal. */
export function knownError(text: string): ErrorCode {
  return Object.hasOwn(errors, text) ? (text as ErrorCode) : 'UNKNOWN_SERVER_ERROR';
}
