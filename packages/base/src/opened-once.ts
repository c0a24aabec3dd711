/**
 * Something that is opened when it is first asked for, once for all who ask meanwhile. Whoever asked learns why it
 * could not be opened; the next one tries again, so that one failure does not last.
 */
export class OpenedOnce<Value> {
  private readonly open: () => Promise<Value>;
  private opening: Promise<Value> | undefined;

  constructor(open: () => Promise<Value>) {
    this.open = open;
  }

  /** Rejects as `open` does. */
  get(): Promise<Value> {
    if (this.opening !== undefined) return this.opening;
    const opening = (async () => this.open())();
    this.opening = opening;
    // First in line: whoever is told of the failure may try again at once.
    opening.catch(() => (this.opening = undefined));
    return opening;
  }

  /** What is open, or is just being opened; undefined where there is nothing to close. Never rejects. */
  async taken(): Promise<Value | undefined> {
    try {
      return await this.opening;
    } catch {
      // Those who asked for it were told.
      return undefined;
    }
  }
}
