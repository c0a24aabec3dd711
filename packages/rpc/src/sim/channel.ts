import { type Deferred, deferred, DraveError, type Endpoint, type Millis } from '@drave/base';
import type { Cancellable, SimLife, SimPipe } from '@drave/env/sim';
import {
  abortError,
  type AnyStreamMethod,
  type AnyUnaryMethod,
  checkMessageSize,
  DEADLINE_MS_MAX,
} from '../dispatch.js';
import type { CallOptions, ConnectionLoss, RpcChannel, RpcStream, StreamMethod, UnaryMethod } from '../transport.js';
import { type ClientCallHandlers, SimClientCall } from './client-call.js';
import { SimConnection } from './connection.js';
import type { CallFrame } from './frames.js';
import type { ResolvedOptions } from './options.js';
import { finishedByPeer, SimStreamEnd } from './stream-end.js';

/** Dialled by the first call, and again by the first call after a loss. */
type Dial =
  | { readonly kind: 'idle'; readonly lastRefusedMs: number }
  | { readonly kind: 'dialling'; readonly waiting: CallFrame[]; readonly timer: Cancellable; readonly attempt: object }
  | { readonly kind: 'open'; readonly connection: SimConnection };

export class SimChannel implements RpcChannel {
  readonly target: Endpoint;
  private readonly life: SimLife;
  private readonly options: ResolvedOptions;
  private readonly credential: string | undefined;
  private readonly calls = new Map<number, SimClientCall>();
  private dial: Dial = { kind: 'idle', lastRefusedMs: Number.NEGATIVE_INFINITY };
  private nextCall = 1;
  private closed = false;

  constructor(life: SimLife, target: Endpoint, options: ResolvedOptions, credential: string | undefined) {
    this.life = life;
    this.target = target;
    this.options = options;
    this.credential = credential;
  }

  async unary<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: CallOptions & { readonly deadlineMs: Millis },
  ): Promise<Response> {
    const erased = method as unknown as AnyUnaryMethod;
    // A copy: whatever codec made the bytes, no memory is shared between machines.
    const bytes = Uint8Array.from(erased.encodeRequest(request));
    checkMessageSize(method.path, bytes.length, this.options.messageBytesMax);
    const outcome = deferred<unknown>();
    let response: Uint8Array | undefined;
    const call = this.open(method.path, options, {
      onMessage: (message) => {
        response = message;
      },
      onCredit: () => {},
      onOver: (failure) => settleUnary(outcome, erased, failure, response),
    });
    this.transmit({ kind: 'message', call, bytes });
    this.transmit({ kind: 'halfClose', call });
    return (await outcome.promise) as Response;
  }

  stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    options: CallOptions = {},
  ): RpcStream<Request, Response> {
    return this.openStream(method as unknown as AnyStreamMethod, options) as unknown as RpcStream<Request, Response>;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const error = new DraveError('CANCELLED', 'the channel was closed');
    for (const call of [...this.calls.values()]) call.cancel(error);
    if (this.dial.kind === 'open') this.dial.connection.end();
    if (this.dial.kind === 'dialling') this.dial.timer.cancel();
    this.dial = { kind: 'idle', lastRefusedMs: Number.NEGATIVE_INFINITY };
  }

  private openStream(method: AnyStreamMethod, options: CallOptions): RpcStream<unknown, unknown> {
    const call = this.open(method.path, options, {
      onMessage: (bytes) => {
        try {
          end.onMessage(bytes);
        } catch (reason) {
          this.calls.get(call)?.cancel(DraveError.from(reason));
        }
      },
      onCredit: (bytes) => end.onCredit(bytes),
      onOver: (failure) => end.onOver(failure ?? finishedByPeer(method.path), failure),
    });
    const end = new SimStreamEnd({
      call,
      path: method.path,
      messageBytesMax: this.options.messageBytesMax,
      encode: method.encodeRequest,
      decode: method.decodeResponse,
      transmit: (frame) => this.transmit(frame),
      onWritten: () => this.transmit({ kind: 'halfClose', call }),
    });
    return {
      send: (message) => end.send(message),
      receive: () => end.receive(),
      end: () => end.end(),
      cancel: (reason) => this.calls.get(call)?.cancel(abortError(reason)),
    };
  }

  /** Handlers never run before this has returned. */
  private open(path: string, options: CallOptions, handlers: ClientCallHandlers): number {
    if (this.closed) throw new DraveError('CANCELLED', `${path}: the channel was closed`);
    const id = this.nextCall++;
    const { callerId, onBehalfOf, onBehalfOfHost } = options;
    const deadlineMs =
      options.deadlineMs === undefined ? undefined : Math.min(Math.max(0, options.deadlineMs), DEADLINE_MS_MAX);
    const call = new SimClientCall({
      id,
      life: this.life,
      where: `${path} at ${this.target.host}:${this.target.port}`,
      deadlineMs,
      signal: options.signal,
      transmit: (frame) => this.transmit(frame),
      forget: () => this.calls.delete(id),
      handlers,
    });
    this.calls.set(id, call);
    this.ensureDialled(call);
    const shown = { callerId, credential: this.credential, onBehalfOf, onBehalfOfHost };
    this.transmit({ kind: 'open', call: id, path, deadlineMs, ...shown });
    if (options.signal?.aborted === true) this.later(() => call.begin());
    return id;
  }

  private transmit(frame: CallFrame): void {
    const { dial } = this;
    if (dial.kind === 'open') dial.connection.send(frame);
    else if (dial.kind === 'dialling') dial.waiting.push(frame);
  }

  private ensureDialled(call: SimClientCall): void {
    if (this.dial.kind !== 'idle') return;
    const { world } = this.life.host;
    if (world.nowMs() - this.dial.lastRefusedMs < this.options.reconnectPauseMs) {
      this.later(() => call.onLost('refused'));
      return;
    }
    const attempt = {};
    const timer = world.schedule(
      this.options.connectTimeoutMs,
      () => this.onDialFailed(attempt, 'timeout'),
      this.life,
      'rpc-dial',
    );
    this.dial = { kind: 'dialling', waiting: [], timer, attempt };
    world.dial(this.life, this.target).then(
      (pipe) => this.onDialled(attempt, pipe),
      () => this.onDialFailed(attempt, 'refused'),
    );
  }

  private onDialled(attempt: object, pipe: SimPipe): void {
    const { dial } = this;
    // The call that wanted it has given up meanwhile.
    if (dial.kind !== 'dialling' || dial.attempt !== attempt) return pipe.reset();
    dial.timer.cancel();
    const connection = new SimConnection(pipe, this.options, {
      onFrame: (frame) => this.calls.get(frame.call)?.onFrame(frame),
      onLost: (loss) => this.onLost(connection, loss),
    });
    this.dial = { kind: 'open', connection };
    for (const frame of dial.waiting) connection.send(frame);
  }

  private onDialFailed(attempt: object, loss: ConnectionLoss): void {
    const { dial } = this;
    if (dial.kind !== 'dialling' || dial.attempt !== attempt) return;
    dial.timer.cancel();
    const lastRefusedMs = loss === 'refused' ? this.life.host.world.nowMs() : Number.NEGATIVE_INFINITY;
    this.dial = { kind: 'idle', lastRefusedMs };
    this.failAll(loss);
  }

  private onLost(connection: SimConnection, loss: ConnectionLoss): void {
    if (this.dial.kind !== 'open' || this.dial.connection !== connection) return;
    this.dial = { kind: 'idle', lastRefusedMs: Number.NEGATIVE_INFINITY };
    this.failAll(loss);
  }

  private failAll(loss: ConnectionLoss): void {
    for (const call of [...this.calls.values()]) call.onLost(loss);
  }

  private later(run: () => void): void {
    this.life.host.world.schedule(0, run, this.life, 'rpc');
  }
}

function settleUnary(
  outcome: Deferred<unknown>,
  method: AnyUnaryMethod,
  failure: DraveError | undefined,
  response: Uint8Array | undefined,
): void {
  if (failure !== undefined) return outcome.reject(failure);
  if (response === undefined) {
    return outcome.reject(new DraveError('UNKNOWN_SERVER_ERROR', `${method.path} was answered without a message`));
  }
  try {
    outcome.resolve(method.decodeResponse(response));
  } catch (reason) {
    outcome.reject(reason);
  }
}
