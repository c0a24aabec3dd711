import * as z from 'zod';

// A configuration is read once in the life of a process; a validator compiled for it would never pay.
z.config({ jitless: true });

const uuid = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const port = z.int().min(0).max(65_535);
const nodeId = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const host = z.string().min(1).max(255);
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const filePath = z.string().min(1).max(4_096);

const tls = z.strictObject({
  certificateFile: filePath,
  privateKeyFile: filePath,
  /** With it, every caller must show a certificate that this authority signed. */
  clientCaFile: filePath.optional(),
  /** Who signed the other nodes' certificates; default: `clientCaFile`, and without that the system's authorities. */
  caFile: filePath.optional(),
});

/** Without an authority of its own: the Kafka listener calls nobody. */
const kafkaTls = tls.omit({ caFile: true });

const saslMechanism = z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER']);

/** How clients authenticate. Users of SCRAM are in the cluster's metadata; what is secret is in files. */
const kafkaSasl = z.strictObject({
  mechanisms: z.array(saslMechanism).min(1).max(4),
  /** Of PLAIN: a mapping of users to passwords. */
  plainUsersFile: filePath.optional(),
  oauthBearer: z
    .strictObject({
      /** The public keys of whoever issues tokens (JWKS). */
      jwksFile: filePath.optional(),
      issuer: z.string().min(1).max(1_024).optional(),
      audience: z.string().min(1).max(1_024).optional(),
      clockSkewSeconds: z.int().min(0).max(3_600).default(30),
      /** Tokens that nobody has signed: for tests alone. */
      allowUnsecured: z.boolean().default(false),
    })
    .optional(),
});

const kafkaListener = z.strictObject({
  /** Kafka's listener name; clients are told the addresses of the listener they came by. */
  name: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,62}$/)
    .default('PLAINTEXT'),
  host: host.default('127.0.0.1'),
  port,
  advertisedHost: host.optional(),
  advertisedPort: port.min(1).optional(),
  tls: kafkaTls.optional(),
  sasl: kafkaSasl.optional(),
});

/** One node's configuration file, key by key; what must hold between keys is for `validateNodeConfig`. */
export const nodeConfigSchema = z.strictObject({
  cluster: z.strictObject({ id: uuid, name: name.default('drave') }),
  node: z.strictObject({
    id: nodeId,
    name: name.optional(),
    roles: z
      .array(z.enum(['controller', 'broker']))
      .min(1)
      .max(2),
  }),
  /** Kafka's `log.dirs`. The first one also holds the quorum's own files under `metadata`. */
  dataDirectories: z.array(filePath).min(1).max(64),
  listeners: z.strictObject({
    grpc: z.strictObject({
      host: host.default('127.0.0.1'),
      port,
      advertisedHost: host.optional(),
      advertisedPort: port.optional(),
      tls: tls.optional(),
    }),
    /** For Kafka clients; on brokers only. */
    kafka: z.array(kafkaListener).min(1).max(16).optional(),
    http: z.strictObject({ host: host.default('127.0.0.1'), port }).optional(),
  }),
  quorum: z.strictObject({
    voters: z
      .array(z.strictObject({ id: nodeId, host, port: port.min(1), directoryId: uuid.optional() }))
      .min(1)
      .max(31),
  }),
  /** `real`: Kafka's own timers. `local`: short ones, for local clusters, tests and benchmarks. */
  profile: z.enum(['real', 'local']).default('real'),
  rack: z.string().min(1).max(255).optional(),
  /** Kafka configuration keys of this node, read by `@drave/config`. */
  broker: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  log: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info'), file: filePath.optional() })
    .default({ level: 'info' }),
  faults: z
    .strictObject({
      diskQuotaBytes: z.int().min(0).optional(),
      /** JSON that says which addresses of nodes are reached by others, `host:port` to `host:port`. */
      routesFile: filePath.optional(),
      /** Whoever runs the node switches faults of its disk, clock and requests by lines on its standard input. */
      fromStandardInput: z.boolean().optional(),
      /** Whoever runs the node can watch the requests of Kafka clients, over gRPC. */
      watchRequests: z.boolean().optional(),
      /** The highest versions of Kafka's APIs, by name, that the broker advertises and serves. */
      apiVersionsMax: z.record(z.string().min(1).max(100), z.int().min(0).max(1_000)).optional(),
    })
    .optional(),
  /** The node ends when its standard input closes: a supervisor that dies leaves no orphan. */
  supervised: z.boolean().default(false),
});

export type NodeConfig = z.infer<typeof nodeConfigSchema>;
export type KafkaSaslEntry = z.infer<typeof kafkaSasl>;
export type KafkaListenerEntry = NonNullable<NodeConfig['listeners']['kafka']>[number];
type Role = NodeConfig['node']['roles'][number];

export function nodeName(config: NodeConfig): string {
  return config.node.name ?? `n${config.node.id}`;
}

export function hasRole(config: NodeConfig, role: Role): boolean {
  return config.node.roles.includes(role);
}
