import type { ServerHttp2Session } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';

/** What a client may send ahead on one stream, and on all streams of its connection together. */
const STREAM_WINDOW_BYTES = 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 2 * 1024 * 1024;

const widened = new WeakSet<ServerHttp2Session>();

/**
 * Lets the clients of a connection that carries a stream send ahead further than HTTP/2's default of 64 KiB, with which
 * a message of a megabyte waits for sixteen round trips.
 *
 * grpc-js has an option for that on the client only, so this looks for the connection inside its call. Where a later
 * version keeps it elsewhere, the default stays (and the test of this file fails).
 */
export function widenReceiveWindow(call: ServerInterceptingCallInterface): boolean {
  const { stream } = call as { readonly stream?: { readonly session?: ServerHttp2Session } };
  const session = stream?.session;
  if (session === undefined || session.destroyed) return false;
  if (widened.has(session)) return true;
  widened.add(session);
  session.settings({ initialWindowSize: STREAM_WINDOW_BYTES });
  session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  return true;
}
