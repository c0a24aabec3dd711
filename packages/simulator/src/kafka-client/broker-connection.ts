import { deferred, DraveError, type Deferred, type Endpoint, type Millis } from '@drave/base';
import type { Connection, Env } from '@drave/env';
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

/** One connection to one Kafka listener. Whatever goes wrong ends it, and every request under way with it. */
export class BrokerConnection {
  private readonly env: Pick<Env, 'timers'>;
  private readonly connection: Connection;
  private readonly clientId: string;
  private readonly waiting = new Map<number, Waiting>();
  private received: Buffer = Buffer.alloc(0);
  private correlationId = 0;
  private failure: DraveError | undefined;

  private constructor(env: Pick<Env, 'timers'>, connection: Connection, clientId: string) {
    this.env = env;
    this.connection = connection;
    this.clientId = clientId;
    this.readAll().catch((reason: unknown) => this.fail(DraveError.from(reason)));
  }

  static async open(env: Env, endpoint: Endpoint, clientId: string, timeoutMs: Millis): Promise<BrokerConnection> {
    return new BrokerConnection(env, await env.network.connect(endpoint, { timeoutMs }), clientId);
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
      this.received = Buffer.concat([this.received, bytes]);
      for (let frame = this.cutFrame(); frame !== undefined; frame = this.cutFrame()) this.answered(frame);
    }
  }

  private cutFrame(): Buffer | undefined {
    const { received } = this;
    if (received.length < FRAME_LENGTH_BYTES) return undefined;
    const end = FRAME_LENGTH_BYTES + received.readInt32BE(0);
    if (received.length < end) return undefined;
    this.received = received.subarray(end);
    return received.subarray(FRAME_LENGTH_BYTES, end);
  }

  /** Answers come in the order of their requests; anything else is the listener's mistake. */
  private answered(frame: Buffer): void {
    const correlationId = correlationIdOf(frame);
    const [expected] = this.waiting.keys();
    const waiting = this.waiting.get(correlationId);
    if (waiting === undefined || correlationId !== expected)
      throw new Error(`answer ${correlationId} where ${expected} was due`);
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
