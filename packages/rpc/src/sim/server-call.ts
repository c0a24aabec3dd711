import { DraveError, type Endpoint, type Millis, type NodeId } from '@drave/base';
import type { Cancellable, SimLife } from '@drave/env/sim';
import { abortError, checkMessageSize, handlerFailure, invoke, type MethodEntry } from '../dispatch.js';
import { statusFromError } from '../status-mapping.js';
import type { CallContext, RpcStream } from '../transport.js';
import type { CallFrame } from './frames.js';
import { SimStreamEnd } from './stream-end.js';

interface SimServerCallParameters {
  readonly id: number;
  readonly life: SimLife;
  readonly entry: MethodEntry;
  readonly peer: Endpoint;
  readonly deadlineMs: Millis | undefined;
  readonly callerId: NodeId | undefined;
  readonly credential: string | undefined;
  readonly onBehalfOf: string | undefined;
  readonly onBehalfOfHost: string | undefined;
  readonly messageBytesMax: number;
  readonly transmit: (frame: CallFrame) => void;
  readonly disconnect: () => void;
  readonly forget: () => void;
}

/** One call on the simulated server. */
export class SimServerCall {
  private readonly parameters: SimServerCallParameters;
  private readonly controller = new AbortController();
  private readonly context: CallContext;
  private readonly deadline: Cancellable | undefined;
  private streamEnd: SimStreamEnd | undefined;
  private requested = false;
  private over = false;

  constructor(parameters: SimServerCallParameters) {
    this.parameters = parameters;
    const { life, deadlineMs, callerId, credential, onBehalfOf, onBehalfOfHost, peer, disconnect } = parameters;
    const { signal } = this.controller;
    const shown = { callerId, credential, onBehalfOf, onBehalfOfHost };
    const { path } = parameters.entry.method;
    this.context = { path, peer, peerCertificateName: undefined, ...shown, deadlineMs, signal, disconnect };
    if (deadlineMs !== undefined) {
      const passed = (): void =>
        this.abandon(new DraveError('REQUEST_TIMED_OUT', `${this.where}: the deadline has passed`));
      this.deadline = life.host.world.schedule(deadlineMs, passed, life, 'rpc-deadline');
    }
  }

  begin(): void {
    const { entry } = this.parameters;
    if (entry.kind === 'unary') return;
    const { id, messageBytesMax, transmit } = this.parameters;
    const { method, handle } = entry;
    const end = new SimStreamEnd({
      call: id,
      path: method.path,
      messageBytesMax,
      encode: method.encodeResponse,
      decode: method.decodeRequest,
      transmit,
      // The client sees the end when the handler's promise resolves, as in gRPC.
      onWritten: () => {},
    });
    this.streamEnd = end;
    const stream: RpcStream<unknown, unknown> = {
      send: (message) => end.send(message),
      receive: () => end.receive(),
      end: () => end.end(),
      cancel: (reason) => this.fail(abortError(reason)),
    };
    this.run(
      invoke(() => handle(stream, this.context)),
      () => this.succeed(),
    );
  }

  onFrame(frame: CallFrame): void {
    if (this.over) return;
    switch (frame.kind) {
      case 'message':
        return this.onMessage(frame.bytes);
      case 'halfClose':
        this.streamEnd?.onRemoteEnd();
        return;
      case 'credit':
        this.streamEnd?.onCredit(frame.bytes);
        return;
      case 'cancel':
        return this.abandon(new DraveError('CANCELLED', `${this.where}: the caller gave up`));
      case 'open':
      case 'status':
        return;
    }
  }

  /** Ends the call with this error, once. */
  fail(error: DraveError): void {
    if (this.over) return;
    this.close(error);
    this.parameters.transmit({ kind: 'status', call: this.parameters.id, status: statusFromError(error) });
  }

  /** The caller does not wait any more. */
  abandon(reason: DraveError): void {
    if (!this.over) this.close(reason);
  }

  private onMessage(bytes: Uint8Array): void {
    const { entry } = this.parameters;
    try {
      if (this.streamEnd !== undefined) this.streamEnd.onMessage(bytes);
      else if (entry.kind === 'unary' && !this.requested) {
        this.requested = true;
        const request = entry.method.decodeRequest(bytes);
        this.run(
          invoke(() => entry.handle(request, this.context)),
          (response) => this.answer(response),
        );
      }
    } catch (reason) {
      this.fail(DraveError.from(reason));
    }
  }

  private answer(response: unknown): void {
    const { entry, id, messageBytesMax, transmit } = this.parameters;
    if (entry.kind !== 'unary') return;
    const bytes = Uint8Array.from(entry.method.encodeResponse(response));
    checkMessageSize(entry.method.path, bytes.length, messageBytesMax);
    transmit({ kind: 'message', call: id, bytes });
    this.succeed();
  }

  private run(handling: Promise<unknown>, succeed: (result: unknown) => void): void {
    const failed = (reason: unknown): void => {
      const { error, fatal } = handlerFailure(reason);
      const { world } = this.parameters.life.host;
      // A broken promise of our own code ends the process; here it ends the run.
      if (fatal)
        world.schedule(0, () => {
          throw reason;
        });
      else if (reason !== error) world.trace('handler-bug', this.parameters.life.host.name, error.message);
      this.fail(error);
    };
    handling.then((result) => (this.over ? undefined : succeed(result))).catch(failed);
  }

  private succeed(): void {
    if (this.over) return;
    this.close(new DraveError('CANCELLED', 'the call has ended'));
    this.parameters.transmit({ kind: 'status', call: this.parameters.id, status: undefined });
  }

  private close(reason: DraveError): void {
    this.over = true;
    this.deadline?.cancel();
    this.parameters.forget();
    this.streamEnd?.onOver(reason, reason);
    this.controller.abort(reason);
  }

  private get where(): string {
    const { entry, peer } = this.parameters;
    return `${entry.method.path} from ${peer.host}:${peer.port}`;
  }
}
