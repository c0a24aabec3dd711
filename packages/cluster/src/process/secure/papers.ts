import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOPBACK } from '../../loopback.js';
import type { ClusterSecurity } from '../../options.js';
import { CertificateAuthority } from './certificate-authority.js';
import { ADMIN, hasPapers, NODE, papersPath } from './secure-options.js';

const PASSWORD_BYTES = 24;

/**
 * What proves who is who in a secure cluster: certificates of the nodes and of its super user, and the latter's
 * password. They are made once, and are there as a whole or not at all.
 */
export function papersIn(clusterDirectory: string): ClusterSecurity {
  const folder = papersPath(clusterDirectory);
  const security = describedIn(folder);
  if (hasPapers(clusterDirectory)) return security;
  const partial = `${folder}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  for (const [name, text] of Object.entries(newPapers(security)))
    writeFileSync(join(partial, name), text, { mode: 0o600 });
  renameSync(partial, folder);
  return security;
}

function describedIn(folder: string): ClusterSecurity {
  return {
    caFile: join(folder, 'ca.pem'),
    certFile: join(folder, 'admin.pem'),
    keyFile: join(folder, 'admin-key.pem'),
    mechanism: 'SCRAM-SHA-512',
    username: ADMIN,
    passwordFile: join(folder, 'admin-password'),
    javaPropertiesFile: join(folder, 'java.properties'),
    librdkafkaPropertiesFile: join(folder, 'librdkafka.properties'),
  };
}

function newPapers({ caFile, mechanism, username }: ClusterSecurity): Readonly<Record<string, string>> {
  const authority = new CertificateAuthority('local cluster authority', Date.now());
  const node = authority.issue(NODE, ['localhost', LOOPBACK]);
  const admin = authority.issue(ADMIN, []);
  // Of letters that mean nothing to a shell, to JAAS, or in a file of properties.
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const login = 'org.apache.kafka.common.security.scram.ScramLoginModule';
  return {
    'ca.pem': authority.pem,
    'node.pem': node.certificatePem,
    'node-key.pem': node.privateKeyPem,
    'admin.pem': admin.certificatePem,
    'admin-key.pem': admin.privateKeyPem,
    'admin-password': password,
    'java.properties': propertiesText({
      'security.protocol': 'SASL_SSL',
      'ssl.truststore.type': 'PEM',
      // A backslash begins an escape in Java's properties.
      'ssl.truststore.location': caFile.replaceAll('\\', '\\\\'),
      'sasl.mechanism': mechanism,
      'sasl.jaas.config': `${login} required username="${username}" password="${password}";`,
    }),
    'librdkafka.properties': propertiesText({
      'security.protocol': 'SASL_SSL',
      'ssl.ca.location': caFile,
      'sasl.mechanism': mechanism,
      'sasl.username': username,
      'sasl.password': password,
    }),
  };
}

function propertiesText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
