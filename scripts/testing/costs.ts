/** What test files are expected to cost, in units of the machine (`test-cluster/src/machine-unit.ts`). */
export interface Costs {
  /** Of a file that is not on the list, by the beginning of its path. */
  readonly otherwise: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, number>>;
}

/** By the file itself, else by the longest beginning of its path. */
export function costOf(costs: Costs, file: string): number {
  const known = costs.files[file];
  if (known !== undefined) return known;
  const [, units = 0] =
    Object.entries(costs.otherwise)
      .filter(([beginning]) => file.startsWith(beginning))
      .toSorted(([left], [right]) => right.length - left.length)[0] ?? [];
  return units;
}
