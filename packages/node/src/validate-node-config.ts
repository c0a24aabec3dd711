import { DraveError } from '@drave/base';
import type * as z from 'zod';
import { hasRole, nodeConfigSchema, type KafkaSaslEntry, type NodeConfig } from './node-config.js';
import { brokerMistakes } from './settings.js';

/**
 * Checks what one node's configuration file says. Every mistake is told at once, each with key, value, what is allowed
 * and an example; an unknown key is a mistake, because a mistyped one would otherwise be a silent default.
 *
 * @throws DraveError INVALID_CONFIG.
 */
export function validateNodeConfig(raw: unknown, source: string): NodeConfig {
  const result = nodeConfigSchema.safeParse(raw);
  if (!result.success) {
    const mistakes = result.error.issues.flatMap((issue) => describeIssue(issue, raw));
    throw new DraveError('INVALID_CONFIG', `${source}: ${mistakes.join('; ')}`);
  }
  const mistake = relationMistake(result.data) ?? (brokerMistakes(result.data).join('; ') || undefined);
  if (mistake !== undefined) throw new DraveError('INVALID_CONFIG', `${source}: ${mistake}`);
  return result.data;
}

/** What must hold between keys. */
function relationMistake(config: NodeConfig): string | undefined {
  const ids = config.quorum.voters.map((voter) => voter.id);
  if (new Set(ids).size !== ids.length)
    return `'quorum.voters' names an id twice (${ids.join(', ')}): each voter has its own`;
  if (new Set(config.node.roles).size !== config.node.roles.length) return `'node.roles' names a role twice`;
  if (new Set(config.dataDirectories).size !== config.dataDirectories.length) {
    return `'dataDirectories' names a directory twice: each log directory stands alone`;
  }
  if (hasRole(config, 'broker') && !hasRole(config, 'controller') && ids.includes(config.node.id)) {
    return `'node.id' ${config.node.id} is a voter of the quorum, but 'node.roles' is [broker]: give the broker an id of its own or add the controller role`;
  }
  for (const key of ['fromStandardInput', 'watchRequests'] as const)
    if (config.faults?.[key] === true && !config.supervised)
      return `'faults.${key}' is true on a node that nobody supervises: take it out, or set 'supervised' as well`;
  const { grpc } = config.listeners;
  if (hasRole(config, 'controller') && grpc.port === 0 && grpc.advertisedPort === undefined)
    return `'listeners.grpc.port' is 0 on a controller, which the others must find where 'quorum.voters' says: give it a port`;
  return kafkaMistake(config);
}

function kafkaMistake(config: NodeConfig): string | undefined {
  const { kafka } = config.listeners;
  if (kafka === undefined) return undefined;
  if (!hasRole(config, 'broker')) return `'listeners.kafka' stands on a node that is no broker: take it out`;
  const names = kafka.map((listener) => listener.name);
  if (new Set(names).size !== names.length)
    return `'listeners.kafka' has one name twice (${names.join(', ')}): each listener has its own`;
  for (const { name, sasl } of kafka) {
    const mistake = sasl === undefined ? undefined : saslMistake(`'listeners.kafka' ${name} 'sasl'`, sasl);
    if (mistake !== undefined) return mistake;
  }
  const everywhere = kafka.find(({ host: bound, advertisedHost }) => isWildcard(advertisedHost ?? bound));
  return everywhere === undefined
    ? undefined
    : `'listeners.kafka' ${everywhere.name} would tell clients the address ${everywhere.advertisedHost ?? everywhere.host}, which no client can reach: give 'advertisedHost'`;
}

function saslMistake(where: string, { mechanisms, plainUsersFile, oauthBearer }: KafkaSaslEntry): string | undefined {
  if (new Set(mechanisms).size !== mechanisms.length) return `${where}: 'mechanisms' names one twice`;
  if (mechanisms.includes('PLAIN') !== (plainUsersFile !== undefined))
    return `${where}: PLAIN and 'plainUsersFile' belong together: give both, or neither`;
  if (mechanisms.includes('OAUTHBEARER') !== (oauthBearer !== undefined))
    return `${where}: OAUTHBEARER and 'oauthBearer' belong together: give both, or neither`;
  if (oauthBearer !== undefined && oauthBearer.jwksFile === undefined && !oauthBearer.allowUnsecured)
    return `${where}: 'oauthBearer' lets nobody in: give 'jwksFile', or for tests 'allowUnsecured: true'`;
  if (oauthBearer?.jwksFile !== undefined && oauthBearer.audience === undefined)
    return `${where}: 'oauthBearer' needs 'audience', or every token of the issuer would do, for whatever it was issued`;
  return undefined;
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** Allowed values and an example per key; '*' stands for an index. */
const help: Readonly<Record<string, readonly [allowed: string, example: string]>> = {
  cluster: ['a mapping with id and name', '{ id: aaaaaaaaaaaaaaaaaaaaaa, name: shop }'],
  'cluster.id': ['22 characters of base64url', 'aaaaaaaaaaaaaaaaaaaaaa'],
  'cluster.name': ['1 to 63 of a-z, 0-9 and -', 'shop'],
  node: ['a mapping with id and roles', '{ id: 1, roles: [broker] }'],
  'node.id': ['an integer from 0 to 2147483647', '1'],
  'node.name': ['1 to 63 of a-z, 0-9 and -', 'b1'],
  'node.roles': ['a list of controller, broker, or both', '[broker]'],
  'node.roles.*': ['controller or broker', 'broker'],
  dataDirectories: ['a list of 1 to 64 paths', '[data]'],
  'dataDirectories.*': ['a path', 'data'],
  listeners: ['a mapping with grpc and, if wanted, kafka and http', '{ grpc: { port: 20001 } }'],
  'listeners.grpc': ['a mapping with host and port', '{ host: 127.0.0.1, port: 20001 }'],
  'listeners.grpc.host': ['a host name or an address', '127.0.0.1'],
  'listeners.grpc.port': ['an integer from 0 (any free port) to 65535', '20001'],
  'listeners.grpc.tls': [
    'a mapping with certificateFile and privateKeyFile and, if wanted, clientCaFile and caFile',
    '{ certificateFile: node.pem, privateKeyFile: node-key.pem }',
  ],
  'listeners.grpc.tls.certificateFile': ['a path of a PEM file', 'node.pem'],
  'listeners.grpc.tls.privateKeyFile': ['a path of a PEM file', 'node-key.pem'],
  'listeners.grpc.tls.clientCaFile': ['a path of a PEM file', 'ca.pem'],
  'listeners.grpc.tls.caFile': ['a path of a PEM file', 'ca.pem'],
  'listeners.kafka': [
    'a list of 1 to 16 listeners, each with name, host and port',
    '[{ name: PLAINTEXT, host: 127.0.0.1, port: 9092 }]',
  ],
  'listeners.kafka.*': ['a mapping with name, host and port', '{ name: PLAINTEXT, host: 127.0.0.1, port: 9092 }'],
  'listeners.kafka.*.name': ['1 to 63 of A-Z, 0-9 and _, beginning with a letter', 'PLAINTEXT'],
  'listeners.kafka.*.host': ['a host name or an address', '127.0.0.1'],
  'listeners.kafka.*.port': ['an integer from 0 (any free port) to 65535', '9092'],
  'listeners.kafka.*.advertisedHost': ['a host name or an address that clients reach', 'broker-1.example.com'],
  'listeners.kafka.*.advertisedPort': ['an integer from 1 to 65535', '9092'],
  'listeners.kafka.*.tls': [
    'a mapping with certificateFile and privateKeyFile and, if wanted, clientCaFile',
    '{ certificateFile: node.pem, privateKeyFile: node-key.pem }',
  ],
  'listeners.kafka.*.tls.certificateFile': ['a path of a PEM file', 'node.pem'],
  'listeners.kafka.*.tls.privateKeyFile': ['a path of a PEM file', 'node-key.pem'],
  'listeners.kafka.*.tls.clientCaFile': ['a path of a PEM file', 'ca.pem'],
  'listeners.kafka.*.sasl': ['a mapping with mechanisms and what they need', '{ mechanisms: [SCRAM-SHA-512] }'],
  'listeners.kafka.*.sasl.mechanisms': [
    'a list of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER',
    '[SCRAM-SHA-512]',
  ],
  'listeners.kafka.*.sasl.mechanisms.*': ['PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER', 'SCRAM-SHA-512'],
  'listeners.kafka.*.sasl.plainUsersFile': ['a path of a file of YAML or JSON, user: password', 'users.yaml'],
  'listeners.kafka.*.sasl.oauthBearer': [
    'a mapping with jwksFile, issuer, audience, clockSkewSeconds and allowUnsecured',
    '{ jwksFile: keys.json, issuer: https://login.example.com, audience: shop }',
  ],
  'listeners.kafka.*.sasl.oauthBearer.jwksFile': ['a path of a JWKS file', 'keys.json'],
  'listeners.kafka.*.sasl.oauthBearer.issuer': ['1 to 1024 characters', 'https://login.example.com'],
  'listeners.kafka.*.sasl.oauthBearer.audience': ['1 to 1024 characters', 'shop'],
  'listeners.kafka.*.sasl.oauthBearer.clockSkewSeconds': ['an integer from 0 to 3600', '30'],
  'listeners.kafka.*.sasl.oauthBearer.allowUnsecured': ['true or false', 'false'],
  'listeners.http.port': ['an integer from 0 (any free port) to 65535', '20002'],
  quorum: ['a mapping with voters', '{ voters: [{ id: 1, host: 127.0.0.1, port: 20000 }] }'],
  'quorum.voters': ['a list of 1 to 31 voters', '[{ id: 1, host: 127.0.0.1, port: 20000 }]'],
  'quorum.voters.*.id': ['an integer from 0 to 2147483647', '1'],
  'quorum.voters.*.host': ['a host name or an address', '127.0.0.1'],
  'quorum.voters.*.port': ['an integer from 1 to 65535', '20000'],
  'quorum.voters.*.directoryId': ['22 characters of base64url', 'bbbbbbbbbbbbbbbbbbbbbb'],
  profile: ['real or local', 'local'],
  rack: ['1 to 255 characters', 'r1'],
  broker: ['Kafka configuration keys with their values', '{ num.partitions: 3 }'],
  'log.level': ['debug, info, warn or error', 'info'],
  'log.file': ['a path', 'node.log'],
  'faults.diskQuotaBytes': ['a number of bytes, 0 or more', '1073741824'],
  'faults.routesFile': ['a path of a JSON file that maps host:port to host:port', 'routes.json'],
  'faults.fromStandardInput': ['true or false', 'false'],
  'faults.apiVersionsMax': ["names of Kafka's APIs with their highest versions", '{ Fetch: 12 }'],
  'faults.watchRequests': ['true or false', 'false'],
  supervised: ['true or false', 'false'],
};

function describeIssue(issue: z.core.$ZodIssue, raw: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const full = [...path, key].join('.');
      const siblings = Object.keys(help).filter((known) => parentOf(known) === path.join('.'));
      return `unknown key '${full}'; known here: ${siblings.map(lastOf).join(', ')}`;
    });
  }
  const key = path.join('.');
  const [allowed, example] = help[path.map((part) => (/^\d+$/.test(part) ? '*' : part)).join('.')] ?? [
    issue.message,
    '',
  ];
  const value = valueAt(raw, issue.path);
  const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value)?.slice(0, 80)}`;
  return [
    `'${key || 'the file'}' ${found}; allowed: ${allowed}${example === '' ? '' : `; example: ${exampleOf(key, example)}`}`,
  ];
}

/** The example as it would stand in the file; an element of a list has a dash, not a key. */
function exampleOf(key: string, example: string): string {
  const last = lastOf(key);
  return /^\d+$/.test(last) ? `- ${example}` : `${last}: ${example}`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function parentOf(key: string): string {
  return key.split('.').slice(0, -1).join('.');
}

function lastOf(key: string): string {
  return key.split('.').at(-1) ?? key;
}
