import { limits, type PartitionIndex } from '@drave/base';
import type { Broker, LogDirDescription, LogDirReplica, RequestContext } from '@drave/broker';
import { page, type Page } from '@drave/controller';
import type { adminV1 } from '@drave/rpc';
import { invalidField } from './explained.js';

/**
 * What lies in the log directories of one broker, and moves between them: the part of `BrokerService` that it answers.
 */
export async function listLogDirectories(
  broker: Broker,
  caller: RequestContext,
  { brokerId, pageSize, pageToken }: adminV1.ListLogDirectoriesRequest,
): Promise<Page<adminV1.LogDirectory>> {
  const all = (await broker.describeLogDirs(caller, { partitions: 'all' })).toSorted((a, b) => ordered(a.path, b.path));
  return page(
    { pageSize, pageToken, query: ['logDirectories', brokerId] },
    (key) => all.filter(({ path }) => key === undefined || path > key).map(directoryMessage),
    ({ path }) => path,
  );
}

/** In the order of the response, which is that of the keys of its pages. */
export async function listReplicas(
  broker: Broker,
  caller: RequestContext,
  { brokerId, topic, pageSize, pageToken }: adminV1.ListReplicasRequest,
): Promise<Page<adminV1.Replica>> {
  const directories = await broker.describeLogDirs(caller, { partitions: 'all' });
  const all = directories
    .flatMap(({ path, replicas }) =>
      replicas.filter((one) => topic === '' || one.topic === topic).map((one) => replicaMessage(path, one)),
    )
    .map((replica) => ({ replica, key: keyOf(replica) }))
    .toSorted((a, b) => ordered(a.key, b.key));
  const { items, nextPageToken } = page(
    { pageSize, pageToken, query: ['replicas', brokerId, topic] },
    (after) => all.filter(({ key }) => after === undefined || key > after),
    ({ key }) => key,
  );
  return { items: items.map(({ replica }) => replica), nextPageToken };
}

/** @throws DraveError INVALID_REQUEST, CLUSTER_AUTHORIZATION_FAILED, BROKER_NOT_AVAILABLE. */
export async function moveReplicas(
  broker: Broker,
  caller: RequestContext,
  { moves, validateOnly }: adminV1.MoveReplicasRequest,
): Promise<adminV1.PartitionResult[]> {
  if (moves.length > limits.itemsPerRequestMax)
    throw invalidField('moves', `one request moves at most ${limits.itemsPerRequestMax} replicas`);
  refuseRepeated(moves);
  const assignments = moves.map(({ topic, partition, directory: path }) => ({ topic, partition, path }));
  const { replicas } = await broker.alterLogDirs(caller, { assignments, validateOnly });
  return replicas.map(({ topic, partition, failure }) => {
    return { topic, partition, errorCode: failure?.code ?? '', errorMessage: failure?.message ?? '' };
  });
}

function refuseRepeated(moves: readonly adminV1.ReplicaMove[]): void {
  const named = new Set<string>();
  for (const { topic, partition } of moves) {
    const name = `${topic}/${partition}`;
    if (named.has(name)) throw invalidField('moves', `${name} is moved twice in one request`);
    named.add(name);
  }
}

function directoryMessage(described: LogDirDescription): adminV1.LogDirectory {
  const { path, failure, totalBytes, usableBytes, replicas } = described;
  return {
    path,
    errorCode: failure?.code ?? '',
    errorMessage: failure?.message ?? '',
    totalBytes,
    usableBytes,
    replicaCount: replicas.length,
    replicaBytes: replicas.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

function replicaMessage(directory: string, replica: LogDirReplica): adminV1.Replica {
  const { topic, partition, sizeBytes, offsetLag, isFuture: future } = replica;
  return { topic, partition, directory, sizeBytes, offsetLag, future };
}

/** Ordered as the replicas are: a space comes before whatever a topic's name may hold. */
function keyOf({ topic, partition, directory, future }: adminV1.Replica): string {
  return [topic, padded(partition), future ? 1 : 0, directory].join(' ');
}

function padded(partition: PartitionIndex): string {
  return String(partition).padStart(10, '0');
}

function ordered(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
