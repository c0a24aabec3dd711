import { limits, type Millis } from '@drave/base';

/** The options are the gRPC adapter's, so that the same code meets the same waits. */
export interface SimTransportOptions {
  readonly messageBytesMax?: number;
  readonly keepaliveMs?: Millis;
  readonly keepaliveTimeoutMs?: Millis;
  readonly connectTimeoutMs?: Millis;
  readonly reconnectPauseMs?: Millis;
}

export type ResolvedOptions = Required<SimTransportOptions>;

export function resolveOptions(options: SimTransportOptions): ResolvedOptions {
  return {
    messageBytesMax: limits.rpcMessageBytesMax,
    keepaliveMs: 5_000,
    keepaliveTimeoutMs: 3_000,
    connectTimeoutMs: 1_000,
    reconnectPauseMs: 50,
    ...options,
  };
}
