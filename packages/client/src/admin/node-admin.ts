import type { Endpoint, NodeId, TopicName } from '@drave/base';
import { type adminV1, brokerService, clusterService, featureService, quorumService } from '@drave/rpc';
import { type AdminCaller, collected, pages } from './admin-call.js';

/** Brokers: see `BrokerService` in drave.admin.v1. */
export class BrokerAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** @throws DraveError BROKER_NOT_AVAILABLE or what the cluster says of an unknown id. */
  async get(brokerId: NodeId, local = false): Promise<adminV1.Broker> {
    return (await this.caller.call(brokerService.methods.getBroker, { brokerId, local }, 'repeatable')).broker;
  }

  /** By id. */
  async list(local = false): Promise<adminV1.Broker[]> {
    const fetch = async (pageToken: string) => {
      const request = { pageSize: PAGE_SIZE, pageToken, local };
      const response = await this.caller.call(brokerService.methods.listBrokers, request, 'repeatable');
      return { items: response.brokers, nextPageToken: response.nextPageToken };
    };
    return collected(pages(fetch));
  }

  /**
   * Forgets a broker that is gone for good, even while it has replicas: they leave every ISR, and their leaderships
   * move. A broker that still runs registers anew.
   */
  async unregister(brokerId: NodeId, options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    const { validateOnly = false } = options;
    const request = { brokerId, validateOnly, requestId: this.caller.requestId() };
    await this.caller.call(brokerService.methods.unregisterBroker, request, 'repeatable');
  }

  /**
   * By path; of a broker that runs.
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
   * In which log directories a broker that runs has its replicas, and the future logs of those that are being moved.
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
   * Moves replicas of one broker between its log directories, while they are in use. Resolves when each has its future
   * log, or its refusal; `replicas` shows how far the copies are.
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
 * The controller quorum: see `QuorumService` in drave.admin.v1. Its changes have no request id, so none is repeated.
 */
export class QuorumAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  get(local = false): Promise<adminV1.GetQuorumResponse> {
    return this.caller.call(quorumService.methods.getQuorum, { local }, 'repeatable');
  }

  /** The voter must run and have caught up. Resolves with a warning while the number of voters is even, else ''. */
  async addVoter(nodeId: NodeId, directoryId: string, endpoint: Endpoint): Promise<string> {
    const request = { nodeId, directoryId, endpoint };
    return (await this.caller.call(quorumService.methods.addVoter, request, 'once')).warning;
  }

  async removeVoter(nodeId: NodeId, directoryId: string): Promise<string> {
    return (await this.caller.call(quorumService.methods.removeVoter, { nodeId, directoryId }, 'once')).warning;
  }

  /** The active controller gives way to another voter. */
  async stepDown(): Promise<void> {
    await this.caller.call(quorumService.methods.stepDown, {}, 'once');
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
   * Every change of the metadata, in order, for as long as it is read; a lost stream resumes elsewhere where it
   * stopped. Without `fromOffset` it begins with the whole state.
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
