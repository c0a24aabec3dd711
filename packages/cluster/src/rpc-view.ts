import {
  DraveError,
  isDraveError,
  present,
  type Endpoint,
  type Millis,
  type NodeId,
  type Offset,
  type TopicPartition,
} from '@drave/base';
import {
  brokerService,
  clientRequestService,
  clusterService,
  partitionService,
  quorumService,
  SUPERVISOR_CREDENTIAL,
  type adminV1,
  type ChannelOptions,
  type RpcChannel,
  type Transport,
  type UnaryMethod,
} from '@drave/rpc';
import type {
  BrokerView,
  ClusterView,
  ElectionKind,
  ElectionOutcome,
  MetadataChange,
  PartitionView,
  QuorumView,
  RequestFilter,
  RequestsTold,
} from './cluster-view.js';

/** A change that takes effect and is not repeated. */
const ONCE = { validateOnly: false, requestId: '' };
/** Short, because a cluster under fault is asked again a moment later, and by another node. */
const CALL_TIMEOUT_MS_MIN: Millis = 1_500;
/** A call waits no longer than this for one node of a machine that is slow. */
const CALL_TIMEOUT_MS_MAX: Millis = 12_000;
/** What an answer in time leaves of a limit that was raised. */
const CALMING_FACTOR = 0.75;
/** A change of the quorum waits until the new voters have agreed. */
const CHANGE_TIMEOUT_MS: Millis = 10_000;
const PAGE_SIZE = 1_000;

/**
 * A cluster seen through its admin services. Each question goes to one running node after another until one answers;
 * deliberately without the SDK's retries, since those hide the very pauses that are looked for.
 */
export class RpcView implements ClusterView {
  private readonly transport: Transport;
  private readonly endpoints: () => readonly Endpoint[];
  private readonly channelOptions: ChannelOptions;
  private readonly channels = new Map<string, RpcChannel>();
  /** Who answered last is asked first. */
  private lastGood: string | undefined;
  /** Doubles when no node has answered in time, since a starved machine is no cluster under fault. */
  private callTimeoutMs: Millis = CALL_TIMEOUT_MS_MIN;

  constructor(transport: Transport, endpoints: () => readonly Endpoint[], channelOptions: ChannelOptions = {}) {
    this.transport = transport;
    this.endpoints = endpoints;
    this.channelOptions = { credential: SUPERVISOR_CREDENTIAL, ...channelOptions };
  }

  async quorum(): Promise<QuorumView> {
    const { leaderId, epoch, voters } = await this.ask(quorumService.methods.getQuorum, { local: false });
    return { leaderId: presentId(leaderId), epoch, voters: voters.map((voter) => voter.nodeId) };
  }

  async brokers(): Promise<readonly BrokerView[]> {
    const found: BrokerView[] = [];
    let pageToken = '';
    do {
      const page = await this.ask(brokerService.methods.listBrokers, { pageSize: PAGE_SIZE, pageToken, local: false });
      found.push(...page.brokers.map(brokerView));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  }

  async partitions(topic = ''): Promise<readonly PartitionView[]> {
    const found: PartitionView[] = [];
    let pageToken = '';
    do {
      const request = { pageSize: PAGE_SIZE, pageToken, topic, filter: 'ALL', local: false } as const;
      const page = await this.ask(partitionService.methods.listPartitions, request);
      found.push(...page.partitions.map(partitionView));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  }

  async addVoter(nodeId: NodeId, endpoint: Endpoint): Promise<void> {
    const { observers } = await this.ask(quorumService.methods.getQuorum, { local: false });
    const found = observers.find((observer) => observer.nodeId === nodeId);
    if (found === undefined)
      throw new DraveError('LEADER_NOT_AVAILABLE', `controller ${nodeId} does not observe the quorum yet`);
    const { directoryId } = found;
    await this.ask(quorumService.methods.addVoter, { nodeId, directoryId, endpoint, ...ONCE }, CHANGE_TIMEOUT_MS);
  }

  async removeVoter(nodeId: NodeId): Promise<void> {
    const { voters } = await this.ask(quorumService.methods.getQuorum, { local: false });
    const found = voters.find((voter) => voter.nodeId === nodeId);
    if (found === undefined) throw new DraveError('VOTER_NOT_FOUND', `controller ${nodeId} is no voter`);
    const { directoryId } = found;
    await this.ask(quorumService.methods.removeVoter, { nodeId, directoryId, ...ONCE }, CHANGE_TIMEOUT_MS);
  }

  async unregisterBroker(nodeId: NodeId): Promise<void> {
    const request = { brokerId: nodeId, ...ONCE };
    await this.ask(brokerService.methods.unregisterBroker, request, CHANGE_TIMEOUT_MS);
  }

  async electLeaders(
    electionType: ElectionKind,
    partitions: readonly TopicPartition[],
  ): Promise<readonly ElectionOutcome[]> {
    const request = { electionType, partitions, ...ONCE };
    return (await this.ask(partitionService.methods.electLeaders, request, CHANGE_TIMEOUT_MS)).results;
  }

  async setReplicas(of: TopicPartition, replicas: readonly NodeId[]): Promise<void> {
    const request = { reassignments: [{ ...of, target: { replicas } }], ...ONCE };
    const { results } = await this.ask(partitionService.methods.reassignPartitions, request, CHANGE_TIMEOUT_MS);
    const failed = results.find(({ errorCode }) => errorCode !== '');
    if (failed !== undefined) throw new DraveError('INVALID_REQUEST', `${failed.errorCode}: ${failed.errorMessage}`);
  }

  async stepDown(): Promise<void> {
    await this.ask(quorumService.methods.stepDown, ONCE, CHANGE_TIMEOUT_MS);
  }

  async *watch(node: Endpoint, fromOffset: Offset, signal: AbortSignal): AsyncIterable<MetadataChange> {
    const channel = this.transport.connect(node, this.channelOptions);
    const stream = channel.stream(clusterService.methods.watchCluster, { signal });
    try {
      await stream.send({ fromOffset });
      stream.end();
      const step = new WatchedStep(fromOffset);
      for (let part = await stream.receive(); part !== undefined; part = await stream.receive()) {
        const whole = step.take(part);
        if (whole !== undefined) yield whole;
      }
    } finally {
      stream.cancel();
      channel.close();
    }
  }

  async *watchRequests(
    node: Endpoint,
    { apis, clientId, withFrames }: RequestFilter,
    signal: AbortSignal,
  ): AsyncIterable<RequestsTold> {
    const channel = this.transport.connect(node, { ...this.channelOptions, purpose: 'bulk' });
    const stream = channel.stream(clientRequestService.methods.watchRequests, { signal });
    try {
      await stream.send({ apis, withFrames, ...present({ clientId }) });
      stream.end();
      for (let told = await stream.receive(); told !== undefined; told = await stream.receive()) yield told;
    } finally {
      stream.cancel();
      channel.close();
    }
  }

  async close(): Promise<void> {
    for (const channel of this.channels.values()) channel.close();
    this.channels.clear();
  }

  private async ask<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    deadlineMs?: Millis,
  ): Promise<Response> {
    try {
      return await this.askEach(method, request, deadlineMs ?? this.callTimeoutMs);
    } catch (reason) {
      if (deadlineMs !== undefined || !isDraveError(reason, 'REQUEST_TIMED_OUT')) throw reason;
      this.callTimeoutMs = Math.min(CALL_TIMEOUT_MS_MAX, this.callTimeoutMs * 2);
      return this.askEach(method, request, this.callTimeoutMs);
    }
  }

  private async askEach<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    deadlineMs: Millis,
  ): Promise<Response> {
    const candidates = this.endpoints();
    const ordered = candidates.toSorted((one, other) => this.priority(other) - this.priority(one));
    let failure = new DraveError('BROKER_NOT_AVAILABLE', 'no node of the cluster runs');
    for (const endpoint of ordered) {
      try {
        const answer = await this.channel(endpoint).unary(method, request, { deadlineMs });
        this.lastGood = keyOf(endpoint);
        this.callTimeoutMs = Math.max(CALL_TIMEOUT_MS_MIN, this.callTimeoutMs * CALMING_FACTOR);
        return answer;
      } catch (reason) {
        failure = DraveError.from(reason);
        // The cluster has spoken: every node would say the same.
        if (!failure.retriable || failure.code === 'UNKNOWN_TOPIC_OR_PARTITION') throw failure;
      }
    }
    throw failure;
  }

  private priority(endpoint: Endpoint): number {
    return keyOf(endpoint) === this.lastGood ? 1 : 0;
  }

  private channel(endpoint: Endpoint): RpcChannel {
    const key = keyOf(endpoint);
    const known = this.channels.get(key);
    if (known !== undefined) return known;
    const opened = this.transport.connect(endpoint, this.channelOptions);
    this.channels.set(key, opened);
    return opened;
  }
}

function keyOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

function presentId(id: number): number | undefined {
  return id < 0 ? undefined : id;
}

function brokerView({ id, state }: adminV1.Broker): BrokerView {
  return { id, fenced: state !== 'RUNNING' };
}

function partitionView({ topic, index, leaderId, replicas, isr }: adminV1.Partition): PartitionView {
  return { topic, partition: index, leader: presentId(leaderId), replicas, isr };
}

/** Puts a step of a watch together: a large one comes in several messages, and only the last of them ends it. */
class WatchedStep {
  private changes: adminV1.ClusterChange[] = [];
  private reset = false;
  private fromOffset: Offset;

  constructor(fromOffset: Offset) {
    this.fromOffset = fromOffset;
  }

  /** Undefined until the step is whole. */
  take({ header, reset, changes, nextOffset }: adminV1.WatchClusterResponse): MetadataChange | undefined {
    if (reset) {
      this.reset = true;
      this.changes = [];
      this.fromOffset = 0;
    }
    this.changes.push(...changes);
    if (nextOffset <= this.fromOffset) return undefined;
    const whole = this.changes.map(({ change }) => change);
    const told = { reset: this.reset, epoch: header.controllerEpoch, nextOffset };
    this.changes = [];
    this.reset = false;
    this.fromOffset = nextOffset;
    const controller = whole.findLast((one) => one?.kind === 'activeControllerId')?.activeControllerId;
    return {
      ...told,
      controller: controller === undefined ? undefined : (presentId(controller) ?? null),
      partitions: whole.flatMap((one) => (one?.kind === 'partition' ? [partitionView(one.partition)] : [])),
      deletedTopics: whole.flatMap((one) => (one?.kind === 'deletedTopic' ? [one.deletedTopic.name] : [])),
      brokers: whole.flatMap((one) => (one?.kind === 'broker' ? [brokerView(one.broker)] : [])),
      unregistered: whole.flatMap((one) => (one?.kind === 'unregisteredBrokerId' ? [one.unregisteredBrokerId] : [])),
    };
  }
}
