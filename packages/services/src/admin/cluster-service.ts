import { NO_LEADER, type MetadataImage } from '@drave/metadata';
import { clusterService, implement, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { readImage, type AdminDomain } from './admin-domain.js';
import { brokerMessages, matchesFilter, partitionMessages } from './admin-messages.js';
import type { ClusterChangeLog } from './cluster-change-log.js';

/** `drave.admin.v1.ClusterService`. */
export function createClusterService(domain: AdminDomain, changes: ClusterChangeLog): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(clusterService, {
    async getCluster({ local }, call) {
      const image = await readImage(domain, call, local);
      return { header: header(), ...clusterMessage(domain, image) };
    },
    async watchCluster(stream, call) {
      const request = await stream.receive();
      let from = request?.fromOffset ?? 0;
      for await (const { reset, nextOffset, changes: batch } of changes.follow(from, call.signal)) {
        await stream.send({ header: header(), reset, changes: batch, nextOffset });
        from = nextOffset;
      }
    },
  });
}

function clusterMessage(domain: AdminDomain, image: MetadataImage): Omit<adminV1.GetClusterResponse, 'header'> {
  const counts = { offline: 0, underReplicated: 0, underMinIsr: 0 };
  for (const topic of image.topics()) {
    const message = partitionMessages(domain, image, topic);
    for (const registration of topic.partitions()) {
      const partition = message(registration);
      if (matchesFilter(partition, 'OFFLINE')) counts.offline += 1;
      if (matchesFilter(partition, 'UNDER_REPLICATED')) counts.underReplicated += 1;
      if (matchesFilter(partition, 'UNDER_MIN_ISR')) counts.underMinIsr += 1;
    }
  }
  const brokers = image.brokers().map(brokerMessages(image));
  const activeControllerId = activeController(domain);
  return {
    activeControllerId,
    brokers,
    topicCount: image.topicCount,
    partitionCount: image.partitionCount,
    offlinePartitionCount: counts.offline,
    underReplicatedPartitionCount: counts.underReplicated,
    underMinIsrPartitionCount: counts.underMinIsr,
    unhealthyReasons: unhealthyReasons(activeControllerId, brokers, counts),
  };
}

export function activeController(domain: AdminDomain): number {
  const { leadership } = domain.feed;
  if (leadership.kind === 'leader') return domain.view.nodeId;
  return leadership.kind === 'follower' ? leadership.leaderId : NO_LEADER;
}

function unhealthyReasons(
  activeControllerId: number,
  brokers: readonly adminV1.Broker[],
  counts: { readonly offline: number; readonly underReplicated: number; readonly underMinIsr: number },
): string[] {
  const reasons: string[] = [];
  if (activeControllerId === NO_LEADER) reasons.push('no active controller: metadata writes wait for an election');
  const fenced = brokers.filter((broker) => broker.state === 'FENCED').map((broker) => broker.id);
  if (fenced.length > 0) reasons.push(`brokers fenced: ${fenced.join(', ')}`);
  if (counts.offline > 0) reasons.push(`${counts.offline} partitions without a leader`);
  if (counts.underMinIsr > 0) reasons.push(`${counts.underMinIsr} partitions below min.insync.replicas`);
  if (counts.underReplicated > 0) reasons.push(`${counts.underReplicated} partitions under-replicated`);
  return reasons;
}
