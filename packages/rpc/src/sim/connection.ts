import { assert } from '@drave/base';
import type { Cancellable, SimPipe } from '@drave/env/sim';
import type { ConnectionLoss } from '../transport.js';
import { type CallFrame, type Frame, frameBytes } from './frames.js';
import type { ResolvedOptions } from './options.js';

interface ConnectionHandlers {
  onFrame(frame: CallFrame): void;
  /** Called once; nothing comes after it. */
  onLost(loss: ConnectionLoss): void;
}

/** One end of an established connection: frames, and a keepalive that drops what a silent network leaves behind. */
export class SimConnection {
  private readonly pipe: SimPipe;
  private readonly options: ResolvedOptions;
  private readonly handlers: ConnectionHandlers;
  private timer: Cancellable | undefined;
  private heard = true;
  private closed = false;

  constructor(pipe: SimPipe, options: ResolvedOptions, handlers: ConnectionHandlers) {
    this.pipe = pipe;
    this.options = options;
    this.handlers = handlers;
    pipe.handlers = {
      onMessage: (frame) => this.onFrame(frame as Frame),
      onEnd: () => this.lose('ended'),
      onReset: () => this.lose('reset'),
    };
    this.watch();
  }

  send(frame: Frame): void {
    if (!this.closed) this.pipe.send(frame, frameBytes(frame));
  }

  /** Ends the connection after everything that was sent; no handler runs any more. */
  end(): void {
    if (this.closed) return;
    this.close();
    this.pipe.end();
  }

  /** Ends the connection at once, as one that was lost, on both sides. */
  drop(): void {
    if (this.closed) return;
    this.pipe.reset();
    this.lose('reset');
  }

  private onFrame(frame: Frame): void {
    if (this.closed) return;
    this.heard = true;
    if (frame.kind === 'ping') this.send({ kind: 'pong' });
    else if (frame.kind !== 'pong') this.handlers.onFrame(frame);
  }

  /** A connection that was silent for a while is asked, and dropped when it does not answer, as in gRPC. */
  private watch(): void {
    this.timer = this.after(this.options.keepaliveMs, () => {
      if (this.heard) {
        this.heard = false;
        return this.watch();
      }
      this.send({ kind: 'ping' });
      this.timer = this.after(this.options.keepaliveTimeoutMs, () => {
        if (this.heard) return this.watch();
        this.pipe.reset();
        this.lose('timeout');
      });
    });
  }

  private after(delayMs: number, run: () => void): Cancellable {
    return this.pipe.life.host.world.schedule(delayMs, run, this.pipe.life, 'rpc-keepalive');
  }

  private lose(loss: ConnectionLoss): void {
    if (this.closed) return;
    this.close();
    // Our direction of a connection that the other side has ended.
    if (loss === 'ended') this.pipe.end();
    this.handlers.onLost(loss);
  }

  private close(): void {
    assert(!this.closed, 'a connection closes once');
    this.closed = true;
    this.timer?.cancel();
  }
}
