import { assert, deferred, DraveError, type Endpoint, type Millis } from '@drave/base';
import { type AnyStreamMethod, type AnyUnaryMethod, checkMessageSize } from '../dispatch.js';
import type { CallOptions, ChannelOptions, RpcChannel, RpcStream, StreamMethod, UnaryMethod } from '../transport.js';
import { ClientCall } from './client-call.js';
import { GrpcClientStream } from './client-stream.js';
import { GrpcConnection } from './connection.js';
import type { ResolvedOptions } from './options.js';
import { gathered } from './gathered.js';

export class GrpcChannel implements RpcChannel {
  readonly target: Endpoint;
  private readonly options: ResolvedOptions;
  private readonly connection: GrpcConnection;
  private readonly calls = new Set<ClientCall>();
  private readonly onClose: () => void;
  private closed = false;

  constructor(target: Endpoint, options: ResolvedOptions, channelOptions: ChannelOptions, onClose: () => void) {
    this.target = target;
    this.onClose = onClose;
    this.options = options;
    this.connection = new GrpcConnection(target, options, channelOptions);
  }

  async unary<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: CallOptions & { readonly deadlineMs: Millis },
  ): Promise<Response> {
    this.checkOpen(method.path);
    const bytes = gathered(method.encodeRequestPieces(request));
    checkMessageSize(method.path, bytes.length, this.options.messageBytesMax);
    const response = await this.exchange(method as unknown as AnyUnaryMethod, bytes, options);
    return response as Response;
  }

  stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    options: CallOptions = {},
  ): RpcStream<Request, Response> {
    this.checkOpen(method.path);
    const { messageBytesMax } = this.options;
    const erased = method as unknown as AnyStreamMethod;
    return new GrpcClientStream(this.connection, erased, options, this.calls, messageBytesMax) as unknown as RpcStream<
      Request,
      Response
    >;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const error = new DraveError('CANCELLED', 'the channel was closed');
    for (const call of this.calls) call.cancel(error);
    this.connection.close();
    this.onClose();
  }

  /** Closes without a word to the peer. */
  abandon(): void {
    this.connection.reset();
    this.close();
  }

  private exchange(method: AnyUnaryMethod, bytes: Buffer, options: CallOptions): Promise<unknown> {
    const outcome = deferred<unknown>();
    let response: Buffer | undefined;
    const call = new ClientCall(this.connection, method.path, options, this.calls, {
      onMessage: (message) => {
        response = message;
      },
      onOver: (failure) => {
        if (failure !== undefined) return outcome.reject(failure);
        if (response === undefined) {
          return outcome.reject(
            new DraveError('UNKNOWN_SERVER_ERROR', `${method.path} was answered without a message`),
          );
        }
        try {
          outcome.resolve(method.decodeResponse(response));
        } catch (reason) {
          outcome.reject(reason);
        }
      },
    });
    call.call.sendMessageWithContext({}, bytes);
    call.call.halfClose();
    call.call.startRead();
    return outcome.promise;
  }

  private checkOpen(path: string): void {
    if (this.closed) throw new DraveError('CANCELLED', `${path}: the channel was closed`);
    assert(path.startsWith('/'), `${path} is not the path of a method`);
  }
}
