import {
  brokerLoads,
  clusterHealth,
  configResourceRef,
  describePartition,
  type BrokerLoad,
  type ClusterWatch,
  type WatchedChange,
} from '@drave/controller';
import { DRAVE_VERSION, type NodeId } from '@drave/base';
import { CLUSTER } from '@drave/base/access';
import { inSlices } from '@drave/env';
import { NO_LEADER } from '@drave/metadata';
import { clusterService, implement, type adminV1, type CallContext, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { callerOf } from '../caller.js';
import { readImage, requireRight, topicsFor, type AdminDomain } from './admin-domain.js';
import { brokerMessage, partitionMessage, topicMessage } from './admin-messages.js';

const configResourceTypes = { topic: 'TOPIC', broker: 'BROKER', group: 'GROUP' } as const;

/** `drave.admin.v1.ClusterService`. */
export function createClusterService(domain: AdminDomain, watch: ClusterWatch): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(clusterService, {
    async getCluster({ local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const image = await readImage(domain, call, local);
      const health = await inSlices(domain.compute, clusterHealth(image, domain.config));
      const loads = await inSlices(domain.compute, brokerLoads(image));
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
        nodeVersion: DRAVE_VERSION,
        nodeWallMs: Math.floor(domain.clock.wallMs()),
      };
    },
    async watchCluster(stream, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const request = await stream.receive();
      let resumeOffset = request?.fromOffset ?? 0;
      let toldController: NodeId | undefined;
      for await (const step of watch.watch(resumeOffset, call.signal)) {
        let { reset } = step;
        if (reset) resumeOffset = 0;
        let changes: adminV1.ClusterChange[] = [];
        // A new controller begins its epoch with an entry of the log, so that there is a step after every election.
        const activeControllerId = activeController(domain);
        if (activeControllerId !== toldController)
          changes.push({ change: { kind: 'activeControllerId', activeControllerId } });
        toldController = activeControllerId;
        // A large change comes in several messages; a client that loses the stream between them takes all of it again.
        const loads = await loadsFor(domain, step);
        for (const change of changesOf(domain, call, step, loads)) {
          changes.push({ change });
          if (changes.length < CHANGES_PER_MESSAGE) continue;
          await stream.send({ header: header(), reset, changes, nextOffset: resumeOffset });
          reset = false;
          changes = [];
        }
        resumeOffset = step.nextOffset;
        await stream.send({ header: header(), reset, changes, nextOffset: resumeOffset });
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

/** Only changes of brokers tell of them. */
async function loadsFor({ compute }: AdminDomain, { delta }: WatchedChange): Promise<ReadonlyMap<NodeId, BrokerLoad>> {
  return delta.brokers().length === 0 ? new Map() : inSlices(compute, brokerLoads(delta.after));
}

const CHANGES_PER_MESSAGE = 1_000;

/**
 * What the caller may see, in the order of the message: deleted topics before new ones, and topics before their
 * partitions.
 */
function* changesOf(
  domain: AdminDomain,
  call: CallContext,
  { delta }: WatchedChange,
  loads: ReadonlyMap<NodeId, BrokerLoad>,
): Iterable<adminV1.ClusterChange['change']> {
  const { before, after } = delta;
  const { authorizer, clock, config } = domain;
  const isVisible = topicsFor(domain, call);
  const showsConfigs = topicsFor(domain, call, 'describeConfigs');
  for (const topic of delta.deletedTopics()) {
    if (isVisible(topic.name)) yield { kind: 'deletedTopic', deletedTopic: topicMessage(before, topic, showsConfigs) };
  }
  for (const topic of delta.createdTopics()) {
    if (isVisible(topic.name)) yield { kind: 'topic', topic: topicMessage(after, topic, showsConfigs) };
  }
  for (const { topicId, after: registration } of delta.changedPartitions()) {
    const topic = after.topic(topicId);
    if (topic === undefined || registration === undefined || !isVisible(topic.name)) continue;
    const described = describePartition(after, topic, registration, config.minInsyncReplicas(after, topic.name));
    yield { kind: 'partition', partition: partitionMessage(described) };
  }
  for (const { id, after: broker } of delta.brokers()) {
    if (broker === undefined) yield { kind: 'unregisteredBrokerId', unregisteredBrokerId: id };
    else yield { kind: 'broker', broker: brokerMessage(broker, loads) };
  }
  const caller = callerOf(call, clock);
  for (const { type, name } of delta.configResources()) {
    const resource = configResourceRef({ type, name });
    if (!authorizer.allows(caller, 'describeConfigs', resource, 'passedOver')) continue;
    yield { kind: 'config', config: { type: configResourceTypes[type], name } };
  }
}
