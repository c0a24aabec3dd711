/** The key that is closest to a wrong one by edit distance; undefined when none is close. */
export function closestKey(keys: readonly string[], wrong: string): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  if (wrong.length > KEY_LENGTH_MAX) return undefined;
  for (const key of keys) {
    const distance = editDistance(key, wrong, bestDistance);
    if (distance < bestDistance) {
      best = key;
      bestDistance = distance;
    }
  }
  return best;
}

/** Longer names were not typed by a person, and comparing them would cost time for no suggestion. */
const KEY_LENGTH_MAX = 100;

/** The Levenshtein distance; `limit` as soon as it cannot be below `limit`. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= right.length; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      const cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= limit) return limit;
    previous = current;
  }
  return previous[right.length] ?? limit;
}
