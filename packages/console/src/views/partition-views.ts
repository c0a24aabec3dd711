import { DraveError, type Endpoint } from '@drave/base';
import { dataService, partitionService, type adminV1, type dataV1 } from '@drave/rpc';
import type { Page, PartitionFilter, PartitionPositions, PartitionRow } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import { pageOf, partitionRow } from './shapes.js';

const filters: Readonly<Record<PartitionFilter, adminV1.PartitionFilter>> = {
  all: 'ALL',
  offline: 'OFFLINE',
  'under-replicated': 'UNDER_REPLICATED',
  'under-min-isr': 'UNDER_MIN_ISR',
  'not-preferred': 'NOT_PREFERRED',
  reassigning: 'REASSIGNING',
};

interface PartitionQuestion {
  readonly pageSize: number;
  readonly pageToken: string;
  readonly topic: string;
  readonly filter: PartitionFilter;
  readonly brokerId: number | undefined;
}

export async function partitionPage(
  link: ClusterLink,
  { filter, ...question }: PartitionQuestion,
): Promise<Page<PartitionRow>> {
  const request = { ...question, filter: filters[filter], local: true };
  const { partitions, nextPageToken } = await link.ask(partitionService.methods.listPartitions, request);
  return pageOf(partitions.map(partitionRow), nextPageToken);
}

const EARLIEST = -2;
const LATEST = -1;
/** Found offsets by partition. */
type Offsets = ReadonlyMap<number, number>;

/**
 * Where the partitions of a page begin and end, asked of their leaders. A leader that does not answer leaves a gap, and
 * no error in place of the page.
 * @throws DraveError UNKNOWN_TOPIC_OR_PARTITION.
 */
export async function positionPage(
  link: ClusterLink,
  question: { readonly pageSize: number; readonly pageToken: string; readonly topic: string },
): Promise<Page<PartitionPositions>> {
  const { topic } = question;
  const request = { ...question, filter: 'ALL' as const, local: true, brokerId: undefined };
  const { partitions, nextPageToken } = await link.ask(partitionService.methods.listPartitions, request);
  const endpoints = new Map((await link.client().brokers()).map(({ id, endpoint }) => [id, endpoint]));
  const leaders = new Set(partitions.map(({ leaderId }) => leaderId));
  const found = new Map<number, Omit<PartitionPositions, 'topic' | 'partition'>>();
  await Promise.all(
    [...leaders].map(async (id) => {
      const endpoint = endpoints.get(id);
      if (endpoint === undefined) return;
      const indexes = partitions.filter(({ leaderId }) => leaderId === id).map(({ index }) => index);
      const at = (isolationLevel: dataV1.IsolationLevel, timestampMs: number): Promise<Offsets> =>
        offsetsAt(link, endpoint, topic, indexes, isolationLevel, timestampMs);
      const [start, end, stable] = await Promise.all([
        at('READ_UNCOMMITTED', EARLIEST),
        at('READ_UNCOMMITTED', LATEST),
        at('READ_COMMITTED', LATEST),
      ]);
      for (const index of indexes)
        found.set(index, {
          logStartOffset: start.get(index) ?? null,
          highWatermark: end.get(index) ?? null,
          lastStableOffset: stable.get(index) ?? null,
        });
    }),
  );
  const unknown = { logStartOffset: null, highWatermark: null, lastStableOffset: null };
  const items = partitions.map(({ index }) => ({ topic, partition: index, ...(found.get(index) ?? unknown) }));
  return pageOf(items, nextPageToken);
}

async function offsetsAt(
  link: ClusterLink,
  endpoint: Endpoint,
  topic: string,
  indexes: readonly number[],
  isolationLevel: dataV1.IsolationLevel,
  timestampMs: number,
): Promise<Offsets> {
  const partitions = indexes.map((partition) => ({ topicId: '', topic, partition, timestampMs }));
  try {
    const answer = await link.askAt(endpoint, dataService.methods.listOffsets, { isolationLevel, partitions });
    const known = answer.partitions.filter(({ error, offset }) => error === undefined && offset >= 0);
    return new Map(known.map(({ partition, offset }) => [partition, offset]));
  } catch (reason) {
    // Only a refusal is of interest; a leader that is lost is seen by what is missing.
    if (DraveError.from(reason).row.grpc === 'PERMISSION_DENIED') throw reason;
    return new Map();
  }
}
