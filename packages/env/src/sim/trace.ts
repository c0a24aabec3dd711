const RING_LENGTH = 4096;

interface TraceLine {
  readonly timeUs: number;
  readonly kind: string;
  readonly owner: string;
  readonly detail: string;
}

/**
 * A rolling 64-bit hash over everything that happened, and the last lines in words. Equal seeds must give equal hashes.
 */
export class SimTrace {
  private readonly ring: TraceLine[] = [];
  private count = 0;
  private low = 0x811c9dc5;
  private high = 0x01000193;
  private readonly wordHashes = new Map<string, number>();

  add(timeUs: number, kind: string, owner: string, detail: string): void {
    this.fold(timeUs >>> 0);
    this.fold(Math.floor(timeUs / 0x1_0000_0000) >>> 0);
    this.fold(this.wordHash(kind));
    this.fold(this.wordHash(owner));
    if (detail !== '') this.fold(hashText(detail));
    this.ring[this.count % RING_LENGTH] = { timeUs, kind, owner, detail };
    this.count++;
  }

  get hash(): string {
    return hex(this.high) + hex(this.low);
  }

  last(count: number): string[] {
    const from = Math.max(0, this.count - Math.min(count, RING_LENGTH));
    const lines: string[] = [];
    for (let index = from; index < this.count; index++) {
      const line = this.ring[index % RING_LENGTH] as TraceLine;
      const time = (line.timeUs / 1000).toFixed(3).padStart(12);
      lines.push(`${time} ${line.owner === '' ? '-' : line.owner} ${line.kind} ${line.detail}`.trimEnd());
    }
    return lines;
  }

  private fold(word: number): void {
    this.low = Math.imul(this.low ^ word, 0x01000193) ^ (this.high >>> 7);
    this.high = Math.imul(this.high ^ word ^ (this.low >>> 16), 0x85ebca6b) + 0x27d4eb2f;
    this.high |= 0;
  }

  /** Kinds and owners are few and come again: hash each once. */
  private wordHash(word: string): number {
    const known = this.wordHashes.get(word);
    if (known !== undefined) return known;
    const hash = hashText(word);
    this.wordHashes.set(word, hash);
    return hash;
  }
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
