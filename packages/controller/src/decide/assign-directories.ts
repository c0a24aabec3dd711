import type { ErrorCode } from '@drave/base';
import type { MetadataImage, PartitionChangeRecord } from '@drave/metadata';
import type { AssignDirectoriesRequest, AssignDirectoriesResponse } from '../broker-requests.js';
import { accept, type DecisionSteps } from '../decision.js';
import { currentBroker } from './broker-epoch.js';

/** A broker tells in which of its log directories its replicas lie (KIP-858). */
export function* decideAssignDirectories(
  image: MetadataImage,
  request: AssignDirectoriesRequest,
): DecisionSteps<AssignDirectoriesResponse> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const records: PartitionChangeRecord[] = [];
  const seen = new Set<string>();
  const assign = ({ topicId, partition: index, directoryId }: AssignedReplica): ErrorCode | undefined => {
    const partition = image.partition(topicId, index);
    if (partition === undefined) return 'UNKNOWN_TOPIC_ID';
    const place = partition.replicas.indexOf(request.brokerId);
    if (place < 0) return 'NOT_LEADER_OR_FOLLOWER';
    if (!sender.value.directories.includes(directoryId)) return 'LOG_DIR_NOT_FOUND';
    if (seen.has(`${topicId}-${index}`)) return 'INVALID_REQUEST';
    seen.add(`${topicId}-${index}`);
    if (partition.directories[place] !== directoryId) {
      const directories = partition.directories.with(place, directoryId);
      records.push({ kind: 'partitionChange', topicId, index, directories });
    }
    return undefined;
  };
  const results: (ErrorCode | undefined)[] = [];
  for (const replica of request.replicas) {
    results.push(assign(replica));
    yield;
  }
  return accept(records, results);
}

type AssignedReplica = AssignDirectoriesRequest['replicas'][number];
