import { page, selectPartitions, type NewTopic } from '@drave/controller';
import { internalTopics } from '@drave/metadata';
import { implement, topicService, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, findTopicFor, onlyItem, readImage, topicsFor, type AdminDomain } from './admin-domain.js';
import { createdTopicMessage, findTopic, partitionMessage, topicMessage } from './admin-messages.js';

/** `drave.admin.v1.TopicService`. */
export function createTopicService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(topicService, {
    async createTopic(request, call) {
      const { validateOnly, requestId, configs } = request;
      const topics = [newTopic(request)];
      const result = await execute(domain, call, { kind: 'createTopics', topics, validateOnly, requestId });
      const topic = createdTopicMessage(onlyItem(result.response), configs);
      const shown = validateOnly ? { ...topic, topicId: '' } : topic;
      return { header: header(), topic: shown, visibleAtOffset: result.visibleAtOffset };
    },
    async getTopic(request, call) {
      const image = await readImage(domain, call, request.local);
      const topic = findTopicFor(domain, call, image, request);
      const described = selectPartitions(image, domain.config, { topic: topic.name, filter: 'all' });
      return {
        header: header(),
        topic: {
          ...topicMessage(image, topic, topicsFor(domain, call, 'describeConfigs')),
          partitions: [...described].map(partitionMessage),
        },
      };
    },
    async listTopics(request, call) {
      const { pageSize, pageToken, namePrefix, includeInternal } = request;
      const image = await readImage(domain, call, request.local);
      const isVisible = topicsFor(domain, call);
      const showsConfigs = topicsFor(domain, call, 'describeConfigs');
      const wanted = (name: string) =>
        name.startsWith(namePrefix) && (includeInternal || !internalTopics.has(name)) && isVisible(name);
      const found = page(
        { pageSize, pageToken, query: ['topics', namePrefix, includeInternal] },
        (key) => only(image.topicNamesAfter(key), wanted),
        (name) => name,
      );
      const topics = found.items.map((name) => topicMessage(image, findTopic(image, { name }), showsConfigs));
      return { header: header(), topics, nextPageToken: found.nextPageToken };
    },
    async deleteTopic({ name, topicId, validateOnly, requestId }, call) {
      const topics = [topicId === '' ? { name } : { topicId }];
      const result = await execute(domain, call, { kind: 'deleteTopics', topics, validateOnly, requestId });
      const deleted = onlyItem(result.response);
      return { header: header(), topicId: deleted.topicId, visibleAtOffset: result.visibleAtOffset };
    },
    async addPartitions(request, call) {
      const { name, partitionCount, validateOnly, requestId } = request;
      const topics = [{ name, partitionCount, assignments: assignmentsOf(request.assignments) }];
      const result = await execute(domain, call, { kind: 'createPartitions', topics, validateOnly, requestId });
      const created = onlyItem(result.response);
      const configs = topicsFor(domain, call, 'describeConfigs')(name)
        ? domain.feed.image.config({ type: 'topic', name })
        : new Map<string, string>();
      const topic = createdTopicMessage(created, configs);
      return { header: header(), topic, visibleAtOffset: result.visibleAtOffset };
    },
  });
}

/** One after another, so that a page costs what it has and not what the cluster has. */
function* only<Item>(items: Iterable<Item>, wanted: (item: Item) => boolean): Iterable<Item> {
  for (const item of items) if (wanted(item)) yield item;
}

function newTopic(request: adminV1.CreateTopicRequest): NewTopic {
  return {
    name: request.name,
    partitionCount: request.partitionCount === 0 ? undefined : request.partitionCount,
    replicationFactor: request.replicationFactor === 0 ? undefined : request.replicationFactor,
    assignments: assignmentsOf(request.assignments),
    configs: Object.fromEntries(request.configs),
  };
}

function assignmentsOf(assignments: readonly adminV1.ReplicaAssignment[]) {
  return assignments.length === 0 ? undefined : assignments.map((assignment) => assignment.replicas);
}
