import { type Deferred, deferred } from '@drave/base';

/** For adapters: the receiving half of a stream. Asks its source for one message at a time and holds few ahead. */
export class Inbox<Message> {
  private readonly aheadMax: number;
  private readonly readMore: () => void;
  private readonly messages: Message[] = [];
  private readonly waiting: Deferred<Message | undefined>[] = [];
  private reading = false;
  private over: { readonly failure: Error | undefined } | undefined;

  /** `readMore` asks for exactly one `push`, `end` or `fail`; never called again before it comes. */
  constructor(aheadMax: number, readMore: () => void) {
    this.aheadMax = aheadMax;
    this.readMore = readMore;
  }

  /** Starts reading ahead. Separate from the constructor, because the source often answers at once. */
  open(): void {
    this.wantMore();
  }

  push(message: Message): void {
    this.reading = false;
    if (this.over !== undefined) return;
    const waiter = this.waiting.shift();
    if (waiter === undefined) this.messages.push(message);
    else waiter.resolve(message);
    this.wantMore();
  }

  /** The other side has ended its direction; what was pushed before is still received. */
  end(): void {
    this.close(undefined);
  }

  /** The stream has failed; what was pushed before is still received. */
  fail(failure: Error): void {
    this.close(failure);
  }

  receive(): Promise<Message | undefined> {
    const message = this.messages.shift();
    if (message !== undefined) {
      this.wantMore();
      return Promise.resolve(message);
    }
    if (this.over !== undefined) {
      return this.over.failure === undefined ? Promise.resolve(undefined) : Promise.reject(this.over.failure);
    }
    const waiter = deferred<Message | undefined>();
    this.waiting.push(waiter);
    this.wantMore();
    return waiter.promise;
  }

  private close(failure: Error | undefined): void {
    this.reading = false;
    if (this.over !== undefined) return;
    this.over = { failure };
    for (const waiter of this.waiting.splice(0)) {
      if (failure === undefined) waiter.resolve(undefined);
      else waiter.reject(failure);
    }
  }

  private wantMore(): void {
    if (this.reading || this.over !== undefined) return;
    if (this.messages.length >= this.aheadMax) return;
    this.reading = true;
    this.readMore();
  }
}
