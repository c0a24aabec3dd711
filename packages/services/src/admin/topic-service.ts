import { implement, topicService, type adminV1, type ServiceImplementation } from '@drave/rpc';
import type { NewTopic } from '@drave/controller';
import { responseHeader } from '../response-header.js';
import { callerOf, onlyItem, readImage, timeoutOf, type AdminDomain } from './admin-domain.js';
import { createdTopicMessage, findTopic, isInternal, partitionMessages, topicMessage } from './admin-messages.js';
import { compareText, pageOf } from './paging.js';

/** `drave.admin.v1.TopicService`. */
export function createTopicService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(topicService, {
    async createTopic(request, call) {
      const { validateOnly, requestId, configs } = request;
      const command = { kind: 'createTopics', topics: [newTopic(request)], validateOnly, requestId } as const;
      const { response, visibleAtOffset } = await domain.execute(callerOf(call), command, timeoutOf(call));
      const topic = createdTopicMessage(onlyItem(response), configs);
      return { header: header(), topic: validateOnly ? { ...topic, topicId: '' } : topic, visibleAtOffset };
    },
    async getTopic(request, call) {
      const image = await readImage(domain, call, request.local);
      const topic = findTopic(image, request);
      const partitions = [...topic.partitions()].map(partitionMessages(domain, image, topic));
      return { header: header(), topic: { ...topicMessage(image, topic), partitions } };
    },
    async listTopics(request, call) {
      const { namePrefix, includeInternal } = request;
      const image = await readImage(domain, call, request.local);
      const names = image
        .topicNames()
        .filter((name) => name.startsWith(namePrefix) && (includeInternal || !isInternal(name)));
      const page = pageOf(request, names, (name) => name, compareText, JSON.stringify([namePrefix, includeInternal]));
      const topics = page.items.map((name) => topicMessage(image, findTopic(image, { name, topicId: '' })));
      return { header: header(), topics, nextPageToken: page.nextPageToken };
    },
    async deleteTopic({ name, topicId, validateOnly, requestId }, call) {
      const selector = topicId === '' ? { name } : { topicId };
      const command = { kind: 'deleteTopics', topics: [selector], validateOnly, requestId } as const;
      const { response, visibleAtOffset } = await domain.execute(callerOf(call), command, timeoutOf(call));
      return { header: header(), topicId: onlyItem(response).topicId, visibleAtOffset };
    },
    async addPartitions(request, call) {
      const { name, partitionCount, validateOnly, requestId } = request;
      const topics = [{ name, partitionCount, assignments: assignmentsOf(request.assignments) }];
      const command = { kind: 'createPartitions', topics, validateOnly, requestId } as const;
      const { response, visibleAtOffset } = await domain.execute(callerOf(call), command, timeoutOf(call));
      const configs = domain.feed.image.config({ type: 'topic', name });
      return { header: header(), topic: createdTopicMessage(onlyItem(response), configs), visibleAtOffset };
    },
  });
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
