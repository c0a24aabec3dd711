import type { Socket } from 'node:net';

/**
 * Closes the socket so that its peer learns of it at once, by a reset where that is possible. While the end of the
 * socket's own direction is being sent it is not: libuv refuses a reset then, and Node would take the socket for closed
 * though it never is, which leaks the descriptor and keeps the process from ending.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
