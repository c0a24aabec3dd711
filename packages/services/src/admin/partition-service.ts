import { DraveError } from '@drave/base';
import { CLUSTER } from '@drave/base/access';
import {
  page,
  selectPartitions,
  type DescribedPartition,
  type PartitionFilter,
  type PartitionOutcome,
  type PartitionRef,
} from '@drave/controller';
import type { MetadataImage } from '@drave/metadata';
import { implement, partitionService, type adminV1, type CallContext, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, findTopicFor, readImage, requireRight, topicsFor, type AdminDomain } from './admin-domain.js';
import { partitionMessage } from './admin-messages.js';
import { deleteRecords } from './delete-records.js';
import type { ForwardingPorts } from './forwarding.js';

/** `drave.admin.v1.PartitionService`. */
export function createPartitionService(ports: ForwardingPorts): ServiceImplementation {
  const { domain } = ports;
  const header = () => responseHeader(domain.view);
  return implement(partitionService, {
    async getPartition({ topic: name, index, local }, call) {
      const image = await readImage(domain, call, local);
      const topic = findTopicFor(domain, call, image, { name });
      for (const described of selectPartitions(image, domain.config, { topic: name, filter: 'all' })) {
        if (described.registration.index === index) return { header: header(), partition: partitionMessage(described) };
      }
      const last = topic.partitionCount - 1;
      throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `topic '${name}' has partitions 0 to ${last}, not ${index}`);
    },
    async listPartitions(request, call) {
      const image = await readImage(domain, call, request.local);
      return {
        header: header(),
        ...partitionPage(domain, call, image, request, filters[request.filter], request.brokerId),
      };
    },
    async electLeaders({ electionType, partitions, validateOnly, requestId }, call) {
      const election = electionType === 'UNCLEAN' ? 'unclean' : 'preferred';
      const chosen = partitions.length === 0 ? undefined : partitions;
      const command = { kind: 'electLeaders', election, partitions: chosen, validateOnly, requestId } as const;
      const { response } = await execute(domain, call, command);
      return { header: header(), results: response.map(partitionResult) };
    },
    async reassignPartitions({ validateOnly, requestId, ...request }, call) {
      const reassignments = request.reassignments.map(({ topic, partition, target }) => {
        return { topic, partition, target: target?.replicas };
      });
      const command = { kind: 'reassignPartitions', reassignments, validateOnly, requestId } as const;
      const { response } = await execute(domain, call, command);
      return { header: header(), results: response.map(partitionResult) };
    },
    async listReassignments(request, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const image = await readImage(domain, call, request.local);
      return { header: header(), ...partitionPage(domain, call, image, request, 'reassigning', undefined) };
    },
    async deleteRecords(request, call) {
      return { header: header(), partitions: await deleteRecords(ports, call, request) };
    },
  });
}

const filters: Readonly<Record<adminV1.PartitionFilter, PartitionFilter>> = {
  ALL: 'all',
  OFFLINE: 'offline',
  UNDER_REPLICATED: 'underReplicated',
  UNDER_MIN_ISR: 'underMinIsr',
  NOT_PREFERRED: 'notPreferred',
  REASSIGNING: 'reassigning',
};

function partitionPage(
  domain: AdminDomain,
  call: CallContext,
  image: MetadataImage,
  request: { readonly pageSize: number; readonly pageToken: string; readonly topic: string },
  filter: PartitionFilter,
  brokerId: number | undefined,
) {
  const { pageSize, pageToken, topic } = request;
  if (topic !== '') findTopicFor(domain, call, image, { name: topic });
  const isVisible = topicsFor(domain, call);
  const found = page<DescribedPartition>(
    { pageSize, pageToken, query: ['partitions', topic, filter, brokerId ?? null] },
    (key) =>
      visibleOnly(
        selectPartitions(image, domain.config, { topic: topic || undefined, filter, brokerId, after: refOf(key) }),
        isVisible,
      ),
    keyOf,
  );
  return { partitions: found.items.map(partitionMessage), nextPageToken: found.nextPageToken };
}

function* visibleOnly(
  partitions: Iterable<DescribedPartition>,
  isVisible: (topic: string) => boolean,
): Iterable<DescribedPartition> {
  for (const partition of partitions) if (isVisible(partition.topic.name)) yield partition;
}

/** A topic name holds no '/', so a key splits in one way. */
function keyOf({ topic, registration }: DescribedPartition): string {
  return `${topic.name}/${registration.index}`;
}

function refOf(key: string | undefined): PartitionRef | undefined {
  if (key === undefined) return undefined;
  const [topic = '', index = ''] = key.split('/');
  return { topic, partition: Number(index) };
}

function partitionResult({ topic, partition, result }: PartitionOutcome): adminV1.PartitionResult {
  if (result.kind === 'ok') return { topic, partition, errorCode: '', errorMessage: '' };
  return { topic, partition, errorCode: result.code, errorMessage: result.message };
}
