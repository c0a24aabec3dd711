import { DraveError } from '@drave/base';
import type { PartitionOutcome } from '@drave/controller';
import type { MetadataImage } from '@drave/metadata';
import { implement, partitionService, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { callerOf, readImage, timeoutOf, type AdminDomain } from './admin-domain.js';
import { findTopic, matchesFilter, partitionMessages } from './admin-messages.js';
import { compareText, pageOf } from './paging.js';

/** `drave.admin.v1.PartitionService`. */
export function createPartitionService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(partitionService, {
    async getPartition({ topic: name, index, local }, call) {
      const image = await readImage(domain, call, local);
      const topic = findTopic(image, { name, topicId: '' });
      const partition = topic.partition(index);
      if (partition === undefined) {
        const last = topic.partitionCount - 1;
        throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `topic '${name}' has partitions 0 to ${last}, not ${index}`);
      }
      return { header: header(), partition: partitionMessages(domain, image, topic)(partition) };
    },
    async listPartitions(request, call) {
      const image = await readImage(domain, call, request.local);
      const { topic, filter, brokerId } = request;
      const wanted = (partition: adminV1.Partition) =>
        matchesFilter(partition, filter) && (brokerId === undefined || partition.replicas.includes(brokerId));
      const page = partitionPage(request, partitionsOf(domain, image, topic, wanted), [
        topic,
        filter,
        brokerId ?? null,
      ]);
      return { header: header(), partitions: page.items, nextPageToken: page.nextPageToken };
    },
    async electLeaders({ electionType, partitions, validateOnly, requestId }, call) {
      const election = electionType === 'UNCLEAN' ? 'unclean' : 'preferred';
      const chosen = partitions.length === 0 ? undefined : partitions;
      const command = { kind: 'electLeaders', election, partitions: chosen, validateOnly, requestId } as const;
      const { response } = await domain.execute(callerOf(call), command, timeoutOf(call));
      return { header: header(), results: response.map(partitionResult) };
    },
    async reassignPartitions({ validateOnly, requestId, ...request }, call) {
      const reassignments = request.reassignments.map(({ topic, partition, target }) => {
        return { topic, partition, target: target?.replicas };
      });
      const command = { kind: 'reassignPartitions', reassignments, validateOnly, requestId } as const;
      const { response } = await domain.execute(callerOf(call), command, timeoutOf(call));
      return { header: header(), results: response.map(partitionResult) };
    },
    async listReassignments(request, call) {
      const image = await readImage(domain, call, request.local);
      const wanted = (partition: adminV1.Partition) => matchesFilter(partition, 'REASSIGNING');
      const page = partitionPage(request, partitionsOf(domain, image, request.topic, wanted), [request.topic]);
      return { header: header(), partitions: page.items, nextPageToken: page.nextPageToken };
    },
  });
}

function* partitionsOf(
  domain: AdminDomain,
  image: MetadataImage,
  only: string,
  wanted: (partition: adminV1.Partition) => boolean,
): Iterable<adminV1.Partition> {
  const topics = only === '' ? image.topics() : [findTopic(image, { name: only, topicId: '' })];
  for (const topic of topics) {
    const message = partitionMessages(domain, image, topic);
    for (const registration of topic.partitions()) {
      const partition = message(registration);
      if (wanted(partition)) yield partition;
    }
  }
}

function partitionPage(
  request: { readonly pageSize: number; readonly pageToken: string },
  partitions: Iterable<adminV1.Partition>,
  otherArguments: readonly unknown[],
) {
  // A topic name holds no '/', so the key splits in one way; fixed width keeps indexes in numeric order.
  const keyOf = ({ topic, index }: adminV1.Partition) => `${topic}/${String(index).padStart(10, '0')}`;
  const compare = (left: string, right: string) => {
    const [leftTopic = '', leftIndex = ''] = left.split('/');
    const [rightTopic = '', rightIndex = ''] = right.split('/');
    return compareText(leftTopic, rightTopic) || compareText(leftIndex, rightIndex);
  };
  return pageOf(request, partitions, keyOf, compare, JSON.stringify(otherArguments));
}

function partitionResult({ topic, partition, result }: PartitionOutcome): adminV1.PartitionResult {
  if (result.kind === 'ok') return { topic, partition, errorCode: '', errorMessage: '' };
  return { topic, partition, errorCode: result.code, errorMessage: result.message };
}
