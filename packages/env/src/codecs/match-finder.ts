const HASH_BITS = 14;
const MATCH_BYTES_MIN = 4;
/** After this many misses in a row the search strides further: what does not compress is passed over quickly. */
const SKIP_SHIFT = 6;

/**
 * The greedy search that snappy and LZ4 share. Calls `visit` with the literals in [from, at) and the match of `length`
 * bytes at `at` that repeats what stands `distance` before; returns where the last literals begin. No match begins or
 * ends within the last `tailBytes`.
 */
export function findMatches(
  input: Uint8Array,
  start: number,
  end: number,
  tailBytes: number,
  visit: (from: number, at: number, length: number, distance: number) => void,
): number {
  const table = new Int32Array(1 << HASH_BITS).fill(-1);
  const limit = end - tailBytes - MATCH_BYTES_MIN;
  let from = start;
  let misses = 0;
  for (let at = start; at <= limit; ) {
    const word = uint32(input, at);
    const slot = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    const candidate = table[slot] as number;
    table[slot] = at;
    if (candidate < start || at - candidate > 0xffff || uint32(input, candidate) !== word) {
      at += 1 + (misses++ >>> SKIP_SHIFT);
      continue;
    }
    misses = 0;
    let length = MATCH_BYTES_MIN;
    while (at + length < end - tailBytes && input[candidate + length] === input[at + length]) length++;
    visit(from, at, length, at - candidate);
    at += length;
    from = at;
  }
  return from;
}

function uint32(input: Uint8Array, position: number): number {
  return (
    (input[position] as number) |
    ((input[position + 1] as number) << 8) |
    ((input[position + 2] as number) << 16) |
    ((input[position + 3] as number) << 24)
  );
}
