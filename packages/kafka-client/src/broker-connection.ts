import { deferred, DraveError, type Bytes, type Deferred, type Endpoint, type Millis } from '@drave/base';
import type { Connection, Env, TlsClientOptions } from '@drave/env';
import {
  correlationIdOf,
  encodeRequestFrame,
  FRAME_LENGTH_BYTES,
  parseResponseHeader,
  type Api,
} from '@drave/kafka-protocol';

interface Waiting {
  readonly answer: Deferred<Buffer>;
  readonly name: string;
}

interface BrokerConnectionOptions {
  readonly clientId: string;
  /** For opening it, ms. */
  readonly timeoutMs: Millis;
  readonly tls?: TlsClientOptions;
  /** An answer that says it is larger ends the connection. Default 100 MiB, which is Kafka's own limit of a request. */
  readonly answerBytesMax?: Bytes;
}

const ANSWER_BYTES_MAX_DEFAULT = 100 * 1024 * 1024;

/** One connection to one Kafka listener. Whatever goes wrong ends it, and every request under way with it. */
export class BrokerConnection {
  private readonly env: Pick<Env, 'timers'>;
  private readonly connection: Connection;
  private readonly clientId: string;
  private readonly answerBytesMax: Bytes;
  private readonly waiting = new Map<number, Waiting>();
  private received: Buffer[] = [];
  private receivedBytes = 0;
  private correlationId = 0;
  private failure: DraveError | undefined;

  private constructor(env: Pick<Env, 'timers'>, connection: Connection, options: BrokerConnectionOptions) {
    this.env = env;
    this.connection = connection;
    this.clientId = options.clientId;
    this.answerBytesMax = options.answerBytesMax ?? ANSWER_BYTES_MAX_DEFAULT;
    this.readAll().catch((reason: unknown) => this.fail(DraveError.from(reason)));
  }

  static async open(
    env: Pick<Env, 'timers' | 'network'>,
    endpoint: Endpoint,
    options: BrokerConnectionOptions,
  ): Promise<BrokerConnection> {
    const { timeoutMs, tls } = options;
    const connection = await env.network.connect(endpoint, { timeoutMs, ...(tls === undefined ? {} : { tls }) });
    return new BrokerConnection(env, connection, options);
  }

  get isOpen(): boolean {
    return this.failure === undefined;
  }

  /**
   * @throws DraveError NETWORK_EXCEPTION when the connection ends first, or no answer came in time and so it is ended.
   */
  async request<Request, Input, Response, ResponseInput>(
    api: Api<Request, Input, Response, ResponseInput>,
    version: number,
    body: Input,
    timeoutMs: Millis,
  ): Promise<Response> {
    if (this.failure !== undefined) throw this.failure;
    const correlationId = this.correlationId++;
    const answer = deferred<Buffer>();
    this.waiting.set(correlationId, { answer, name: api.name });
    const timer = this.env.timers.set(timeoutMs, () =>
      this.fail(new DraveError('NETWORK_EXCEPTION', `${api.name} was not answered within ${timeoutMs} ms`)),
    );
    try {
      const header = { correlationId, clientId: this.clientId };
      // Its own failure is the connection's, which the answer brings.
      this.connection
        .write(encodeRequestFrame(header, api, version, body))
        .catch((reason: unknown) => this.fail(DraveError.from(reason)));
      const frame = await answer.promise;
      return api.response.decode(parseResponseHeader(frame, api, version).body, version);
    } finally {
      this.env.timers.clear(timer);
    }
  }

  close(): void {
    this.fail(new DraveError('NETWORK_EXCEPTION', 'the client has closed the connection'));
  }

  private async readAll(): Promise<void> {
    for (;;) {
      const bytes = await this.connection.read();
      if (bytes === undefined) throw new DraveError('NETWORK_EXCEPTION', 'the broker has ended the connection');
      this.received.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      this.receivedBytes += bytes.byteLength;
      for (let frame = this.cutFrame(); frame !== undefined; frame = this.cutFrame()) this.answered(frame);
    }
  }

  /** The pieces of an answer are put together once, when all of it is there. */
  private cutFrame(): Buffer | undefined {
    if (this.receivedBytes < FRAME_LENGTH_BYTES) return undefined;
    const [first] = this.received;
    const start = first !== undefined && first.length >= FRAME_LENGTH_BYTES ? first : this.joined();
    const bytes = start.readInt32BE(0);
    if (bytes < 0 || bytes > this.answerBytesMax)
      throw new DraveError(
        'NETWORK_EXCEPTION',
        `an answer of ${bytes} bytes; at most ${this.answerBytesMax} are taken`,
      );
    const end = FRAME_LENGTH_BYTES + bytes;
    if (this.receivedBytes < end) return undefined;
    const whole = this.joined();
    this.received = end < whole.length ? [whole.subarray(end)] : [];
    this.receivedBytes -= end;
    return whole.subarray(FRAME_LENGTH_BYTES, end);
  }

  private joined(): Buffer {
    const whole = Buffer.concat(this.received, this.receivedBytes);
    this.received = [whole];
    return whole;
  }

  /** Answers come in the order of their requests; anything else is the listener's mistake. */
  private answered(frame: Buffer): void {
    const correlationId = correlationIdOf(frame);
    const [expected] = this.waiting.keys();
    const waiting = this.waiting.get(correlationId);
    if (waiting === undefined || correlationId !== expected)
      throw new DraveError('NETWORK_EXCEPTION', `answer ${correlationId} where ${expected ?? 'none'} was due`);
    this.waiting.delete(correlationId);
    waiting.answer.resolve(frame);
  }

  private fail(reason: DraveError): void {
    if (this.failure !== undefined) return;
    this.failure = reason;
    this.connection.destroy();
    for (const { answer } of this.waiting.values()) answer.reject(reason);
    this.waiting.clear();
  }
}
