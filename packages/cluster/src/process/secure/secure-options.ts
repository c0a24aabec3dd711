import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClusterSecurity, ConfigValues, LocalClusterOptions } from '../../options.js';

export const ADMIN = 'admin';
/** The common name on the certificate of every node. */
export const NODE = 'node';

/** Where the papers of a secure cluster are, below its own folder. */
export function papersPath(clusterDirectory: string): string {
  return join(clusterDirectory, 'secure');
}

/** Whether the cluster that lives here is secure. */
export function hasPapers(clusterDirectory: string): boolean {
  return existsSync(papersPath(clusterDirectory));
}

/** The options of a secure cluster, in terms of those that any cluster has. */
export function secureOptions(given: LocalClusterOptions, { caFile, certFile, keyFile }: ClusterSecurity) {
  const folder = dirname(caFile);
  return {
    ...given,
    tls: {
      certificateFile: join(folder, 'node.pem'),
      privateKeyFile: join(folder, 'node-key.pem'),
      clientCaFile: caFile,
      caFile,
      tools: { certificateFile: certFile, privateKeyFile: keyFile },
      // Who logs in needs no certificate, as with most clusters of Kafka.
      kafkaClientsShowCertificates: false,
    },
    sasl: { mechanisms: ['SCRAM-SHA-512', 'SCRAM-SHA-256'] as const },
    brokerConfig: secureConfig(given.brokerConfig),
  };
}

/** The caller's own keys go before ours, but for super users: there are more of them then. */
function secureConfig(given: ConfigValues = {}): ConfigValues {
  const superUsers = [`User:${ADMIN}`, `User:CN=${ADMIN}`, given['super.users'] ?? ''];
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'drave.cluster.node.names': NODE,
    ...given,
    'super.users': superUsers.filter((one) => one !== '').join(';'),
  };
}

/** What a Kafka client of the cluster's own logs in with. */
export function credentialsOf({ mechanism, username, passwordFile }: ClusterSecurity) {
  return { mechanism, username, passwordFile, password: readFileSync(passwordFile, 'utf8') };
}
