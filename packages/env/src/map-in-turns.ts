import type { Timers } from './time.js';

/**
 * `map` over many items, with a turn of the event loop after every `countPerTurn` of them. What it reads must not
 * change meanwhile. Rejects with what `map` throws.
 */
export async function mapInTurns<Item, Result>(
  timers: Pick<Timers, 'yieldTurn'>,
  items: Iterable<Item>,
  countPerTurn: number,
  map: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    if (results.length > 0 && results.length % countPerTurn === 0) await timers.yieldTurn();
    results.push(map(item));
  }
  return results;
}
