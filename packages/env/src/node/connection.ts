import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { deferred, type Deferred, DraveError, type Endpoint } from '@drave/base';
import type { Connection } from '../network.js';
import { networkError } from './network-error.js';
import { resetSocket } from './reset-socket.js';

/** Bytes received and not read before the socket is paused, and TCP slows the sender down. */
const RECEIVED_BYTES_MAX = 256 * 1024;
const KEEP_ALIVE_MS = 10_000;

/**
 * A socket as a pulled byte stream. Chunks are handed on as they came: the kernel read filled a buffer of their own.
 */
export class NodeConnection implements Connection {
  readonly remote: Endpoint;
  readonly peerCertificateName: string | undefined;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;
  private readonly socket: Socket;
  private received: Uint8Array[] = [];
  private receivedBytes = 0;
  private reading: Deferred<Uint8Array | undefined> | undefined;
  private remoteEnded = false;
  private failure: DraveError | undefined;

  constructor(socket: Socket, remote?: Endpoint) {
    this.socket = socket;
    this.closed = new Promise((resolve) => void socket.once('close', () => resolve()));
    this.remote = remote ?? { host: addressOf(socket), port: socket.remotePort ?? 0 };
    this.peerCertificateName = socket instanceof TLSSocket ? certificateName(socket) : undefined;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('end', () => this.receiveEnd());
    socket.on('error', (reason) => this.fail(networkError(reason, `the connection to ${this.remote.host} failed`)));
    socket.on('close', () => this.fail(this.lost('the connection is closed', 'closed')));
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.reading !== undefined) throw new DraveError('INVALID_REQUEST', 'a read is under way');
    const chunk = this.received.shift();
    if (chunk !== undefined) {
      this.receivedBytes -= chunk.length;
      if (this.receivedBytes <= RECEIVED_BYTES_MAX / 2 && this.socket.isPaused()) this.socket.resume();
      return chunk;
    }
    if (this.remoteEnded) return undefined;
    if (this.failure !== undefined) throw this.failure;
    this.reading = deferred<Uint8Array | undefined>();
    return this.reading.promise;
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const last = parts.length - 1;
    if (last < 0) return;
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null): void => {
        if (error === undefined || error === null) resolve();
        else reject(this.failure ?? networkError(error, `cannot write to ${this.remote.host}`));
      };
      this.socket.cork();
      for (const [index, part] of parts.entries()) {
        if (index === last) this.socket.write(part, done);
        else this.socket.write(part);
      }
      this.socket.uncork();
    });
  }

  async end(): Promise<void> {
    if (this.failure !== undefined || this.socket.writableEnded) return;
    await new Promise<void>((resolve) => this.socket.end(resolve));
  }

  destroy(): void {
    this.fail(this.lost('the connection was destroyed', 'destroyed'));
    this.received = [];
    this.socket.destroy();
  }

  /** Drops the connection so that the peer learns of it at once. */
  reset(): void {
    this.fail(this.lost('the connection was reset', 'reset'));
    this.received = [];
    resetSocket(this.socket);
  }

  private receive(chunk: Buffer): void {
    const { reading } = this;
    if (reading !== undefined) {
      this.reading = undefined;
      reading.resolve(chunk);
      return;
    }
    this.received.push(chunk);
    this.receivedBytes += chunk.length;
    if (this.receivedBytes > RECEIVED_BYTES_MAX) this.socket.pause();
  }

  private receiveEnd(): void {
    this.remoteEnded = true;
    this.reading?.resolve(undefined);
    this.reading = undefined;
  }

  private fail(error: DraveError): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    this.reading?.reject(error);
    this.reading = undefined;
  }

  private lost(text: string, reason: string): DraveError {
    return new DraveError('NETWORK_EXCEPTION', `${text} (${this.remote.host})`, { metadata: { reason } });
  }
}

/** Limits and rights are for addresses of IPv4 as they are written, also where the listener takes both kinds. */
function addressOf({ remoteAddress = '' }: Socket): string {
  return remoteAddress.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function certificateName(socket: TLSSocket): string | undefined {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : undefined;
}
