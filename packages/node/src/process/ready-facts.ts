import { nodeName, type NodeConfig } from '../node-config.js';
import type { DraveNode } from '../node.js';
import type { HttpListener } from './http-listener.js';

/** What a node tells of itself once every listener is bound. */
export function readyFacts(config: NodeConfig, node: DraveNode, http: HttpListener | undefined) {
  return {
    event: 'ready',
    name: nodeName(config),
    nodeId: config.node.id,
    roles: [...config.node.roles],
    pid: process.pid,
    endpoints: {
      grpc: node.endpoint,
      ...(node.kafkaEndpoints.length === 0 ? {} : { kafka: [...node.kafkaEndpoints] }),
      ...(http === undefined ? {} : { http: http.endpoint }),
    },
    clusterId: config.cluster.id,
  } as const;
}
