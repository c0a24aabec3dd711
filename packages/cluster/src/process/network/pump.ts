import type { Socket } from 'node:net';
import type { Millis } from '@drave/base';
import type { Flow } from './flow.js';

/** What a sender may have under way in one connection before it is no longer read; its own buffers fill up then. */
const UNDER_WAY_BYTES_MAX = 256 * 1024;

type Item =
  | { readonly kind: 'piece'; readonly bytes: Buffer; dueMs: Millis }
  /** The sender has ended its direction, or the connection; this is under way like everything else it sends. */
  | { readonly kind: 'end' | 'reset'; dueMs: Millis };

/**
 * Carries one direction of one connection, as its flow allows. What arrives does so in the order in which it was sent,
 * and the end of a direction is no exception: while the flow is cut, nobody learns that the other side is gone.
 */
export class Pump {
  private readonly source: Socket;
  private readonly flow: Flow;
  private readonly onReset: () => void;
  private readonly onEnded: () => void;
  private readonly forget: () => void;
  private readonly underWay: Item[] = [];
  private bytesUnderWay = 0;
  private sink: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isSinkFull = false;
  private hasEnded = false;
  private isStopped = false;

  /** `onReset`: the sender's reset has arrived. `onEnded`: the end of its direction has arrived. */
  constructor(source: Socket, flow: Flow, onReset: () => void, onEnded: () => void) {
    this.source = source;
    this.flow = flow;
    this.onReset = onReset;
    this.onEnded = onEnded;
    this.forget = flow.onChange(() => this.onFaultsChanged());
    source.on('data', (bytes: Buffer) => this.onPiece(bytes));
    source.on('end', () => this.onLast('end'));
    source.on('error', () => this.onLast('reset'));
  }

  /** From now on what is under way can arrive. */
  openTo(sink: Socket): void {
    this.sink = sink;
    sink.on('drain', () => {
      this.isSinkFull = false;
      this.deliver();
    });
    this.deliver();
  }

  /** Nothing arrives any more. */
  stop(): void {
    this.isStopped = true;
    this.forget();
    clearTimeout(this.timer);
    this.underWay.length = 0;
  }

  private onPiece(bytes: Buffer): void {
    this.underWay.push({ kind: 'piece', bytes, dueMs: this.flow.arrivalMs(bytes.length, performance.now()) });
    this.bytesUnderWay += bytes.length;
    if (this.bytesUnderWay > UNDER_WAY_BYTES_MAX) this.source.pause();
    this.deliver();
  }

  private onLast(kind: 'end' | 'reset'): void {
    if (this.hasEnded && kind === 'end') return;
    this.hasEnded = true;
    this.underWay.push({ kind, dueMs: this.flow.arrivalMs(0, performance.now()) });
    this.deliver();
  }

  private onFaultsChanged(): void {
    const nowMs = performance.now();
    for (const item of this.underWay)
      item.dueMs = this.flow.arrivalMs(item.kind === 'piece' ? item.bytes.length : 0, nowMs);
    this.deliver();
  }

  private deliver(): void {
    clearTimeout(this.timer);
    const { sink } = this;
    if (sink === undefined || this.isStopped) return;
    for (;;) {
      const [item] = this.underWay;
      if (item === undefined || this.isSinkFull || this.flow.faults.cut) return;
      const leftMs = item.dueMs - performance.now();
      if (leftMs > 0) {
        this.timer = setTimeout(() => this.deliver(), leftMs);
        return;
      }
      this.underWay.shift();
      this.arrive(sink, item);
    }
  }

  private arrive(sink: Socket, item: Item): void {
    switch (item.kind) {
      case 'piece':
        this.bytesUnderWay -= item.bytes.length;
        // A receiver that is gone takes nothing; its own end is on its way to the sender.
        if (sink.writable) this.isSinkFull = !sink.write(item.bytes);
        if (this.source.isPaused() && this.bytesUnderWay <= UNDER_WAY_BYTES_MAX / 2) this.source.resume();
        return;
      case 'end':
        sink.end();
        this.onEnded();
        return;
      case 'reset':
        this.onReset();
        return;
    }
  }
}
