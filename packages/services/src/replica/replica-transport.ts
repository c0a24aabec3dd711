import { DraveError, type Endpoint, type NodeId } from '@drave/base';
import type { FollowerStream, LeaderStream, MessageStream, ReplicaTransportPort } from '@drave/replica';
import { implement, replicaFetchService, type RpcStream, type ServiceImplementation } from '@drave/rpc';
import type { ChannelPool } from '../channel-pool.js';
import { decodeRequest, decodeResponse, encodeRequest, encodeResponse } from './replica-messages.js';

/**
 * How a follower reaches a leader: one stream on the bulk connection, whose wide window sits on this, the pulling,
 * side.
 */
export class ReplicaRpcTransport implements ReplicaTransportPort {
  private readonly channels: ChannelPool;
  private readonly callerId: NodeId;
  private readonly endpointOf: (broker: NodeId) => Endpoint | undefined;

  /** `endpointOf` looks into the current image: a broker that moved is found at its new address by the next stream. */
  constructor(channels: ChannelPool, callerId: NodeId, endpointOf: (broker: NodeId) => Endpoint | undefined) {
    this.channels = channels;
    this.callerId = callerId;
    this.endpointOf = endpointOf;
  }

  open(leaderId: NodeId): FollowerStream {
    const endpoint = this.endpointOf(leaderId);
    if (endpoint === undefined)
      return failedStream(new DraveError('BROKER_NOT_AVAILABLE', `broker ${leaderId} is not registered`));
    const channel = this.channels.channel(endpoint, 'bulk');
    const stream = channel.stream(replicaFetchService.methods.fetch, { callerId: this.callerId });
    return mapped(stream, encodeRequest, decodeResponse);
  }
}

/** The leader's end; `serve` runs one session per stream until it ends. */
export function createReplicaFetchService(serve: (stream: LeaderStream) => Promise<void>): ServiceImplementation {
  return implement(replicaFetchService, {
    fetch: (stream) => serve(mapped(stream, encodeResponse, decodeRequest)),
  });
}

function mapped<Send, Receive, WireSend, WireReceive>(
  stream: RpcStream<WireSend, WireReceive>,
  encode: (message: Send) => WireSend,
  decode: (message: WireReceive) => Receive,
): MessageStream<Send, Receive> {
  return {
    send: (message) => stream.send(encode(message)),
    async receive() {
      const message = await stream.receive();
      return message === undefined ? undefined : decode(message);
    },
    cancel: (reason) => stream.cancel(reason),
  };
}

function failedStream(error: DraveError): FollowerStream {
  return {
    send: () => Promise.reject(error),
    receive: () => Promise.reject(error),
    cancel() {},
  };
}
