import { DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Clock } from '@drave/env';
import type { RpcChannel, RpcStream, StreamMethod } from '@drave/rpc';

/** The broker at the other end of a stream. */
export interface StreamPeer {
  readonly brokerId: NodeId;
  readonly endpoint: Endpoint;
  readonly channel: RpcChannel;
}

interface StreamEvents<Response> {
  received(response: Response): void;
  /** Called once, when the stream has ended; nothing is received after it. */
  ended(error: DraveError): void;
}

/** One stream to one broker, from its first message to its end. It is never used again afterwards. */
export class StreamConnection<Request, Response> {
  readonly brokerId: NodeId;
  readonly endpoint: Endpoint;
  private readonly clock: Clock;
  private readonly name: string;
  private readonly events: StreamEvents<Response>;
  private readonly stream: RpcStream<Request, Response>;
  private lastReceivedAtMs: Millis;
  private endedNow = false;

  /** `name` is the purpose of the stream in error messages, such as 'fetch'. Nothing is received before `start`. */
  constructor(
    peer: StreamPeer,
    method: StreamMethod<Request, Response>,
    name: string,
    clock: Clock,
    events: StreamEvents<Response>,
  ) {
    this.brokerId = peer.brokerId;
    this.endpoint = peer.endpoint;
    this.clock = clock;
    this.name = name;
    this.events = events;
    this.lastReceivedAtMs = clock.monotonicMs();
    this.stream = peer.channel.stream(method);
  }

  /** When the broker last sent something, or when something was first expected of it; monotonic ms. */
  get lastReceivedMs(): Millis {
    return this.lastReceivedAtMs;
  }

  get ended(): boolean {
    return this.endedNow;
  }

  start(): void {
    void this.receive();
  }

  /** Begins to count the broker's silence: nothing was expected of it before this call. */
  expectFromNow(): void {
    this.lastReceivedAtMs = this.clock.monotonicMs();
  }

  send(request: Request): void {
    // `receive` reports the failure of the stream as well; this handler only keeps the rejection from being unhandled.
    this.stream.send(request).catch((reason: unknown) => this.end(DraveError.from(reason)));
  }

  /** Cancels the stream. */
  drop(error: DraveError): void {
    this.stream.cancel(error);
    this.end(error);
  }

  private async receive(): Promise<void> {
    try {
      for (;;) {
        const response = await this.stream.receive();
        if (response === undefined) break;
        if (this.endedNow) return;
        this.lastReceivedAtMs = this.clock.monotonicMs();
        this.events.received(response);
      }
      this.end(new DraveError('NETWORK_EXCEPTION', `broker ${this.brokerId} ended the ${this.name} stream`));
    } catch (reason) {
      this.end(DraveError.from(reason));
    }
  }

  private end(error: DraveError): void {
    if (this.endedNow) return;
    this.endedNow = true;
    this.events.ended(error);
  }
}
