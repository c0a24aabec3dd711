import type { Millis } from '@drave/base';

/**
 * What a local cluster is made of. Everything has a default: three controllers, three brokers, temporary, profile
 * `local`.
 */
export interface LocalClusterOptions {
  /** Number of controllers: odd, 1 to 7. Default 3. */
  readonly controllers?: number;
  /** Number of brokers, 1 to 100. Default 3. With `combined` it must equal `controllers`. */
  readonly brokers?: number;
  /** Every node carries both roles (Kafka's combined mode); `brokers` then counts for nothing. */
  readonly combined?: boolean;
  /** Accepts an even quorum, to study it. */
  readonly allowEven?: boolean;
  /** Timers: `local` (fast failover, default) or `real` (Kafka's defaults). */
  readonly profile?: TimerProfile;
  /** A named cluster keeps its data between runs; without a name the cluster is temporary. */
  readonly name?: string;
  /** Where a named cluster lives; by default under the user's Drave directory. */
  readonly directory?: string;
  /** Wipes the data of a named cluster before it starts. */
  readonly fresh?: boolean;
  /** `auto` (default) takes free ports from 20000-29999; a number is the first port tried. */
  readonly ports?: 'auto' | number;
  /** The first port tried for the brokers' Kafka listeners, or `auto`. Default: as `ports`. */
  readonly kafkaPorts?: 'auto' | number;
  /** Kafka's broker keys, given to every node, e.g. `{ 'log.retention.hours': 1 }`. */
  readonly brokerConfig?: ConfigValues;
  /** Racks dealt out to the brokers in turn. */
  readonly racks?: readonly string[];
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /** TLS for every gRPC and Kafka listener; the latter are then called SSL. */
  readonly tls?: ClusterTls;
  /**
   * SASL for every Kafka listener; they are then called SASL_SSL, or SASL_PLAINTEXT. Nothing of the cluster's own logs
   * in.
   */
  readonly sasl?: ClusterSasl;
  /**
   * Everything that makes a cluster secure, made for this one: TLS with an authority of its own, clients of Kafka that
   * log in, access control lists, and nodes that know each other by their certificates. One super user, `admin`, may do
   * everything; `LocalCluster.security` says how to be it. A named cluster stays secure.
   */
  readonly secure?: boolean;
  /**
   * `direct` (default), or `proxied`: the connections between nodes, and those of clients to them, pass through proxies
   * of this process, so that they can be cut and slowed. Of up to 32 nodes; it costs this process the work.
   */
  readonly network?: ClusterNetworkKind;
  /**
   * The highest versions of Kafka's APIs, by their names, that brokers advertise and serve, as older brokers do: `{
   * Fetch: 12 }`. Above them they answer UNSUPPORTED_VERSION.
   */
  readonly limitApiVersions?: Readonly<Record<string, number>>;
  /** Bytes each node's data directories may take in all; beyond that its disk is "full". */
  readonly diskQuotaBytes?: number;
  /** How long the whole cluster may take to be ready. Default: as long as the start makes progress. */
  readonly readyTimeoutMs?: Millis;
  /** Hears every few seconds of a start what is still missing. */
  readonly onWaiting?: (text: string) => void;
  /** Ends the start at once, with its reason; nothing is left running then. */
  readonly signal?: AbortSignal;
  /** Says what happens while it happens; one line each. */
  readonly onEvent?: (event: ClusterEvent) => void;
}

export type TimerProfile = 'local' | 'real';
export type ClusterNetworkKind = 'direct' | 'proxied';
export type NodeRole = 'controller' | 'broker';
export type ConfigValues = Readonly<Record<string, string | number | boolean>>;

/** As `listeners.kafka[].sasl` of a node's file; paths are absolute, or relative to the file of each node. */
export interface ClusterSasl {
  readonly mechanisms: readonly ('PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER')[];
  readonly plainUsersFile?: string;
  readonly oauthBearer?: {
    readonly jwksFile?: string;
    readonly issuer?: string;
    readonly audience?: string;
    readonly clockSkewSeconds?: number;
    readonly allowUnsecured?: boolean;
  };
}

/** Paths of PEM files. */
export interface ClusterTls {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  /** With it, clients and nodes must show a certificate signed by this authority. */
  readonly clientCaFile?: string;
  /** Who signed the nodes' certificate. Default: `clientCaFile`, else the certificate itself. */
  readonly caFile?: string;
  /** What the cluster's own tools show to nodes that ask for a certificate. Default: that of the nodes. */
  readonly tools?: { readonly certificateFile: string; readonly privateKeyFile: string };
  /** Whether `clientCaFile` counts for clients of Kafka, too. Default true. */
  readonly kafkaClientsShowCertificates?: boolean;
}

/** How to be the super user `admin` of a secure cluster. The files are its owner's alone to read. */
export interface ClusterSecurity {
  /** The authority that has signed the certificates of the nodes, as all of these a path of a PEM file. */
  readonly caFile: string;
  /** A certificate and its key, which make a gRPC client `User:CN=admin`. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Kafka's `sasl.mechanism`; `security.protocol` is `SASL_SSL`. */
  readonly mechanism: 'SCRAM-SHA-512';
  readonly username: string;
  /** Holds the password, and nothing else. */
  readonly passwordFile: string;
  /** All of the above for Kafka's own tools (`--command-config`) and Java clients. */
  readonly javaPropertiesFile: string;
  /** The same for librdkafka: kcat reads it by `-F`, or from `KCAT_CONFIG`. */
  readonly librdkafkaPropertiesFile: string;
}

/** One entry of a cluster's timeline. */
export interface ClusterEvent {
  readonly wallMs: Millis;
  /** The node it happened to; with a fault of the network the names of several, and `clients`, with commas. */
  readonly node: string;
  readonly kind: NodeEventKind | MetadataEventKind | FaultEventKind;
  readonly detail: string;
}

/** What breaks, or is mended: the network, disks, clocks, requests of clients. */
export type FaultEventKind = 'network' | 'disk' | 'clock' | 'request';

/** What happens to the process of a node. */
export type NodeEventKind = 'starting' | 'ready' | 'exited' | 'killed' | 'stopping' | 'paused' | 'resumed' | 'failed';

/**
 * What the cluster's metadata says: another active controller; another leader of partitions, or none; who has left or
 * joined in-sync sets; brokers that are fenced, in service again, or forgotten.
 */
export type MetadataEventKind = 'controller' | 'leader' | 'leaderless' | 'isr' | 'fenced' | 'unfenced' | 'unregistered';

/** `running` has printed its ready line; `paused` is frozen by SIGSTOP; `down` has no process. */
export type NodeState = 'down' | 'starting' | 'running' | 'paused';

export interface VerbOptions extends WaitOptions {
  /** False returns as soon as the order is given. Default true: the verb resolves when the cluster shows the effect. */
  readonly wait?: boolean;
}

export interface WaitOptions {
  /** How long the effect may take. Default: as long as there is progress. */
  readonly timeoutMs?: Millis;
  /** Hears every few seconds what is still missing. */
  readonly onWaiting?: (text: string) => void;
}

/** One expression that names nodes (`leader:orders/0`), or several. */
export type Expression = string | readonly string[];

export interface WatchEventsOptions {
  /** Default `now`. */
  readonly from?: 'oldest' | 'now';
  readonly signal?: AbortSignal;
}

export interface KillOptions extends VerbOptions {
  /**
   * What the node has not synced may be gone, as after a power loss. It takes nodes in this process whose data is in
   * memory; the system keeps what a process has written.
   */
  readonly loseUnsynced?: boolean;
}

export interface StartOptions extends VerbOptions {
  /** Starts a broker on an empty disk. */
  readonly wipe?: boolean;
}

export interface OneWay {
  /** Only what the nodes named first send is concerned. */
  readonly oneWay?: boolean;
}

export interface NetworkVerbOptions extends VerbOptions, OneWay {}
