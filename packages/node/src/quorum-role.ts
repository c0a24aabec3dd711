import type { Endpoint } from '@drave/base';
import { MetadataFeed, SnapshotCutter, supportedFeatures } from '@drave/metadata';
import { RaftNode, type RaftListener } from '@drave/raft';
import { RaftRpcTransport } from '@drave/services';
import { hasRole, type NodeConfig } from './node-config.js';
import { metadataDirectory } from './format.js';
import type { NodeBasis, QuorumRole } from './node-parts.js';
import { raftTimers } from './settings.js';

/** Every node has one: the metadata log, as a voter or as an observer, and the images that follow from it. */
export async function openQuorum({ world, config, settings, channels }: NodeBasis): Promise<QuorumRole> {
  const { env, diskReserveBytesMax: reserveBytesMax, onFatal, tuning } = world;
  const feed = new MetadataFeed({ env, onFatal });
  const voter = hasRole(config, 'controller');
  const endpoint = advertisedGrpc(config);
  const raft = await RaftNode.open({
    env,
    nodeId: config.node.id,
    clusterId: config.cluster.id,
    directory: metadataDirectory(config),
    reserveBytesMax,
    role: voter ? 'voter' : 'observer',
    ...(voter ? { endpoint } : {}),
    bootstrapServers: config.quorum.voters.map(({ host, port }) => ({ nodeId: undefined, endpoint: { host, port } })),
    transport: new RaftRpcTransport(channels, config.node.id, env),
    timers: raftTimers(settings),
    features: supportedFeatures,
    listeners: [feed satisfies RaftListener],
    onFatal,
    ...(tuning?.raft === undefined ? {} : { tuning: tuning.raft }),
  });
  const snapshots = new SnapshotCutter({
    env,
    feed,
    writeSnapshot: (offset, chunks) => raft.writeSnapshot(offset, chunks),
    bytesBetweenMax: settings.typed.metadataLogMaxRecordBytesBetweenSnapshots,
    intervalMs: settings.typed.metadataLogMaxSnapshotIntervalMs,
  });
  return { raft, feed, snapshots };
}

/**
 * What this node tells the others about its gRPC listener: as the file says, and where that says any port, as bound.
 */
export function advertisedGrpc(config: NodeConfig, bound?: Endpoint): Endpoint {
  const { host, port, advertisedHost, advertisedPort } = config.listeners.grpc;
  return { host: advertisedHost ?? host, port: advertisedPort ?? (port === 0 ? (bound?.port ?? 0) : port) };
}
