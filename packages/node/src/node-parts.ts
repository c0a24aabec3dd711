import type { Bytes, DraveError, Millis } from '@drave/base';
import type { Authorizer } from '@drave/base/access';
import type { Gateway } from '@drave/controller';
import type { Env, TlsClientOptions, TlsServerOptions } from '@drave/env';
import type { FaultControl } from '@drave/env/faulty';
import type { AclAuthorizer, MetadataFeed, SnapshotCutter } from '@drave/metadata';
import type { RaftNode, RaftTuning } from '@drave/raft';
import type { Transport } from '@drave/rpc';
import type { ChannelPool, ControllerClient, NodeIdentity } from '@drave/services';
import type { AuditLog } from './audit-log.js';
import type { ClientRequests } from './client-request-service.js';
import type { NodeConfig } from './node-config.js';
import type { NodeSettings } from './settings.js';

/** What the files say that the SASL of a listener names. */
export interface SaslFiles {
  /** Passwords by user. */
  readonly plainUsers: ReadonlyMap<string, string>;
  /** The text of a JWKS. */
  readonly tokenKeys: string | undefined;
}

/** What the roles of a node are made of beside its configuration: chosen by the process, or by the simulator. */
export interface RoleWorld {
  readonly env: Env;
  readonly transport: Transport;
  readonly tls?: { readonly server: TlsServerOptions; readonly client: TlsClientOptions };
  /** Of the Kafka listeners that have it, by their names. */
  readonly kafkaTls?: ReadonlyMap<string, TlsServerOptions>;
  /** What the Kafka listeners that authenticate judge by, by their names. */
  readonly kafkaSasl?: ReadonlyMap<string, SaslFiles>;
  /** What a fault kit does to requests of clients; a production node has none. */
  readonly faults?: FaultControl | undefined;
  /** Of the disk that the metadata lies on: what is kept free to go on with when it is full. 0: nothing. */
  readonly diskReserveBytesMax: Bytes;
  /** Who may do what, instead of what the configuration says about it. */
  readonly authorizer?: Authorizer;
  /** The node can go on no longer: the process must end, the simulated host crash. */
  readonly onFatal: (error: DraveError) => void;
  readonly tuning?: NodeTuning;
}

/** What no configuration names: with small figures a small cluster meets soon what a large one meets in time. */
export interface NodeTuning {
  /** Sizes in the metadata quorum. */
  readonly raft?: Partial<RaftTuning>;
  /** How often a broker looks for damage in logs that nobody reads; 10 minutes by default. */
  readonly scrubIntervalMs?: Millis;
  /** The epoch in which a transactional id begins, so that epochs run out; 0 by default. */
  readonly firstProducerEpoch?: number;
}

/** What every role starts from. */
export interface NodeBasis {
  readonly world: RoleWorld;
  readonly config: NodeConfig;
  readonly settings: NodeSettings;
  /** They show the other nodes what `identity` says. */
  readonly channels: ChannelPool;
  readonly identity: NodeIdentity;
}

/** The metadata log of this node, as a voter or as an observer, and what follows from it. */
export interface QuorumRole {
  readonly raft: RaftNode;
  readonly feed: MetadataFeed;
  readonly snapshots: SnapshotCutter;
}

/** The same with the node's part of the quorum, and its ways to the active controller: what a broker starts from. */
export interface NodeParts extends NodeBasis {
  readonly quorum: QuorumRole;
  readonly client: ControllerClient;
  readonly gateway: Gateway;
  readonly authorizer: Authorizer;
  /** What the authorizer answers by; undefined where no access control lists decide. */
  readonly acls: AclAuthorizer | undefined;
  readonly audit: AuditLog;
  /** Of a broker of a local cluster whose requests can be watched. */
  readonly requests: ClientRequests | undefined;
}
