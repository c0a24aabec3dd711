/**
 * How many produced batches of one broker are open at a time. An open one may take a thousand times the bytes that
 * came, so a request for many partitions must not open them all at once. First come, first served.
 */
export class CodecGate {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(openMax: number) {
    this.free = openMax;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await job();
    } finally {
      // The place goes on to the next in line, so that nobody overtakes.
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}
