import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deferred, DraveError, type Bytes, type Deferred, type Endpoint } from '@drave/base';

const LENGTH_BYTES: Bytes = 4;

/** A broker, and where its Kafka listener is. */
export interface ReplayTarget {
  readonly broker: string;
  readonly endpoint: Endpoint;
}

/** A connection on which recorded requests are sent; of answers it counts the frames, and keeps none. */
export class ReplayConnection {
  /** The broker, and the port that it sees: what it tells of this connection has them. */
  readonly key: string;
  private readonly socket: Socket;
  private sentCount = 0;
  private answeredCount = 0;
  private expected = 0;
  private hasEnded = false;
  private progress: Deferred<void> = deferred();
  /** Of the frame that is coming in: bytes of its length so far, and bytes of it that are still to come. */
  private lengthSoFar = Buffer.alloc(0);
  private frameBytesLeft: Bytes = 0;

  private constructor(broker: string, socket: Socket) {
    this.key = connectionKey(broker, socket.localPort ?? 0);
    this.socket = socket;
    socket.on('data', (chunk) => this.onData(chunk));
    // Its end is seen by 'close'.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.hasEnded = true;
      this.note();
    });
  }

  /** @throws DraveError NETWORK_EXCEPTION. */
  static async open({ broker, endpoint: { host, port } }: ReplayTarget): Promise<ReplayConnection> {
    const socket = connect({ host, port, noDelay: true });
    try {
      await once(socket, 'connect');
    } catch (reason) {
      throw new DraveError('NETWORK_EXCEPTION', `${broker} takes no connection: ${(reason as Error).message}`);
    }
    return new ReplayConnection(broker, socket);
  }

  get sent(): number {
    return this.sentCount;
  }

  get answered(): number {
    return this.answeredCount;
  }

  /** False when the connection has ended, and nothing was sent. */
  async send(frame: Buffer, isAnswered: boolean): Promise<boolean> {
    if (this.hasEnded) return false;
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(frame.length);
    this.socket.write(length);
    this.sentCount += 1;
    if (isAnswered) this.expected += 1;
    if (!this.socket.write(frame)) await Promise.race([once(this.socket, 'drain').catch(() => {}), this.ended()]);
    return true;
  }

  /** Resolves when everything that is answered has been, or the connection has ended. */
  async untilAnswered(signal: AbortSignal): Promise<void> {
    const onAbort = (): void => this.note();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (this.answeredCount < this.expected && !this.hasEnded) {
        signal.throwIfAborted();
        await this.progress.promise;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private async ended(): Promise<void> {
    while (!this.hasEnded) await this.progress.promise;
  }

  private onData(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.frameBytesLeft === 0) {
        const missing = LENGTH_BYTES - this.lengthSoFar.length;
        this.lengthSoFar = Buffer.concat([this.lengthSoFar, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.lengthSoFar.length < LENGTH_BYTES) return;
        this.frameBytesLeft = this.lengthSoFar.readUInt32BE(0);
        this.lengthSoFar = Buffer.alloc(0);
        continue;
      }
      const taken = Math.min(rest.length, this.frameBytesLeft);
      this.frameBytesLeft -= taken;
      rest = rest.subarray(taken);
      if (this.frameBytesLeft > 0) return;
      this.answeredCount += 1;
      this.note();
    }
  }

  private note(): void {
    const { progress } = this;
    this.progress = deferred();
    progress.resolve();
  }
}

export function connectionKey(broker: string, port: number): string {
  return `${broker}:${port}`;
}
