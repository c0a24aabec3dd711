import { DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import { resetSocket } from '@drave/env/reset-socket';
import { ServerInterceptingCall, type ServerInterceptingCallInterface, status as grpcCodes } from '@grpc/grpc-js';
import { connectionLostError } from '../connection-loss.js';
import { checkMessageSize, handlerFailure, invoke, type MethodEntry } from '../dispatch.js';
import type { CallContext, ConnectionLoss } from '../transport.js';
import { CALLER_ID_KEY, CREDENTIAL_KEY, ON_BEHALF_OF_HOST_KEY, ON_BEHALF_OF_KEY } from './client-call.js';
import { GrpcServerStream } from './server-stream.js';
import type { SocketWatch } from './socket-watch.js';
import { gathered } from './gathered.js';
import { widenReceiveWindow } from './receive-window.js';
import { outgoingStatus } from './status.js';

/** What the server lends to each of its calls. */
export interface CallHost {
  readonly messageBytesMax: number;
  readonly calls: Set<ServerCall>;
  /** The error of calls that come while the server closes; undefined while it serves. */
  readonly refusal: DraveError | undefined;
  connectionOf(peer: string): SocketWatch | undefined;
  /** A handler failed in a way it should not have. */
  onUnexpected(path: string, reason: unknown, fatal: boolean): void;
}

/**
 * One call on the server. It takes the place that grpc-js keeps for an interceptor and never calls on: so we pull
 * message by message, where the library's own streams would read sixteen ahead.
 */
export class ServerCall extends ServerInterceptingCall {
  private readonly next: ServerInterceptingCallInterface;
  private readonly entry: MethodEntry;
  private readonly host: CallHost;
  private readonly watch: SocketWatch | undefined;
  private readonly context: ServerCallContext;
  private readonly deadlineAtMs: number;
  private stream: GrpcServerStream | undefined;
  private request: Buffer | undefined;
  private over = false;

  constructor(next: ServerInterceptingCallInterface, entry: MethodEntry, host: CallHost) {
    super(next);
    this.next = next;
    this.entry = entry;
    this.host = host;
    this.watch = host.connectionOf(next.getPeer());
    this.deadlineAtMs = Number(next.getDeadline());
    this.context = new ServerCallContext(next, entry.method.path, this.deadlineAtMs, this.watch);
  }

  override start(): void {
    this.host.calls.add(this);
    this.next.start({
      onReceiveMetadata: (metadata) => {
        const callerId = metadata.get(CALLER_ID_KEY)[0];
        if (typeof callerId === 'string' && /^\d{1,10}$/.test(callerId)) this.context.callerId = Number(callerId);
        const credential = metadata.get(CREDENTIAL_KEY)[0];
        if (typeof credential === 'string') this.context.credential = credential;
        const onBehalfOf = metadata.get(ON_BEHALF_OF_KEY)[0];
        if (Buffer.isBuffer(onBehalfOf)) this.context.onBehalfOf = onBehalfOf.toString('utf8');
        const onBehalfOfHost = metadata.get(ON_BEHALF_OF_HOST_KEY)[0];
        if (Buffer.isBuffer(onBehalfOfHost)) this.context.onBehalfOfHost = onBehalfOfHost.toString('utf8');
        this.begin();
      },
      onReceiveMessage: (message: Buffer) => this.onMessage(message),
      onReceiveHalfClose: () => this.onHalfClose(),
      onCancel: () => this.onCancel(),
    });
  }

  /** Ends the call with this error, once. */
  fail(error: DraveError): void {
    if (this.over) return;
    this.close(error);
    this.next.sendStatus(outgoingStatus(error));
  }

  private begin(): void {
    const { refusal } = this.host;
    if (refusal !== undefined) return this.fail(refusal);
    if (this.entry.kind === 'unary') {
      this.next.startRead();
      return;
    }
    const { method, handle } = this.entry;
    if (method.requestStream) widenReceiveWindow(this.next);
    const stream = new GrpcServerStream(this.next, method, this.host.messageBytesMax, (error) => this.fail(error));
    this.stream = stream;
    this.run(
      invoke(() => handle(stream, this.context)),
      () => this.succeed(),
    );
  }

  private onMessage(message: Buffer): void {
    if (this.over) return;
    if (this.stream !== undefined) {
      this.stream.onMessage(message);
    } else if (this.entry.kind === 'unary' && this.request === undefined) {
      this.request = message;
      this.answer(message);
    }
  }

  private onHalfClose(): void {
    if (this.stream !== undefined) this.stream.onHalfClose();
    else if (this.request === undefined) this.fail(new DraveError('INVALID_REQUEST', 'the call carried no message'));
  }

  private answer(bytes: Buffer): void {
    if (this.entry.kind !== 'unary') return;
    const { method, handle } = this.entry;
    let request: unknown;
    try {
      request = method.decodeRequest(bytes);
    } catch (reason) {
      return this.fail(DraveError.from(reason));
    }
    this.run(
      invoke(() => handle(request, this.context)),
      (response) => {
        const encoded = gathered(method.encodeResponsePieces(response));
        checkMessageSize(method.path, encoded.length, this.host.messageBytesMax);
        this.next.sendMessage(encoded, () => {});
        this.succeed();
      },
    );
  }

  /** The one place where handlers end. */
  private run(handling: Promise<unknown>, succeed: (result: unknown) => void): void {
    const failed = (reason: unknown): void => {
      const { error, fatal } = handlerFailure(reason);
      if (reason !== error) this.host.onUnexpected(this.entry.method.path, reason, fatal);
      this.fail(error);
    };
    handling.then((result) => (this.over ? undefined : succeed(result))).catch(failed);
  }

  private succeed(): void {
    if (this.over) return;
    this.close(new DraveError('CANCELLED', 'the call has ended'));
    this.next.sendStatus({ code: grpcCodes.OK, details: 'OK' });
  }

  /**
   * The stream is gone before we ended it. What the peer's kernel did is known by now; that we ourselves dropped the
   * connection, for want of an answer to a keepalive, shows on its socket only a moment later.
   */
  private onCancel(): void {
    if (this.over) return;
    const loss = this.watch?.loss;
    if (loss !== undefined) return this.close(this.cancellation(loss));
    setImmediate(() => {
      setImmediate(() => {
        if (!this.over) this.close(this.cancellation(this.watch?.loss === 'timeout' ? 'timeout' : undefined));
      });
    });
  }

  private cancellation(loss: ConnectionLoss | undefined): DraveError {
    const where = `${this.entry.method.path} from ${this.context.peer.host}:${this.context.peer.port}`;
    if (loss !== undefined) return connectionLostError(loss, `${where}: the connection was lost`);
    if (Date.now() >= this.deadlineAtMs)
      return new DraveError('REQUEST_TIMED_OUT', `${where}: the deadline has passed`);
    return new DraveError('CANCELLED', `${where}: the caller gave up`);
  }

  private close(reason: DraveError): void {
    this.over = true;
    this.host.calls.delete(this);
    this.stream?.onOver(reason);
    this.context.abort(reason);
  }
}

/** Costly facts are looked up only when a handler asks. */
class ServerCallContext implements CallContext {
  readonly path: string;
  readonly peer: Endpoint;
  readonly deadlineMs: Millis | undefined;
  callerId: NodeId | undefined;
  credential: string | undefined;
  onBehalfOf: string | undefined;
  onBehalfOfHost: string | undefined;
  private readonly call: ServerInterceptingCallInterface;
  private readonly watch: SocketWatch | undefined;
  private controller: AbortController | undefined;
  private abortedWith: DraveError | undefined;

  constructor(
    call: ServerInterceptingCallInterface,
    path: string,
    deadlineAtMs: number,
    watch: SocketWatch | undefined,
  ) {
    this.call = call;
    this.path = path;
    this.watch = watch;
    this.peer = endpointOf(call.getPeer());
    this.deadlineMs = Number.isFinite(deadlineAtMs) ? Math.max(0, deadlineAtMs - Date.now()) : undefined;
  }

  get peerCertificateName(): string | undefined {
    const subject = this.call.getAuthContext().sslPeerCertificate?.subject;
    const name: unknown = subject?.CN;
    return typeof name === 'string' ? name : undefined;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortedWith !== undefined) this.controller.abort(this.abortedWith);
    }
    return this.controller.signal;
  }

  disconnect(): void {
    if (this.watch !== undefined) resetSocket(this.watch.socket);
  }

  abort(reason: DraveError): void {
    this.abortedWith = reason;
    this.controller?.abort(reason);
  }
}

function endpointOf(peer: string): Endpoint {
  const at = peer.lastIndexOf(':');
  const port = Number(peer.slice(at + 1));
  return at < 0 || !Number.isInteger(port) ? { host: peer, port: 0 } : { host: peer.slice(0, at), port };
}
