import { assert, type Bytes } from '@drave/base';
import { listenerLimits } from './listener-limits.js';

/** Bytes of answers that are finished and not yet taken by the network, of all connections of a node. */
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
