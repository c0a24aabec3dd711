import type { Endpoint, NodeId, TopicName } from '@drave/base';
import { type adminV1, brokerService, clusterService, featureService, quorumService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

/** Brokers: see `BrokerService` in drave.admin.v1. */
export class BrokerAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** Resolves with one registered broker. @throws DraveError BROKER_ID_NOT_REGISTERED. */
  async get(brokerId: NodeId, local = false): Promise<adminV1.Broker> {
    return (await this.caller.call(brokerService.methods.getBroker, { brokerId, local }, 'repeatable')).broker;
  }

  /** Resolves with every registered broker, in order of id. */
  async list(local = false): Promise<adminV1.Broker[]> {
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, local };
      const response = await this.caller.call(brokerService.methods.listBrokers, request, 'repeatable');
      return { items: response.brokers, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Removes the registration of a broker that is gone for good. Its replicas leave every ISR, and their leaderships
   * move. A broker that still runs registers again.
   */
  async unregister(brokerId: NodeId, options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    const { validateOnly = false } = options;
    const request = { brokerId, validateOnly, requestId: this.caller.requestId() };
    await this.caller.call(brokerService.methods.unregisterBroker, request, 'repeatable');
  }

  /**
   * Resolves with the log directories of a running broker, in order of path.
   * @throws DraveError BROKER_ID_NOT_REGISTERED, BROKER_NOT_AVAILABLE.
   */
  async logDirectories(brokerId: NodeId): Promise<adminV1.LogDirectory[]> {
    const fetch = async (pageToken: string) => {
      const request = { brokerId, pageSize: PAGE_SIZE, pageToken };
      const response = await this.caller.call(brokerService.methods.listLogDirectories, request, 'repeatable');
      return { items: response.directories, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Resolves with the replicas of a running broker, the log directory of each, and the future logs of those being
   * moved. An empty `topic` stands for all topics.
   * @throws DraveError BROKER_ID_NOT_REGISTERED, BROKER_NOT_AVAILABLE.
   */
  async replicas(brokerId: NodeId, topic: TopicName = ''): Promise<adminV1.Replica[]> {
    const fetch = async (pageToken: string) => {
      const request = { brokerId, topic, pageSize: PAGE_SIZE, pageToken };
      const response = await this.caller.call(brokerService.methods.listReplicas, request, 'repeatable');
      return { items: response.replicas, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Moves replicas of one broker between its log directories while they are in use (KIP-113). Resolves with one result
   * for each move once its future log exists or it was refused; `replicas` shows how far the copies are.
   */
  async moveReplicas(
    brokerId: NodeId,
    moves: readonly adminV1.ReplicaMove[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.PartitionResult[]> {
    const { validateOnly = false } = options;
    const request = { brokerId, moves, validateOnly, requestId: this.caller.requestId() };
    return (await this.caller.call(brokerService.methods.moveReplicas, request, 'repeatable')).results;
  }
}

/**
 * The controller quorum: see `QuorumService` in drave.admin.v1. Only the node that is asked remembers the request id of
 * a change, so one is repeated only when it certainly never reached a node.
 */
export class QuorumAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  get(local = false): Promise<adminV1.GetQuorumResponse> {
    return this.caller.call(quorumService.methods.getQuorum, { local }, 'repeatable');
  }

  /**
   * Adds a voter, which must run and have caught up (KIP-853). Resolves with a warning while the number of voters is
   * even, else with ''.
   */
  async addVoter(
    nodeId: NodeId,
    directoryId: string,
    endpoint: Endpoint,
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<string> {
    const request = { nodeId, directoryId, endpoint, ...this.once(options) };
    return (await this.caller.call(quorumService.methods.addVoter, request, 'once')).warning;
  }

  async removeVoter(
    nodeId: NodeId,
    directoryId: string,
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<string> {
    const request = { nodeId, directoryId, ...this.once(options) };
    return (await this.caller.call(quorumService.methods.removeVoter, request, 'once')).warning;
  }

  /** Makes the active controller resign, so that another voter takes over. */
  async stepDown(options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    await this.caller.call(quorumService.methods.stepDown, this.once(options), 'once');
  }

  private once({ validateOnly = false }: { readonly validateOnly?: boolean }) {
    return { validateOnly, requestId: this.caller.requestId() };
  }
}

/** Feature levels: see `FeatureService` in drave.admin.v1. */
export class FeatureAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  get(local = false): Promise<adminV1.GetFeaturesResponse> {
    return this.caller.call(featureService.methods.getFeatures, { local }, 'repeatable');
  }

  async update(
    updates: readonly adminV1.FeatureUpdate[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<void> {
    const { validateOnly = false } = options;
    const request = { updates, validateOnly, requestId: this.caller.requestId() };
    await this.caller.call(featureService.methods.updateFeatures, request, 'repeatable');
  }
}

/** The cluster as a whole: see `ClusterService` in drave.admin.v1. */
export class ClusterAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  get(local = false): Promise<adminV1.GetClusterResponse> {
    return this.caller.call(clusterService.methods.getCluster, { local }, 'repeatable');
  }

  /**
   * Yields every change of the metadata, in order, until the caller stops reading. After a lost stream it continues at
   * another node from the same offset. Without `fromOffset` (a `nextOffset` of an earlier response) it begins with the
   * whole state.
   */
  async *watch(fromOffset = 0): AsyncGenerator<adminV1.WatchClusterResponse, void, undefined> {
    let next = fromOffset;
    for (;;) {
      const stream = await this.caller.stream(clusterService.methods.watchCluster, { fromOffset: next });
      try {
        for (let change = stream.first; change !== undefined; change = await stream.next()) {
          next = change.nextOffset;
          yield change;
        }
      } finally {
        stream.cancel();
      }
    }
  }
}

const PAGE_SIZE = 1000;
