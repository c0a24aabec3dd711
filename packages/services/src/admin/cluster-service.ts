import {
  brokerLoads,
  clusterHealth,
  describePartition,
  type ClusterWatch,
  type WatchedChange,
} from '@drave/controller';
import { NO_LEADER } from '@drave/metadata';
import { clusterService, implement, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { readImage, type AdminDomain } from './admin-domain.js';
import { brokerMessage, partitionMessage, topicMessage } from './admin-messages.js';

const configResourceTypes = { topic: 'TOPIC', broker: 'BROKER', group: 'GROUP' } as const;

/** `drave.admin.v1.ClusterService`. */
export function createClusterService(domain: AdminDomain, watch: ClusterWatch): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(clusterService, {
    async getCluster({ local }, call) {
      const image = await readImage(domain, call, local);
      const health = clusterHealth(image, domain.config);
      const loads = brokerLoads(image);
      const activeControllerId = activeController(domain);
      const leaderless = activeControllerId === NO_LEADER ? ['the quorum has no leader: metadata writes wait'] : [];
      return {
        header: header(),
        activeControllerId,
        brokers: image.brokers().map((broker) => brokerMessage(broker, loads)),
        topicCount: image.topicCount,
        partitionCount: image.partitionCount,
        offlinePartitionCount: health.offlinePartitions,
        underReplicatedPartitionCount: health.underReplicatedPartitions,
        underMinIsrPartitionCount: health.underMinIsrPartitions,
        unhealthyReasons: [...leaderless, ...health.unhealthyReasons],
      };
    },
    async watchCluster(stream, call) {
      const request = await stream.receive();
      for await (const step of watch.watch(request?.fromOffset ?? 0, call.signal)) {
        const { reset, nextOffset } = step;
        await stream.send({ header: header(), reset, changes: changesOf(domain, step), nextOffset });
      }
    },
  });
}

/** -1 when this node knows of none. */
export function activeController({ feed, view }: Pick<AdminDomain, 'feed' | 'view'>): number {
  const { leadership } = feed;
  if (leadership.kind === 'leader') return view.nodeId;
  return leadership.kind === 'follower' ? leadership.leaderId : NO_LEADER;
}

function changesOf({ config }: AdminDomain, { delta }: WatchedChange): adminV1.ClusterChange[] {
  const { before, after } = delta;
  const loads = brokerLoads(after);
  const changes: adminV1.ClusterChange['change'][] = [];
  for (const topic of delta.deletedTopics()) {
    changes.push({ kind: 'deletedTopic', deletedTopic: topicMessage(before, topic) });
  }
  for (const topic of delta.createdTopics()) changes.push({ kind: 'topic', topic: topicMessage(after, topic) });
  for (const { topicId, after: registration } of delta.partitions()) {
    const topic = after.topic(topicId);
    if (topic === undefined || registration === undefined) continue;
    const described = describePartition(after, topic, registration, config.minInsyncReplicas(after, topic.name));
    changes.push({ kind: 'partition', partition: partitionMessage(described) });
  }
  for (const { id, after: broker } of delta.brokers()) {
    if (broker === undefined) changes.push({ kind: 'unregisteredBrokerId', unregisteredBrokerId: id });
    else changes.push({ kind: 'broker', broker: brokerMessage(broker, loads) });
  }
  for (const { type, name } of delta.configResources()) {
    changes.push({ kind: 'config', config: { type: configResourceTypes[type], name } });
  }
  return changes.map((change) => ({ change }));
}
