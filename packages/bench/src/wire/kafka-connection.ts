import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DraveError, type Endpoint } from '@drave/base';
import { encodeRequestFrame, parseResponseHeader, type Api } from '@drave/kafka-protocol';

const LENGTH_BYTES = 4;

/** One connection to a Kafka listener, with any number of requests in flight. */
export class KafkaConnection {
  private readonly socket: Socket;
  private readonly waiting = new Map<number, { resolve: (frame: Buffer) => void; reject: (reason: unknown) => void }>();
  private chunks: Buffer[] = [];
  private bufferedBytes = 0;
  private correlationId = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (reason) => this.fail(reason));
    socket.once('close', () => this.fail(new DraveError('NETWORK_EXCEPTION', 'the connection was closed')));
  }

  static async connect({ host, port }: Endpoint): Promise<KafkaConnection> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new KafkaConnection(socket);
  }

  /** Resolves with the response. @throws DraveError, or the error of the socket, when the connection ends before it. */
  async request<Request, RequestInput, Response, ResponseInput>(
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    const correlationId = ++this.correlationId;
    const answered = new Promise<Buffer>((resolve, reject) => this.waiting.set(correlationId, { resolve, reject }));
    this.socket.cork();
    for (const part of encodeRequestFrame({ correlationId, clientId: 'drave-bench' }, api, version, body))
      this.socket.write(part);
    this.socket.uncork();
    const frame = await answered;
    return api.response.decode(parseResponseHeader(frame, api, version).body, version);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bufferedBytes += chunk.length;
    for (let bytes = this.frameBytes(); bytes !== undefined; bytes = this.frameBytes()) {
      const whole = this.joined();
      const frame = whole.subarray(LENGTH_BYTES, bytes);
      this.chunks = bytes < whole.length ? [whole.subarray(bytes)] : [];
      this.bufferedBytes -= bytes;
      const correlationId = frame.readInt32BE(0);
      this.waiting.get(correlationId)?.resolve(frame);
      this.waiting.delete(correlationId);
    }
  }

  /** The size of the first frame with its length field; undefined until all of it is buffered. */
  private frameBytes(): number | undefined {
    if (this.bufferedBytes < LENGTH_BYTES) return undefined;
    const [first] = this.chunks;
    const start = first !== undefined && first.length >= LENGTH_BYTES ? first : this.joined();
    const bytes = LENGTH_BYTES + start.readInt32BE(0);
    return this.bufferedBytes >= bytes ? bytes : undefined;
  }

  private joined(): Buffer {
    const [first] = this.chunks;
    const whole = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
    this.chunks = [whole];
    return whole;
  }

  private fail(reason: unknown): void {
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
