import type { NodeId } from '@drave/base';
import type { MetadataResponse } from '@drave/broker';
import type { HandlerContext } from './handler-row.js';

/**
 * The broker that clients send admin requests to: the active controller itself where it is a broker too, else the live
 * broker with the lowest id, the same from every broker. Any broker forwards what belongs to the controller.
 */
export function controllerOf({ domain }: HandlerContext, { brokers }: Pick<MetadataResponse, 'brokers'>): NodeId {
  const active = activeController(domain);
  const live = brokers.filter((broker) => !broker.fenced);
  return (live.find((broker) => broker.id === active) ?? live[0])?.id ?? -1;
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
