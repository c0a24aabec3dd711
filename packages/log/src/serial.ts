/** Runs what it is given one after the other, in the order of the calls; a failure concerns only its own caller. */
export class Serial {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(action: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(action);
    this.last = result.catch(() => undefined);
    return result;
  }
}
