import { assert, type Millis, type Offset } from '@drave/base';

/** A batch may hold as many records as this. */
const NEAR_MAX = 10;

interface Written {
  readonly offset: Offset;
  /** The record's timestamp is this or later. */
  readonly sentWallMs: number;
}

/** What acknowledged records say about searches by time (ListOffsets). Partitions by their names. */
export class TimestampBook {
  private readonly partitions = new Map<string, Written[]>();

  acknowledged(name: string, offset: Offset, sentWallMs: number): void {
    const known = this.partitions.get(name) ?? [];
    known.push({ offset, sentWallMs });
    this.partitions.set(name, known);
  }

  /** How many acknowledgements there are: what a question may rely on that is asked now. */
  size(name: string): number {
    return this.partitions.get(name)?.length ?? 0;
  }

  /** Times of records that were acknowledged close to this offset, on either side. */
  around(name: string, offset: Offset): readonly Millis[] {
    const near = (this.partitions.get(name) ?? []).filter((written) => Math.abs(written.offset - offset) <= NEAR_MAX);
    return near.map(({ sentWallMs }) => sentWallMs);
  }

  /**
   * The answer to a search for the first record at or after `timestamp`, asked when `known` records were acknowledged;
   * records below `startOffset` may be gone.
   */
  checkSearch(name: string, timestamp: number, known: number, startOffset: Offset, answer: Written): void {
    const { offset, sentWallMs } = answer;
    if (offset >= 0) assert(sentWallMs >= timestamp, `${name}: searched for ${timestamp}, found ${sentWallMs}`);
    for (const written of this.relied(name, known, startOffset)) {
      if (written.sentWallMs < timestamp) continue;
      const found = offset >= 0 && offset <= written.offset;
      assert(
        found,
        `${name}: searched for ${timestamp}, found ${offset}; ${written.offset} is of ${written.sentWallMs}`,
      );
    }
  }

  /**
   * The answer to a question for the largest timestamp. There is none while the youngest record is not committed yet,
   * as in Kafka.
   */
  checkLargest(name: string, known: number, startOffset: Offset, { offset, sentWallMs }: Written): void {
    if (offset < 0) return;
    for (const written of this.relied(name, known, startOffset)) {
      const beyond = `${written.offset} is of ${written.sentWallMs}`;
      assert(sentWallMs >= written.sentWallMs, `${name}: the largest is ${sentWallMs} at ${offset}, but ${beyond}`);
    }
  }

  private relied(name: string, known: number, startOffset: Offset): Written[] {
    return (this.partitions.get(name) ?? []).slice(0, known).filter(({ offset }) => offset >= startOffset);
  }
}
