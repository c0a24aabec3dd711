import { deferred, DraveError, type Deferred, type Endpoint } from '@drave/base';
import type { Connection, Network } from '@drave/env';
import {
  apis,
  encodeRequestFrame,
  FRAME_LENGTH_BYTES,
  parseResponseHeader,
  type Codec,
  type WireReader,
} from '@drave/kafka-protocol';

/** The request and response codecs of one API, as a client uses them. */
interface ClientApi<RequestInput, Response> {
  readonly name: string;
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly flexibleFrom: number;
  readonly request: Codec<unknown, RequestInput>;
  readonly response: Codec<Response, never>;
}

interface Pending {
  readonly api: ClientApi<never, unknown>;
  readonly version: number;
  readonly correlationId: number;
  readonly answer: Deferred<unknown>;
}

/**
 * One connection of a Kafka client that does nothing by itself: a call is a request, an answer its response. Calls may
 * be made before earlier ones are answered. For tests and the simulator.
 */
export class WireClient {
  readonly clientId: string;
  private readonly connection: Connection;
  private readonly pending: Pending[] = [];
  private nextCorrelationId = 1;
  private ended: DraveError | undefined;

  private constructor(connection: Connection, clientId: string) {
    this.connection = connection;
    this.clientId = clientId;
    void this.receive();
  }

  static async connect(network: Network, endpoint: Endpoint, clientId = 'wire-client'): Promise<WireClient> {
    return new WireClient(await network.connect(endpoint), clientId);
  }

  get isOpen(): boolean {
    return this.ended === undefined;
  }

  /** Rejects NETWORK_EXCEPTION when the connection ends before the answer. */
  async call<RequestInput, Response>(
    api: ClientApi<RequestInput, Response>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    const answer = deferred<unknown>();
    const correlationId = this.send(api, version, body);
    if (this.ended !== undefined) throw this.ended;
    this.pending.push({ api: api as ClientApi<never, unknown>, version, correlationId, answer });
    return (await answer.promise) as Response;
  }

  /** A request that is not answered: produce with acks=0. Gives its correlation id. */
  send<RequestInput>(api: ClientApi<RequestInput, unknown>, version: number, body: RequestInput): number {
    const correlationId = this.nextCorrelationId++;
    const parts = encodeRequestFrame({ correlationId, clientId: this.clientId }, api as never, version, body as never);
    this.sendRaw(parts);
    return correlationId;
  }

  sendRaw(parts: readonly Uint8Array[]): void {
    this.connection.write(parts).catch((reason: unknown) => this.end(DraveError.from(reason)));
  }

  close(): void {
    this.end(new DraveError('NETWORK_EXCEPTION', 'the client has closed the connection'));
    this.connection.destroy();
  }

  private async receive(): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    try {
      for (;;) {
        const chunk = await this.connection.read();
        if (chunk === undefined) throw new DraveError('NETWORK_EXCEPTION', 'the broker has ended the connection');
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= FRAME_LENGTH_BYTES) {
          const end = FRAME_LENGTH_BYTES + rest.readInt32BE(0);
          if (rest.length < end) break;
          this.take(rest.subarray(FRAME_LENGTH_BYTES, end));
          rest = rest.subarray(end);
        }
      }
    } catch (reason) {
      this.end(DraveError.from(reason));
    }
  }

  private take(frame: Buffer): void {
    const call = this.pending.shift();
    if (call === undefined) throw new DraveError('INVALID_REQUEST', 'an answer without a request');
    const { api, answer } = call;
    const { correlationId, body, version } = headerOf(frame, call);
    if (correlationId !== call.correlationId) {
      const error = new DraveError(
        'INVALID_REQUEST',
        `${api.name}: an answer to ${correlationId} instead of ${call.correlationId}`,
      );
      answer.reject(error);
      throw error;
    }
    try {
      answer.resolve(api.response.decode(body, version));
      if (body.remaining > 0) throw new DraveError('INVALID_REQUEST', `${api.name}: ${body.remaining} bytes too many`);
    } catch (reason) {
      answer.reject(reason);
    }
  }

  private end(reason: DraveError): void {
    this.ended ??= reason;
    for (const { answer } of this.pending.splice(0)) answer.reject(reason);
  }
}

/** A refused version of ApiVersions is answered in version 0 (KIP-511). */
function headerOf(
  frame: Buffer,
  { api, version }: Pending,
): { correlationId: number; body: WireReader; version: number } {
  const unknownVersion = api.key === apis.ApiVersions.key && version > apis.ApiVersions.maxVersion;
  const answered = unknownVersion ? 0 : version;
  return { ...parseResponseHeader(frame, api, answered), version: answered };
}
