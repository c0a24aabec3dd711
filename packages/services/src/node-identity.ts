import { assert, DraveError, type ClusterId, type Millis } from '@drave/base';
import type { Clock, Logger } from '@drave/env';
import type { CallContext, ServiceImplementation } from '@drave/rpc';
import { isSameHash, keyedHash } from './keyed-hash.js';

/** Who may call a service. */
type Audience = 'nodes' | 'everybody';

/** Every service that a node offers. What is for nodes believes what it is told, and is not authorised any further. */
export const audiences: Readonly<Record<string, Audience>> = {
  'drave.raft.v1.RaftService': 'nodes',
  'drave.replica.v1.ReplicaFetchService': 'nodes',
  'drave.transaction.v1.TransactionPeerService': 'nodes',
  'drave.controller.v1.ControllerService': 'nodes',
  'drave.controller.v1.BrokerIdentityService': 'nodes',
  'drave.admin.v1.TopicService': 'everybody',
  'drave.admin.v1.UserService': 'everybody',
  'drave.admin.v1.QuotaService': 'everybody',
  'drave.admin.v1.PartitionService': 'everybody',
  'drave.admin.v1.BrokerService': 'everybody',
  'drave.admin.v1.ConfigService': 'everybody',
  'drave.admin.v1.QuorumService': 'everybody',
  'drave.admin.v1.FeatureService': 'everybody',
  'drave.admin.v1.ClusterService': 'everybody',
  'drave.admin.v1.GroupService': 'everybody',
  'drave.admin.v1.TransactionService': 'everybody',
  'drave.admin.v1.AclService': 'everybody',
  'drave.local.v1.ClientRequestService': 'everybody',
  'drave.data.v1.DataService': 'everybody',
  'drave.data.v1.GroupMemberService': 'everybody',
  'drave.data.v1.TransactionalProducerService': 'everybody',
};

interface NodeIdentityOptions {
  readonly clusterId: ClusterId;
  /** What all nodes of the cluster share, and nobody else; undefined for none. */
  readonly secret: string | undefined;
  /** The common names on the certificates of nodes; empty where certificates do not tell nodes from clients. */
  readonly names: readonly string[];
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
}

/** Strangers are told of once in this time, with how many there were since. */
const STRANGER_LOG_INTERVAL_MS: Millis = 10_000;

/**
 * Tells nodes of the cluster from strangers, for the services that only nodes may call: by the name on the certificate
 * where names are configured, else by the shared secret. Without either everybody passes, and only the cluster ids in
 * the requests are compared. The secret itself never travels: what does is a hash of the cluster's id under it.
 */
export class NodeIdentity {
  /** What this node's own calls show; undefined without a secret. */
  readonly credential: string | undefined;
  private readonly options: NodeIdentityOptions;
  private readonly names: ReadonlySet<string>;
  private strangers = 0;
  private loggedMs: Millis | undefined;

  constructor(options: NodeIdentityOptions) {
    const { clusterId, secret, names } = options;
    this.options = options;
    this.names = new Set(names);
    this.credential = secret === undefined ? undefined : keyedHash(secret, `drave node ${clusterId}`);
  }

  /**
   * The same services, which refuse strangers what is for nodes, and everywhere refuse them to speak for others. As
   * errors: UNAUTHENTICATED for who shows nothing, CLUSTER_AUTHORIZATION_FAILED for who shows something else.
   */
  guarded(services: readonly ServiceImplementation[]): ServiceImplementation[] {
    return services.map(({ service, handlers }) => {
      const audience = audiences[service.name];
      assert(audience !== undefined, `who may call ${service.name} is said`);
      const check = (call: CallContext): void => {
        if (audience === 'everybody' && !speaksForAnother(call)) return;
        const refusal = this.refusal(call);
        if (refusal === undefined) return;
        this.noteStranger(service.name, call);
        throw refusal;
      };
      return { service, handlers: Object.fromEntries(Object.entries(handlers).map(withCheck(check))) };
    });
  }

  /** Undefined for a node of the cluster. */
  private refusal(call: CallContext): DraveError | undefined {
    if (this.names.size > 0) {
      const { peerCertificateName: name } = call;
      if (name === undefined)
        return new DraveError('UNAUTHENTICATED', 'only nodes of the cluster may call this, with their certificates');
      return this.names.has(name) ? undefined : stranger(`'${name}' is none`);
    }
    if (this.credential === undefined) return undefined;
    if (call.credential === undefined)
      return new DraveError('UNAUTHENTICATED', 'only nodes of the cluster may call this, with its secret');
    return isSameHash(call.credential, this.credential) ? undefined : stranger('the secret or the cluster is another');
  }

  private noteStranger(service: string, { peer, callerId }: CallContext): void {
    this.strangers++;
    const nowMs = this.options.clock.monotonicMs();
    if (this.loggedMs !== undefined && nowMs - this.loggedMs < STRANGER_LOG_INTERVAL_MS) return;
    this.loggedMs = nowMs;
    const fields = { service, peer: `${peer.host}:${peer.port}`, saysNode: callerId, calls: this.strangers };
    this.strangers = 0;
    this.options.logger.warn(fields, 'a stranger was refused what only nodes of the cluster may call');
  }
}

function speaksForAnother({ onBehalfOf, onBehalfOfHost }: CallContext): boolean {
  return onBehalfOf !== undefined || onBehalfOfHost !== undefined;
}

type Handler = (request: unknown, call: CallContext) => Promise<unknown>;

/** Of unary and of streaming methods alike: the call is the second thing that a handler gets. */
function withCheck(check: (call: CallContext) => void) {
  return ([name, handler]: [string, unknown]): [string, Handler] => {
    assert(typeof handler === 'function', `${name} has a handler`);
    const handle = handler as Handler;
    return [
      name,
      (request, call) => {
        check(call);
        return handle(request, call);
      },
    ];
  };
}

function stranger(why: string): DraveError {
  return new DraveError('CLUSTER_AUTHORIZATION_FAILED', `only nodes of the cluster may call this: ${why}`);
}
