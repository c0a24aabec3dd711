import { assert, type Deferred, deferred, DraveError } from '@drave/base';
import { abortError, type AnyStreamMethod, checkMessageSize } from '../dispatch.js';
import { Inbox } from '../inbox.js';
import type { CallOptions, RpcStream } from '../transport.js';
import { ClientCall } from './client-call.js';
import type { GrpcConnection } from './connection.js';
import { gathered } from './gathered.js';

/** One message ahead of the reader keeps the pipe busy while it works on the one before. */
const MESSAGES_AHEAD = 1;

interface PendingSend {
  readonly bytes: Buffer;
  readonly taken: Deferred<void>;
}

/** The client's end of a stream, on the bare grpc-js call: its Node streams would read sixteen messages ahead. */
export class GrpcClientStream implements RpcStream<unknown, unknown> {
  private readonly method: AnyStreamMethod;
  private readonly messageBytesMax: number;
  private readonly inbox: Inbox<unknown>;
  private readonly call: ClientCall;
  private readonly outbox: PendingSend[] = [];
  private writing = false;
  private ended = false;
  private over: { readonly failure: DraveError | undefined } | undefined;

  constructor(
    connection: GrpcConnection,
    method: AnyStreamMethod,
    options: CallOptions,
    owner: Set<ClientCall>,
    messageBytesMax: number,
  ) {
    this.method = method;
    this.messageBytesMax = messageBytesMax;
    this.inbox = new Inbox(MESSAGES_AHEAD, () => this.call.call.startRead());
    this.call = new ClientCall(connection, method.path, options, owner, {
      onMessage: (bytes) => this.onMessage(bytes),
      onOver: (failure) => this.onOver(failure),
    });
    this.inbox.open();
  }

  send(message: unknown): Promise<void> {
    assert(!this.ended, `${this.method.path}: nothing is sent after the end`);
    if (this.over !== undefined) return Promise.reject(this.sendFailure());
    const bytes = gathered(this.method.encodeRequestPieces(message));
    try {
      checkMessageSize(this.method.path, bytes.length, this.messageBytesMax);
    } catch (reason) {
      return Promise.reject(reason);
    }
    const taken = deferred();
    this.outbox.push({ bytes, taken });
    this.writeNext();
    return taken.promise;
  }

  receive(): Promise<unknown> {
    return this.inbox.receive();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.writeNext();
  }

  cancel(reason?: Error): void {
    this.call.cancel(abortError(reason));
  }

  /** grpc-js takes one message at a time until its connection stands. */
  private writeNext(): void {
    if (this.writing || this.over !== undefined) return;
    const next = this.outbox[0];
    if (next === undefined) {
      if (this.ended) {
        this.writing = true;
        this.call.call.halfClose();
      }
      return;
    }
    this.writing = true;
    this.call.call.sendMessageWithContext({ callback: () => this.onTaken() }, next.bytes);
  }

  private onTaken(): void {
    if (this.over !== undefined) return;
    this.writing = false;
    this.outbox.shift()?.taken.resolve();
    this.writeNext();
  }

  private onMessage(bytes: Buffer): void {
    let message: unknown;
    try {
      message = this.method.decodeResponse(bytes);
    } catch (reason) {
      this.call.cancel(DraveError.from(reason));
      return;
    }
    this.inbox.push(message);
  }

  private onOver(failure: DraveError | undefined): void {
    this.over = { failure };
    if (failure === undefined) this.inbox.end();
    else this.inbox.fail(failure);
    for (const { taken } of this.outbox.splice(0)) taken.reject(this.sendFailure());
  }

  private sendFailure(): DraveError {
    return this.over?.failure ?? new DraveError('CANCELLED', `${this.method.path}: the other side has ended the call`);
  }
}
