/** The items that occur more than once. */
export function repeated<Item>(items: Iterable<Item>): ReadonlySet<Item> {
  const seen = new Set<Item>();
  const again = new Set<Item>();
  for (const item of items) {
    if (seen.has(item)) again.add(item);
    seen.add(item);
  }
  return again;
}
