import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Closes the socket so that its peer learns of it at once, by a reset where that is possible: Node has none for TLS.
 * While the end of the socket's own direction is being sent it is not: libuv refuses a reset then, and Node would take
 * the socket for closed though it never is, which leaks the descriptor and keeps the process from ending.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded || socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}
