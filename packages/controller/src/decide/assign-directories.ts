import type { ErrorCode } from '@drave/base';
import type { MetadataImage, PartitionChangeRecord } from '@drave/metadata';
import type { AssignDirectoriesRequest, AssignDirectoriesResponse } from '@drave/metadata/controller';
import type { ClusterConfig } from '../cluster-config.js';
import { accept, type DecisionSteps } from '../decision.js';
import { brokersLeaveRecords } from '../partition/broker-changes.js';
import { currentBroker } from './broker-epoch.js';

/**
 * A broker tells in which of its log directories its replicas lie (KIP-858). One that has failed may be heard of before
 * the replicas that were just made in it: these then leave their ISRs as they would have with the directory.
 */
export function* decideAssignDirectories(
  image: MetadataImage,
  request: AssignDirectoriesRequest,
  config: ClusterConfig,
): DecisionSteps<AssignDirectoriesResponse> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const records: PartitionChangeRecord[] = [];
  const seen = new Set<string>();
  const offline = new Set<string>();
  const assign = ({ topicId, partition: index, directoryId }: AssignedReplica): ErrorCode | undefined => {
    const partition = image.partition(topicId, index);
    if (partition === undefined) return 'UNKNOWN_TOPIC_ID';
    const place = partition.replicas.indexOf(request.brokerId);
    if (place < 0) return 'NOT_LEADER_OR_FOLLOWER';
    const key = `${topicId}-${index}`;
    if (seen.has(key)) return 'INVALID_REQUEST';
    seen.add(key);
    if (!sender.value.directories.includes(directoryId)) offline.add(key);
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
  if (offline.size === 0) return accept(records, results);
  const leaving = yield* brokersLeaveRecords(image, config, {
    brokers: new Set([request.brokerId]),
    hasLost: () => false,
    allowUnclean: true,
    concerns: (partition) => offline.has(`${partition.topicId}-${partition.index}`),
  });
  return accept(records.concat(leaving), results);
}

type AssignedReplica = AssignDirectoriesRequest['replicas'][number];
