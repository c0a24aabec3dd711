import { DraveError, Patience, type Millis, type NodeId } from '@drave/base';
import type * as controller from '@drave/controller';
import type { Clock } from '@drave/env';
import type * as contract from '@drave/metadata/controller';
import { controllerService, type controllerV1, type RpcStream, type UnaryMethod } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { decodeAltered, knownError } from './controller-messages.js';

interface ControllerClientOptions {
  readonly channels: ChannelPool;
  readonly nodeId: NodeId;
  /** The active controller as this node's Raft knows it. */
  readonly leader: () => controller.ControllerAddress | undefined;
  /** This controller is late with the answer to a heartbeat. */
  readonly onLate: (controllerId: NodeId) => void;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Bound on one call; longer where late answers have become usual. */
  readonly requestTimeoutMs: Millis;
}

type SessionStream = RpcStream<controllerV1.SessionRequest, controllerV1.SessionResponse>;

interface Session {
  readonly controllerId: NodeId;
  /** Where that controller is, as text. */
  readonly target: string;
  readonly stream: SessionStream;
  /** The latest heartbeat on it. */
  last: contract.BrokerHeartbeatRequest | undefined;
}

/** The most that late answers add to the deadline of a call. */
const REQUEST_EXTRA_MS_MAX = 8_000;
/** Answers later than this share of the deadline are late. */
const NORMAL_SHARE = 0.25;

/**
 * A node's way to the active controller. Never retries: the broker's loops know what a failure means to them, and each
 * attempt looks up the leader anew.
 */
export class ControllerClient implements contract.ControllerConnection, controller.ControllerClientPort {
  private readonly options: ControllerClientOptions;
  private readonly patience: Patience;
  private session: Session | undefined;
  private sequence = 0;

  constructor(options: ControllerClientOptions) {
    this.options = options;
    const normalDelayMs = options.requestTimeoutMs * NORMAL_SHARE;
    this.patience = new Patience({ normalDelayMs, extraMsMax: REQUEST_EXTRA_MS_MAX });
  }

  async registerBroker(request: contract.RegisterBrokerRequest): Promise<contract.RegisterBrokerResponse> {
    const { brokerEpoch, metadataOffset } = await this.unary(controllerService.methods.registerBroker, {
      ...request,
      listeners: request.listeners.map(({ name, host, port }) => ({ name, endpoint: { host, port } })),
      rack: request.rack ?? '',
    });
    return { brokerEpoch, metadataOffset };
  }

  /** Heartbeats share one stream, so that the controller sees the end of this process as the end of the stream. */
  async heartbeat(request: contract.BrokerHeartbeatRequest): Promise<contract.BrokerHeartbeatResponse> {
    const session = this.openSession();
    session.last = request;
    return this.exchange(session, request);
  }

  answerSoon(): void {
    const { session } = this;
    if (session?.last === undefined) return;
    const leader = this.options.leader();
    // The one that is waited for leads no more: the next heartbeat goes to its successor.
    if (leader !== undefined && targetOf(leader) !== session.target) return this.endSession();
    // What it answers is what the heartbeat under way is answered; a stream that fails fails that one, too.
    this.exchange(session, { ...session.last, maxWaitMs: 0 }).catch(() => {});
  }

  /** Answers come in the order of the requests. */
  private async exchange(
    session: Session,
    { metadataOffset, ...rest }: contract.BrokerHeartbeatRequest,
  ): Promise<contract.BrokerHeartbeatResponse> {
    try {
      const sent = session.stream.send({ ...rest, appliedOffset: metadataOffset, sequence: ++this.sequence });
      const [response] = await Promise.all([session.stream.receive(), sent]);
      if (response !== undefined) return response;
      throw new DraveError('NETWORK_EXCEPTION', 'the controller ended the session');
    } catch (reason) {
      if (this.session === session) this.endSession();
      throw reason;
    }
  }

  controllerLate(): void {
    if (this.session !== undefined) this.options.onLate(this.session.controllerId);
  }

  /** Gives up the stream; the next heartbeat opens another. */
  endSession(): void {
    const session = this.session;
    this.session = undefined;
    session?.stream.cancel(new DraveError('CANCELLED', 'the broker gave up this session'));
  }

  async alterPartition(request: contract.AlterPartitionRequest): Promise<readonly contract.AlterPartitionItemResult[]> {
    const partitions = request.items.map(({ newIsr, ...item }) => ({ ...item, isr: newIsr }));
    const response = await this.unary(controllerService.methods.alterPartitions, {
      brokerId: request.brokerId,
      brokerEpoch: request.brokerEpoch,
      partitions,
    });
    return response.partitions.map(decodeAltered);
  }

  async leaveIsr(request: contract.LeaveIsrRequest): Promise<readonly contract.AlterPartitionItemResult[]> {
    const response = await this.unary(controllerService.methods.leaveIsr, request);
    return response.partitions.map(decodeAltered);
  }

  async allocateProducerIds(request: contract.AllocateProducerIdsRequest): Promise<contract.ProducerIdBlock> {
    const { firstProducerId, count } = await this.unary(controllerService.methods.allocateProducerIds, request);
    return { firstProducerId, count };
  }

  async assignDirectories(request: contract.AssignDirectoriesRequest): Promise<contract.AssignDirectoriesResponse> {
    const response = await this.unary(controllerService.methods.assignReplicasToDirectories, request);
    return response.errorCodes.map((code) => (code === '' ? undefined : knownError(code)));
  }

  async forward(
    target: controller.ControllerAddress,
    request: controller.ForwardedCommand,
    timeoutMs: Millis,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const channel = this.options.channels.channel(target.endpoint, 'control');
    const response = await channel.unary(controllerService.methods.forward, request, {
      deadlineMs: timeoutMs,
      callerId: this.options.nodeId,
      signal,
    });
    return response.result;
  }

  private openSession(): Session {
    const leader = this.leader();
    const { nodeId, endpoint } = leader;
    const target = targetOf(leader);
    if (this.session !== undefined && this.session.target !== target) this.endSession();
    this.session ??= {
      controllerId: nodeId,
      target,
      stream: this.options.channels
        .channel(endpoint, 'control')
        .stream(controllerService.methods.session, { callerId: this.options.nodeId }),
      last: undefined,
    };
    return this.session;
  }

  /** Answers that come late, or not at all, are what the deadline of the next call is made of. */
  private async unary<Request, Response>(method: UnaryMethod<Request, Response>, request: Request): Promise<Response> {
    const { channels, clock, nodeId, requestTimeoutMs } = this.options;
    const channel = channels.channel(this.leader().endpoint, 'control');
    const sentMs = clock.monotonicMs();
    try {
      const deadlineMs = Math.ceil(requestTimeoutMs + this.patience.extraMs(sentMs));
      return await channel.unary(method, request, { deadlineMs, callerId: nodeId });
    } finally {
      const nowMs = clock.monotonicMs();
      this.patience.observe(nowMs - sentMs, nowMs);
    }
  }

  private leader(): controller.ControllerAddress {
    const leader = this.options.leader();
    if (leader === undefined) throw new DraveError('NOT_CONTROLLER', 'no active controller is known at the moment');
    return leader;
  }
}

function targetOf({ endpoint: { host, port } }: controller.ControllerAddress): string {
  return `${host}:${port}`;
}
