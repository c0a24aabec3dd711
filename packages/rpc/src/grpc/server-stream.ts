import { assert, type Deferred, deferred, DraveError } from '@drave/base';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { abortError, type AnyStreamMethod, checkMessageSize } from '../dispatch.js';
import { Inbox } from '../inbox.js';
import type { RpcStream } from '../transport.js';
import { gathered } from './gathered.js';

const MESSAGES_AHEAD = 1;

/** The server's end of a stream. */
export class GrpcServerStream implements RpcStream<unknown, unknown> {
  private readonly next: ServerInterceptingCallInterface;
  private readonly method: AnyStreamMethod;
  private readonly messageBytesMax: number;
  private readonly fail: (error: DraveError) => void;
  private readonly inbox: Inbox<unknown>;
  private readonly pending = new Set<Deferred<void>>();
  private ended = false;
  private over: DraveError | undefined;

  /** `fail` ends the call, which comes back as `onOver`. */
  constructor(
    next: ServerInterceptingCallInterface,
    method: AnyStreamMethod,
    messageBytesMax: number,
    fail: (error: DraveError) => void,
  ) {
    this.next = next;
    this.method = method;
    this.messageBytesMax = messageBytesMax;
    this.fail = fail;
    this.inbox = new Inbox(MESSAGES_AHEAD, () => this.next.startRead());
    this.inbox.open();
  }

  send(message: unknown): Promise<void> {
    assert(!this.ended, `${this.method.path}: nothing is sent after the end`);
    if (this.over !== undefined) return Promise.reject(this.over);
    const bytes = gathered(this.method.encodeResponsePieces(message));
    try {
      checkMessageSize(this.method.path, bytes.length, this.messageBytesMax);
    } catch (reason) {
      return Promise.reject(reason);
    }
    const taken = deferred();
    this.pending.add(taken);
    this.next.sendMessage(bytes, () => {
      this.pending.delete(taken);
      taken.resolve();
    });
    return taken.promise;
  }

  receive(): Promise<unknown> {
    return this.inbox.receive();
  }

  /** gRPC has no half-close from the server: the client sees the end when the handler's promise resolves. */
  end(): void {
    this.ended = true;
  }

  cancel(reason?: Error): void {
    this.fail(abortError(reason));
  }

  onMessage(bytes: Buffer): void {
    let message: unknown;
    try {
      message = this.method.decodeRequest(bytes);
    } catch (reason) {
      this.fail(DraveError.from(reason));
      return;
    }
    this.inbox.push(message);
  }

  onHalfClose(): void {
    this.inbox.end();
  }

  onOver(reason: DraveError): void {
    this.over = reason;
    this.inbox.fail(reason);
    for (const taken of this.pending) taken.reject(reason);
    this.pending.clear();
  }
}
