import { decodeUuid, DraveError, encodeUuid, errorCodeFromKafka, errors, UUID_BYTES } from '@drave/base';
import type { ReplicaFetchRequest, ReplicaFetchResponse, ReplicaPartitionData } from '@drave/replica';
import type { replicaV1 } from '@drave/rpc';

/** `@drave/replica`'s stream messages to and from `drave.replica.v1`; record bytes pass through as they are. */
export function encodeRequest(request: ReplicaFetchRequest): replicaV1.FetchRequest {
  return { ...request, open: request.open.map((open) => ({ ...open, topicId: decodeUuid(open.topicId) })) };
}

export function decodeRequest(request: replicaV1.FetchRequest): ReplicaFetchRequest {
  return {
    hello: request.hello,
    open: request.open.map((open) => ({ ...open, topicId: encodeUuid(checkedTopicId(open.topicId)) })),
    positions: request.positions,
    close: request.close,
    creditBytes: request.creditBytes,
  };
}

export function encodeResponse(response: ReplicaFetchResponse): replicaV1.FetchResponse {
  return { partitions: response.partitions.map(encodePartition) };
}

export function decodeResponse(response: replicaV1.FetchResponse): ReplicaFetchResponse {
  return { partitions: response.partitions.map(decodePartition) };
}

function encodePartition({ error, ...data }: ReplicaPartitionData): replicaV1.PartitionData {
  return { ...data, errorCode: error === undefined ? 0 : errors[error].kafka };
}

function decodePartition({ errorCode, ...data }: replicaV1.PartitionData): ReplicaPartitionData {
  return { ...data, diverging: data.diverging, error: errorCode === 0 ? undefined : errorCodeFromKafka(errorCode) };
}

function checkedTopicId(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== UUID_BYTES) {
    throw new DraveError('INVALID_REQUEST', `a topic id has ${UUID_BYTES} bytes, got ${bytes.length}`);
  }
  return bytes;
}
