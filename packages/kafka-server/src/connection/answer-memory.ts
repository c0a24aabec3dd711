import { assert, type Bytes } from '@drave/base';
import type { ReadBudget } from '@drave/broker';
import { listenerLimits } from './listener-limits.js';

/**
 * Bytes of answers, of all connections of a node: those that are being read from logs, and those that are finished and
 * not yet taken by the network.
 */
export class AnswerMemory {
  private usedBytes: Bytes = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly bytesMax: Bytes;

  constructor(bytesMax: Bytes = listenerLimits.answerBytesMax) {
    this.bytesMax = bytesMax;
  }

  get used(): Bytes {
    return this.usedBytes;
  }

  /** What an answer may still add; 0 or less when it must wait. */
  get room(): Bytes {
    return this.bytesMax - this.usedBytes;
  }

  charge(bytes: Bytes): void {
    this.usedBytes += bytes;
  }

  release(bytes: Bytes): void {
    this.usedBytes -= bytes;
    assert(this.usedBytes >= 0, 'no answer is released twice');
    if (this.room > 0) for (const wake of this.waiting.splice(0)) wake();
  }

  /** Reserves for the bytes that one fetch reads before they are an answer. */
  reserve(): ReadReservation {
    return new ReadReservation(this);
  }

  /** Resolves when there is some room, or the caller has gone. Slow clients are ended, so it comes to that. */
  async whenRoom(signal: AbortSignal): Promise<void> {
    while (this.room <= 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        signal.addEventListener('abort', wake);
        this.waiting.push(wake);
      });
    }
  }
}

/** What one fetch holds while it reads; given back in one piece when it ends, whatever happened to it. */
class ReadReservation implements ReadBudget {
  private held: Bytes = 0;
  private readonly memory: AnswerMemory;

  constructor(memory: AnswerMemory) {
    this.memory = memory;
  }

  take(bytes: Bytes): Bytes {
    const taken = Math.max(0, Math.min(bytes, this.memory.room));
    this.held += taken;
    this.memory.charge(taken);
    return taken;
  }

  give(bytes: Bytes): void {
    this.held -= bytes;
    if (bytes >= 0) this.memory.release(bytes);
    else this.memory.charge(0 - bytes);
  }

  end(): void {
    this.memory.release(this.held);
    this.held = 0;
  }
}
