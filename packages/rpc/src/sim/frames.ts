import type { Millis, NodeId } from '@drave/base';
import type { RpcStatus } from '../status-mapping.js';

/**
 * What travels on a simulated connection: calls are multiplexed on it as HTTP/2 does. Messages are bytes, never
 * objects.
 */
export type Frame =
  | {
      readonly kind: 'open';
      readonly call: number;
      readonly path: string;
      readonly deadlineMs: Millis | undefined;
      readonly callerId: NodeId | undefined;
      readonly credential: string | undefined;
      readonly onBehalfOf: string | undefined;
      readonly onBehalfOfHost: string | undefined;
    }
  | { readonly kind: 'message'; readonly call: number; readonly bytes: Uint8Array }
  | { readonly kind: 'halfClose'; readonly call: number }
  /** The reader has consumed this many bytes; the writer's window opens again. */
  | { readonly kind: 'credit'; readonly call: number; readonly bytes: number }
  | { readonly kind: 'cancel'; readonly call: number }
  /** Ends the call; undefined is OK. */
  | { readonly kind: 'status'; readonly call: number; readonly status: RpcStatus | undefined }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' };

export type CallFrame = Exclude<Frame, { readonly kind: 'ping' | 'pong' }>;

const HEADER_BYTES = 40;

export function frameBytes(frame: Frame): number {
  return frame.kind === 'message' ? HEADER_BYTES + frame.bytes.length : HEADER_BYTES;
}
