import { DraveError, type BrokerEpoch, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type * as broker from '@drave/broker';
import type * as controller from '@drave/controller';
import { metadataLevelMax } from '@drave/metadata';
import { controllerService, type controllerV1, type RpcChannel, type RpcStream } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { decodeAltered, knownError } from './controller-messages.js';

export interface ControllerClientOptions {
  readonly channels: ChannelPool;
  readonly nodeId: NodeId;
  /** The active controller as this node's Raft knows it. */
  readonly leader: () => controller.ControllerAddress | undefined;
  /** Bound on one call; a heartbeat that takes longer is as good as lost. */
  readonly requestTimeoutMs: Millis;
}

type SessionStream = RpcStream<controllerV1.SessionRequest, controllerV1.SessionResponse>;

/**
 * A node's way to the active controller. Never retries: the broker's loops know what a failure means to them, and each
 * attempt looks up the leader anew.
 */
export class ControllerClient implements broker.ControllerPort, controller.ControllerClientPort {
  private readonly options: ControllerClientOptions;
  private session: { readonly target: string; readonly stream: SessionStream } | undefined;
  private sequence = 0;

  constructor(options: ControllerClientOptions) {
    this.options = options;
  }

  async registerBroker(request: broker.BrokerRegistrationRequest): Promise<broker.BrokerRegistrationResponse> {
    const { brokerEpoch, metadataOffset } = await this.channel().unary(
      controllerService.methods.registerBroker,
      {
        ...request,
        listeners: request.listeners.map(({ name, host, port }) => ({ name, endpoint: { host, port } })),
        rack: request.rack ?? '',
        metadataLevelMax,
      },
      this.call(),
    );
    return { brokerEpoch, metadataOffset };
  }

  /** Heartbeats share one stream, so that the controller sees the end of this process as the end of the stream. */
  async heartbeat(request: broker.BrokerHeartbeat): Promise<broker.BrokerHeartbeatResponse> {
    const stream = this.openSession();
    const { metadataOffset, ...rest } = request;
    try {
      await stream.send({ ...rest, appliedOffset: metadataOffset, sequence: ++this.sequence });
      const response = await stream.receive();
      if (response !== undefined) return response;
      throw new DraveError('NETWORK_EXCEPTION', 'the controller ended the session');
    } catch (reason) {
      this.endSession();
      throw reason;
    }
  }

  /** Gives up the stream, such as when an answer takes too long; the next heartbeat opens another. */
  endSession(): void {
    const session = this.session;
    this.session = undefined;
    session?.stream.cancel(new DraveError('CANCELLED', 'the broker gave up this session'));
  }

  async alterPartition(
    request: controller.AlterPartitionRequest,
  ): Promise<readonly controller.AlterPartitionItemResult[]> {
    const partitions = request.items.map(({ newIsr, ...item }) => ({ ...item, isr: newIsr }));
    const response = await this.channel().unary(
      controllerService.methods.alterPartitions,
      { brokerId: request.brokerId, brokerEpoch: request.brokerEpoch, partitions },
      this.call(),
    );
    return response.partitions.map(decodeAltered);
  }

  async leaveIsr(request: controller.LeaveIsrRequest): Promise<readonly controller.AlterPartitionItemResult[]> {
    const response = await this.channel().unary(controllerService.methods.leaveIsr, request, this.call());
    return response.partitions.map(decodeAltered);
  }

  async allocateProducerIds(request: { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch }) {
    const { firstProducerId, count } = await this.channel().unary(
      controllerService.methods.allocateProducerIds,
      request,
      this.call(),
    );
    return { firstProducerId, count };
  }

  async assignDirectories(request: controller.AssignDirectoriesRequest): Promise<controller.AssignDirectoriesResponse> {
    const response = await this.channel().unary(
      controllerService.methods.assignReplicasToDirectories,
      request,
      this.call(),
    );
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
      ...this.call(timeoutMs),
      signal,
    });
    return response.result;
  }

  private openSession(): SessionStream {
    const endpoint = this.leaderEndpoint();
    const target = `${endpoint.host}:${endpoint.port}`;
    if (this.session !== undefined && this.session.target !== target) this.endSession();
    this.session ??= {
      target,
      stream: this.options.channels
        .channel(endpoint, 'control')
        .stream(controllerService.methods.session, { callerId: this.options.nodeId }),
    };
    return this.session.stream;
  }

  private channel(): RpcChannel {
    return this.options.channels.channel(this.leaderEndpoint(), 'control');
  }

  private leaderEndpoint(): Endpoint {
    const leader = this.options.leader();
    if (leader === undefined) throw new DraveError('NOT_CONTROLLER', 'no active controller is known at the moment');
    return leader.endpoint;
  }

  private call(deadlineMs: Millis = this.options.requestTimeoutMs) {
    return { deadlineMs, callerId: this.options.nodeId };
  }
}
