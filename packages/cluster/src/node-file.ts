import { present } from '@drave/base';
import { validateNodeConfig, type NodeConfig } from '@drave/node/config';
import type { ClusterSasl, ClusterTls, LocalClusterOptions } from './options.js';
import { LOOPBACK } from './loopback.js';
import { isBroker, isController, portsBound, type ClusterPlan, type NodePlan } from './plan.js';

/** Where one node keeps its things, all below the cluster's directory. */
export interface NodePaths {
  readonly directory: string;
  readonly configFile: string;
  readonly logFile: string;
  readonly dataDirectory: string;
  /** Where the node finds the proxies to the others, in a proxied cluster. */
  readonly routesFile: string;
}

/** The configuration file of one node of a local cluster, as the node itself will read it. */
export function nodeFile(
  plan: ClusterPlan,
  node: NodePlan,
  paths: NodePaths,
  options: Pick<
    LocalClusterOptions,
    'profile' | 'brokerConfig' | 'logLevel' | 'tls' | 'sasl' | 'diskQuotaBytes' | 'network' | 'limitApiVersions'
  >,
): NodeConfig {
  const { tls, sasl, diskQuotaBytes, network, limitApiVersions } = options;
  const isProxied = network === 'proxied';
  const bound = portsBound(node, network);
  return validateNodeConfig(
    {
      cluster: { id: plan.clusterId, name: plan.name },
      node: { id: node.id, name: node.name, roles: [...node.roles] },
      dataDirectories: [paths.dataDirectory],
      listeners: {
        grpc: {
          host: LOOPBACK,
          port: bound.grpcPort,
          ...(isProxied ? { advertisedPort: node.grpcPort } : {}),
          ...(tls === undefined ? {} : { tls: grpcTls(tls) }),
        },
        ...(node.kafkaPort === undefined
          ? {}
          : {
              kafka: [
                {
                  ...kafkaListener(tls, sasl),
                  host: LOOPBACK,
                  port: bound.kafkaPort,
                  ...(isProxied ? { advertisedPort: node.kafkaPort } : {}),
                },
              ],
            }),
        http: { host: LOOPBACK, port: node.httpPort },
      },
      quorum: {
        voters: plan.nodes.filter(isController).map((voter) => ({
          id: voter.id,
          host: LOOPBACK,
          port: voter.grpcPort,
          ...present({ directoryId: voter.directoryId }),
        })),
      },
      profile: options.profile ?? 'local',
      ...present({ rack: node.rack }),
      broker: { ...localDefaults(plan), ...options.brokerConfig },
      log: { level: options.logLevel ?? 'info', file: paths.logFile },
      faults: present({
        diskQuotaBytes,
        routesFile: isProxied ? paths.routesFile : undefined,
        fromStandardInput: true,
        watchRequests: isBroker(node) ? true : undefined,
        apiVersionsMax: isBroker(node) ? limitApiVersions : undefined,
      }),
      supervised: true,
    },
    paths.configFile,
  );
}

function grpcTls(tls: ClusterTls) {
  const { certificateFile, privateKeyFile, clientCaFile } = tls;
  return { certificateFile, privateKeyFile, caFile: trustedFile(tls), ...present({ clientCaFile }) };
}

/** Named as in Kafka's own quick starts; it shows the certificate that gRPC shows. */
function kafkaListener(tls: ClusterTls | undefined, sasl: ClusterSasl | undefined) {
  const prefix = sasl === undefined ? '' : 'SASL_';
  if (tls === undefined) return { name: `${prefix}PLAINTEXT`, ...present({ sasl }) };
  const { certificateFile, privateKeyFile, clientCaFile, kafkaClientsShowCertificates = true } = tls;
  const asked = kafkaClientsShowCertificates ? clientCaFile : undefined;
  return {
    name: `${prefix}SSL`,
    ...present({ sasl }),
    tls: { certificateFile, privateKeyFile, ...present({ clientCaFile: asked }) },
  };
}

/** The nodes of one cluster trust each other's certificate, no matter who signed it. */
export function trustedFile({ caFile, clientCaFile, certificateFile }: ClusterTls): string {
  return caFile ?? clientCaFile ?? certificateFile;
}

/**
 * Failures are interesting only with replicas: three copies, two of them in sync, as far as there are brokers. Kafka's
 * fifty partitions of committed offsets, and of transactions, are for large clusters; here each is a log to open on
 * three nodes.
 */
function localDefaults(plan: ClusterPlan): Record<string, number> {
  const brokers = plan.nodes.filter(isBroker).length;
  return {
    'default.replication.factor': Math.max(1, Math.min(3, brokers)),
    'min.insync.replicas': brokers >= 3 ? 2 : 1,
    'offsets.topic.replication.factor': Math.max(1, Math.min(3, brokers)),
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': Math.max(1, Math.min(3, brokers)),
    'transaction.state.log.num.partitions': 3,
  };
}
