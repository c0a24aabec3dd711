import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '@drave/base';
import { encodeRequestFrame, parseResponseHeader, type Api } from '@drave/kafka-protocol';

const CLIENT_ID = 'kafka-wire';

/** One connection to a Kafka port that says what it is told to, right or wrong, and hands back what comes. */
export class KafkaWire {
  /** Resolves when the other side has ended the connection, in whatever way. */
  readonly closed: Promise<unknown>;
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private readonly waiting: ((frame: Buffer | undefined) => void)[] = [];
  private readonly frames: Buffer[] = [];
  private isClosed = false;
  private correlationId = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    // A reset is one of the ways in which the other side may end it.
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.once('close', () => {
      this.isClosed = true;
      for (const wake of this.waiting.splice(0)) wake(undefined);
    });
  }

  static async connect({ host, port }: Endpoint): Promise<KafkaWire> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new KafkaWire(socket);
  }

  get ended(): boolean {
    return this.isClosed;
  }

  /** Frames that have come and were not taken yet. */
  get framesReceived(): number {
    return this.frames.length;
  }

  /** @throws Error when the connection ends instead of an answer. */
  async request<Request, RequestInput, Response, ResponseInput>(
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    const correlationId = ++this.correlationId;
    this.send(...encodeRequestFrame({ correlationId, clientId: CLIENT_ID }, api, version, body));
    const frame = await this.nextFrame();
    if (frame === undefined) throw new Error(`the connection ended instead of an answer to ${api.name} v${version}`);
    const answer = parseResponseHeader(frame, api, version);
    if (answer.correlationId !== correlationId)
      throw new Error(`answer ${answer.correlationId} to request ${correlationId}`);
    const response = api.response.decode(answer.body, version);
    if (answer.body.remaining > 0) throw new Error(`${answer.body.remaining} bytes behind a ${api.name} v${version}`);
    return response;
  }

  send(...bytes: readonly Uint8Array[]): void {
    for (const part of bytes) this.socket.write(part);
  }

  /** The next answer without its length; undefined when the connection ended. */
  nextFrame(): Promise<Buffer | undefined> {
    const frame = this.frames.shift();
    if (frame !== undefined || this.isClosed) return Promise.resolve(frame);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** From now on nothing that comes is read, until the other side can send no more. */
  stopTaking(): void {
    this.socket.pause();
  }

  /** Nothing more will be sent. */
  end(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4) {
      const length = this.received.readInt32BE(0);
      if (this.received.length < 4 + length) return;
      const frame = this.received.subarray(4, 4 + length);
      this.received = this.received.subarray(4 + length);
      const wake = this.waiting.shift();
      if (wake === undefined) this.frames.push(frame);
      else wake(frame);
    }
  }
}
