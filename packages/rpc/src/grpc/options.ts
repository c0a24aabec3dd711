import { assert, limits, type Millis } from '@drave/base';
import type { ChannelOptions as GrpcChannelOptions, ServerOptions } from '@grpc/grpc-js';
import { type Logger, silentLogger } from '@drave/env';
import type { ChannelOptions } from '../transport.js';

export interface GrpcTransportOptions {
  readonly logger?: Logger;
  /** The limit of one message, in both directions. Default `limits.rpcMessageBytesMax`. */
  readonly messageBytesMax?: number;
  /** Calls at the same time on one connection; further ones wait on the client. Default 1,000. */
  readonly concurrentStreamsMax?: number;
  /** Connections a server holds, counted before any authentication. Default 4,096. */
  readonly connectionsMax?: number;
  /** A connection that says nothing for this long is asked for a sign of life. Default 5,000 ms. */
  readonly keepaliveMs?: Millis;
  /** A connection without an answer for this long is dropped as `timeout`. Default 3,000 ms. */
  readonly keepaliveTimeoutMs?: Millis;
  /**
   * Dialling ends after this long, so that a lost SYN costs no more; later in a process that is late itself. Default
   * 1,000 ms.
   */
  readonly connectTimeoutMs?: Millis;
  /**
   * After a refused dial, calls within this time fail at once with the same refusal; the first call after it dials
   * again. It bounds the dials of a busy caller and is all the back-off there is. Default 50 ms.
   */
  readonly reconnectPauseMs?: Millis;
  /** Whether open connections and listeners keep the process alive. Default true. */
  readonly keepsAlive?: boolean;
}

export type ResolvedOptions = Required<GrpcTransportOptions>;

const BULK_WINDOW_BYTES = 8 * 1024 * 1024;
const CONTROL_WINDOW_BYTES = 256 * 1024;
assert(limits.raftFetchBytesMax < CONTROL_WINDOW_BYTES, 'what a raft fetch brings waits for no window update');

export function resolveOptions(options: GrpcTransportOptions): ResolvedOptions {
  return {
    logger: silentLogger,
    messageBytesMax: limits.rpcMessageBytesMax,
    concurrentStreamsMax: 1_000,
    connectionsMax: 4_096,
    keepaliveMs: 5_000,
    keepaliveTimeoutMs: 3_000,
    connectTimeoutMs: 1_000,
    reconnectPauseMs: 50,
    keepsAlive: true,
    ...options,
  };
}

export function grpcChannelOptions(options: ResolvedOptions, channel: ChannelOptions): GrpcChannelOptions {
  const bulk = channel.purpose === 'bulk' || channel.purpose === 'snapshot';
  return {
    // One connection per channel: purposes never share one, and a loss is the loss of exactly this peer's connection.
    'grpc.use_local_subchannel_pool': 1,
    // The client's receive window is the only one grpc-js lets us set; it makes pulled bulk data three times as fast.
    'grpc-node.flow_control_window': bulk ? BULK_WINDOW_BYTES : CONTROL_WINDOW_BYTES,
    'grpc.max_receive_message_length': options.messageBytesMax,
    'grpc.max_send_message_length': options.messageBytesMax,
    'grpc.keepalive_time_ms': options.keepaliveMs,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs,
    'grpc.keepalive_permit_without_calls': 1,
    // Our connection dials anew on demand; this only paces what grpc-js does on its own between two of our calls.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 200,
    // Whether to try again is a decision of the caller, who knows what may run twice; buffering for it costs copies.
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_channelz': 0,
    ...(channel.tls?.serverName === undefined ? {} : { 'grpc.ssl_target_name_override': channel.tls.serverName }),
  };
}

export function grpcServerOptions(options: ResolvedOptions): ServerOptions {
  return {
    'grpc.max_receive_message_length': options.messageBytesMax,
    'grpc.max_send_message_length': options.messageBytesMax,
    'grpc.max_concurrent_streams': options.concurrentStreamsMax,
    'grpc.keepalive_time_ms': options.keepaliveMs,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs,
    'grpc.enable_channelz': 0,
  };
}
