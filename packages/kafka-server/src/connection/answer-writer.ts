import { assert, BoundedQueue, DrainLoop, type Bytes, type Millis } from '@drave/base';
import type { Clock, Connection } from '@drave/env';
import type { AnswerMemory } from './answer-memory.js';
import { listenerLimits } from './listener-limits.js';
import type { RequestTimes } from './request-times.js';

/** The place of one request's answer, taken when the request starts. */
export interface AnswerSlot {
  parts: readonly Buffer[] | undefined;
  bytes: Bytes;
  times: RequestTimes | undefined;
}

interface AnswerWriterOptions {
  readonly connection: Pick<Connection, 'write'>;
  readonly memory: AnswerMemory;
  readonly clock: Clock;
  /** A slot or bytes have become free. */
  readonly onProgress: () => void;
  readonly onFailure: (reason: unknown) => void;
}

/**
 * Sends answers in the order of their requests, whatever order they get ready in. What is ready goes out in one
 * gathered write, up to a size; the bytes are charged until the network has taken them.
 */
export class AnswerWriter {
  /** Answers not yet ready, or ready and not yet written. */
  private readonly slots = new BoundedQueue<AnswerSlot>(listenerLimits.inFlightRequestsMax);
  private readonly loop: DrainLoop;
  private readonly options: AnswerWriterOptions;
  private unsentBytes: Bytes = 0;
  private closed = false;
  private sent: Bytes = 0;
  private sentAtMs: Millis = 0;
  /** When the write under way began; undefined when there is none. */
  writingSinceMs: Millis | undefined;

  constructor(options: AnswerWriterOptions) {
    this.options = options;
    this.loop = new DrainLoop(() => this.turn(), options.onFailure);
  }

  /** Every request that has started is answered, as far as the network is concerned. */
  get idle(): boolean {
    return this.slots.length === 0 && this.writingSinceMs === undefined;
  }

  /** 0 before the first answer. */
  get lastSentMs(): Millis {
    return this.sentAtMs;
  }

  get sentBytes(): Bytes {
    return this.sent;
  }

  /** Whether one more request may start. */
  get hasRoom(): boolean {
    return this.slots.length < listenerLimits.inFlightRequestsMax && this.unsentBytes < listenerLimits.unsentBytesMax;
  }

  open(): AnswerSlot {
    const slot: AnswerSlot = { parts: undefined, bytes: 0, times: undefined };
    const pushed = this.slots.push(slot);
    assert(pushed, 'a request starts only when there is room for its answer');
    return slot;
  }

  /** No parts for a request that is not answered; its place in the order ends all the same. */
  settle(slot: AnswerSlot, parts: readonly Buffer[], bytes: Bytes, times?: RequestTimes): void {
    assert(slot.parts === undefined, 'a request is answered once');
    slot.parts = parts;
    slot.times = times;
    if (this.closed) return;
    slot.bytes = bytes;
    this.unsentBytes += bytes;
    this.options.memory.charge(bytes);
    if (this.slots.peek() === slot) this.loop.wake();
  }

  /** Nothing is sent any more; what was not sent is let go. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.slots.drain();
    this.options.memory.release(this.unsentBytes);
    this.unsentBytes = 0;
  }

  private async turn(): Promise<void> {
    for (;;) {
      const batch = this.takeReady();
      if (batch === undefined) return;
      const fromMs = this.options.clock.monotonicMs();
      for (const parts of cut(batch.parts, batch.bytes)) {
        this.writingSinceMs = this.options.clock.monotonicMs();
        await this.options.connection.write(parts);
        if (this.closed) return;
      }
      this.writingSinceMs = undefined;
      this.sentAtMs = this.options.clock.monotonicMs();
      for (const times of batch.times) times.sent(fromMs, this.sentAtMs);
      this.sent += batch.bytes;
      this.unsentBytes -= batch.bytes;
      this.options.memory.release(batch.bytes);
      this.options.onProgress();
    }
  }

  /** The finished answers at the head of the line, as many as one write takes; at least one. */
  private takeReady(): ReadyAnswers | undefined {
    let first = this.slots.peek();
    if (this.closed || first?.parts === undefined) return undefined;
    const times: RequestTimes[] = [];
    const take = (slot: AnswerSlot): void => {
      this.slots.shift();
      if (slot.times !== undefined) times.push(slot.times);
    };
    if (first.bytes >= listenerLimits.writeBytesMax) {
      take(first);
      return { parts: first.parts, bytes: first.bytes, times };
    }
    const parts: Buffer[] = [];
    let bytes = 0;
    while (first?.parts !== undefined && bytes + first.bytes <= listenerLimits.writeBytesMax) {
      take(first);
      bytes += first.bytes;
      for (const part of first.parts) parts.push(part);
      first = this.slots.peek();
    }
    return { parts, bytes, times };
  }
}

interface ReadyAnswers {
  readonly parts: readonly Buffer[];
  readonly bytes: Bytes;
  readonly times: readonly RequestTimes[];
}

/** Groups of parts of at most `writeBytesMax` each; only what is larger is cut. */
function cut(parts: readonly Buffer[], bytes: Bytes): readonly (readonly Buffer[])[] {
  const { writeBytesMax } = listenerLimits;
  if (bytes === 0) return [];
  if (bytes <= writeBytesMax) return [parts];
  const groups: Buffer[][] = [];
  let group: Buffer[] = [];
  let room: number = writeBytesMax;
  for (let part of parts) {
    while (part.length > room) {
      group.push(part.subarray(0, room));
      part = part.subarray(room);
      groups.push(group);
      group = [];
      room = writeBytesMax;
    }
    if (part.length === 0) continue;
    group.push(part);
    room -= part.length;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
