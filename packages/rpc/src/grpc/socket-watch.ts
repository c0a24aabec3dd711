import type { Socket } from 'node:net';
import type { ConnectionLoss } from '../transport.js';

/**
 * What became of one connection. A gRPC status alone does not tell a killed peer from a silent one; its socket does.
 */
export class SocketWatch {
  readonly socket: Socket;
  private seen: ConnectionLoss | undefined;
  private said: string | undefined;

  /** `onClose` runs once, after `loss` is known. */
  constructor(socket: Socket, onClose?: () => void) {
    this.socket = socket;
    socket.once('end', () => {
      this.seen ??= 'ended';
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      this.seen ??= lossFromErrno(error.code);
    });
    socket.once('close', () => {
      // Closed from this side: by a keepalive without answer, or because we wanted to.
      this.seen ??= 'timeout';
      onClose?.();
    });
  }

  /** Undefined while the connection stands. */
  get loss(): ConnectionLoss | undefined {
    // Destroyed from this side, and the event that says so is still to come.
    return this.seen ?? (this.socket.destroyed ? 'timeout' : undefined);
  }

  /** Why TLS ended the connection, in the library's words; undefined when it did not. */
  get reason(): string | undefined {
    return this.said;
  }

  noteReason(text: string): void {
    this.said ??= text;
  }
}

/** A reset comes from the peer's kernel; everything else may as well be the network. */
function lossFromErrno(errno: string | undefined): ConnectionLoss {
  switch (errno) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset';
    default:
      return 'timeout';
  }
}

/** Whatever is under way on it, the socket does not keep the process alive: grpc-js would have it do so for a call. */
export function neverKeepAlive(socket: Socket): void {
  socket.unref();
  socket.ref = () => socket;
}
