import { assert } from '@drave/base';

/** One block has at most so many texts: twice the square root of a large set, so that both levels stay short. */
const BLOCK_LENGTH_MAX = 256;

/**
 * A set of texts sorted by UTF-16 code units. Never changes: one more or one less copies one block and the list of
 * blocks, and shares the rest with the set it came from. So nobody sorts a whole cluster's names because of one topic.
 */
export class SortedTexts implements Iterable<string> {
  static readonly empty: SortedTexts = new SortedTexts([], 0);

  readonly size: number;
  /** The blocks; none is empty, and none has more than `BLOCK_LENGTH_MAX` texts. */
  private readonly blocks: readonly (readonly string[])[];
  private all: readonly string[] | undefined;

  private constructor(blocks: readonly (readonly string[])[], size: number) {
    this.blocks = blocks;
    this.size = size;
  }

  has(text: string): boolean {
    const block = this.blocks[this.blockOf(text)];
    return block !== undefined && block[placeIn(block, text)] === text;
  }

  with(text: string): SortedTexts {
    const at = this.blockOf(text);
    const block = this.blocks[at];
    if (block === undefined) return new SortedTexts([[text]], 1);
    const place = placeIn(block, text);
    if (block[place] === text) return this;
    const grown = block.toSpliced(place, 0, text);
    const half = grown.length >> 1;
    const replaced = grown.length > BLOCK_LENGTH_MAX ? [grown.slice(0, half), grown.slice(half)] : [grown];
    return new SortedTexts(this.blocks.toSpliced(at, 1, ...replaced), this.size + 1);
  }

  without(text: string): SortedTexts {
    const at = this.blockOf(text);
    const block = this.blocks[at];
    const place = block === undefined ? 0 : placeIn(block, text);
    if (block === undefined || block[place] !== text) return this;
    assert(this.size > 0, 'what is taken out was in');
    const left = block.toSpliced(place, 1);
    const next = this.blocks[at + 1] ?? [];
    // Small neighbours become one, or a set that shrank would be slow for ever.
    const joined = left.length + next.length <= BLOCK_LENGTH_MAX >> 1;
    const replaced = joined ? [[...left, ...next]].filter(({ length }) => length > 0) : [left];
    return new SortedTexts(this.blocks.toSpliced(at, joined ? 2 : 1, ...replaced), this.size - 1);
  }

  /** All texts in one array, which is made when it is first asked for. */
  toArray(): readonly string[] {
    this.all ??= this.blocks.flat();
    return this.all;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.after(undefined)[Symbol.iterator]();
  }

  /** The texts behind `text`, which need not be there itself; undefined gives all. */
  *after(text: string | undefined): Iterable<string> {
    const first = text === undefined ? 0 : this.blockOf(text);
    for (let at = first; at < this.blocks.length; at++) {
      const block = this.blocks[at] as readonly string[];
      let place = text !== undefined && at === first ? placeIn(block, text) : 0;
      if (text !== undefined && block[place] === text) place++;
      for (; place < block.length; place++) yield block[place] as string;
    }
  }

  /** The texts from `text` on. */
  *from(text: string): Iterable<string> {
    if (this.has(text)) yield text;
    yield* this.after(text);
  }

  /** The block that has the text, or would: the last one that begins at or before it, else the first. */
  private blockOf(text: string): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (((this.blocks[middle] as readonly string[])[0] as string) <= text) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** Index of the text, or of the first one behind it. */
function placeIn(block: readonly string[], text: string): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((block[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
