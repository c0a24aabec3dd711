import type { NodeId } from '@drave/base';
import type { MetadataResponse } from '@drave/broker';
import type { HandlerContext } from './handler-row.js';

/**
 * The broker that clients send admin requests to: the active controller itself where it is a broker too, else the live
 * broker with the lowest id, the same from every broker. Any broker forwards what belongs to the controller.
 */
export function controllerOf({ domain }: HandlerContext, { brokers }: Pick<MetadataResponse, 'brokers'>): NodeId {
  const active = activeController(domain);
  return brokers.some((broker) => broker.id === active) ? (active as NodeId) : (brokers[0]?.id ?? -1);
}

function activeController({ feed, nodeId }: HandlerContext['domain']): NodeId | undefined {
  const { leadership } = feed;
  switch (leadership.kind) {
    case 'none':
      return undefined;
    case 'leader':
      return nodeId;
    case 'follower':
      return leadership.leaderId;
  }
}

/** As both Metadata and DescribeCluster list them. */
export function brokersOf({ brokers }: Pick<MetadataResponse, 'brokers'>) {
  return brokers.map(({ id: nodeId, endpoint: { host, port }, rack }) => ({ nodeId, host, port, rack: rack ?? null }));
}
