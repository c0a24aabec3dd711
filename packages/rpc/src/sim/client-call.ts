import { DraveError, type Millis } from '@drave/base';
import type { Cancellable, SimLife } from '@drave/env/sim';
import { connectionLostError } from '../connection-loss.js';
import { abortError } from '../dispatch.js';
import { errorFromStatus, type RpcStatus } from '../status-mapping.js';
import type { ConnectionLoss } from '../transport.js';
import type { CallFrame } from './frames.js';

export interface ClientCallHandlers {
  onMessage(bytes: Uint8Array): void;
  onCredit(bytes: number): void;
  /** Exactly once; undefined is the good end. */
  onOver(failure: DraveError | undefined): void;
}

/** What unary calls and streams share on the client: the one end, and everything that may bring it about. */
export class SimClientCall {
  readonly id: number;
  private readonly where: string;
  private readonly transmit: (frame: CallFrame) => void;
  private readonly handlers: ClientCallHandlers;
  private readonly signal: AbortSignal | undefined;
  private readonly forget: () => void;
  private deadline: Cancellable | undefined;
  private over = false;

  constructor(parameters: {
    readonly id: number;
    readonly life: SimLife;
    readonly where: string;
    /** From 0; undefined for none. */
    readonly deadlineMs: Millis | undefined;
    readonly signal: AbortSignal | undefined;
    readonly transmit: (frame: CallFrame) => void;
    readonly forget: () => void;
    readonly handlers: ClientCallHandlers;
  }) {
    const { id, life, where, deadlineMs, signal, transmit, forget, handlers } = parameters;
    this.id = id;
    this.where = where;
    this.transmit = transmit;
    this.forget = forget;
    this.handlers = handlers;
    this.signal = signal;
    if (deadlineMs !== undefined) {
      const passed = (): void => this.cancel(new DraveError('REQUEST_TIMED_OUT', `${where}: the deadline has passed`));
      this.deadline = life.host.world.schedule(deadlineMs, passed, life, 'rpc-deadline');
    }
    this.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  /** After construction, so that handlers find the call. */
  begin(): void {
    if (this.signal?.aborted === true) this.onAbort();
  }

  cancel(error: DraveError): void {
    if (this.over) return;
    this.transmit({ kind: 'cancel', call: this.id });
    this.finish(error);
  }

  onFrame(frame: CallFrame): void {
    if (this.over) return;
    switch (frame.kind) {
      case 'message':
        return this.handlers.onMessage(frame.bytes);
      case 'credit':
        return this.handlers.onCredit(frame.bytes);
      case 'status':
        return this.onStatus(frame.status);
      case 'open':
      case 'halfClose':
      case 'cancel':
        return;
    }
  }

  onLost(loss: ConnectionLoss): void {
    this.finish(connectionLostError(loss, `${this.where}: ${LOSS_TEXT[loss]}`));
  }

  private readonly onAbort = (): void => {
    this.cancel(abortError(this.signal?.reason));
  };

  private onStatus(status: RpcStatus | undefined): void {
    this.finish(status === undefined ? undefined : errorFromStatus(status));
  }

  private finish(failure: DraveError | undefined): void {
    if (this.over) return;
    this.over = true;
    this.forget();
    this.deadline?.cancel();
    this.signal?.removeEventListener('abort', this.onAbort);
    this.handlers.onOver(failure);
  }
}

const LOSS_TEXT: Readonly<Record<ConnectionLoss, string>> = {
  refused: 'the connection was refused',
  reset: 'the connection was reset',
  ended: 'the other side closed the connection',
  timeout: 'the other side is silent',
};
