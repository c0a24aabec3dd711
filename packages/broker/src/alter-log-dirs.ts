import type { ReplicaManager } from '@drave/replica';
import type { AlterLogDirsRequest, AlterLogDirsResponse } from './requests.js';

/**
 * Has replicas of this broker moved to other log directories of it (KIP-113); resolves when each one has its future log
 * there, or its refusal: LOG_DIR_NOT_FOUND, REPLICA_NOT_AVAILABLE, KAFKA_STORAGE_ERROR, DISK_FULL,
 * INVALID_TOPIC_EXCEPTION.
 */
export async function alterLogDirs(
  replicas: Pick<ReplicaManager, 'alterLogDirectory'>,
  { assignments, validateOnly }: AlterLogDirsRequest,
): Promise<AlterLogDirsResponse> {
  return {
    replicas: await Promise.all(
      assignments.map(async (assignment) => {
        const { topic, partition, path } = assignment;
        const failure = await replicas.alterLogDirectory({ topic, partition }, path, validateOnly);
        return { ...assignment, failure };
      }),
    ),
  };
}
