/** Which groups are watched. */
export interface NameFilterSettings {
  /** Only names that match; all without it. */
  readonly allow?: RegExp;
  /** Not names that match. */
  readonly deny?: RegExp;
}

/** Longer names match no pattern: what a match may take is bounded by it. */
const MATCHED_LENGTH_MAX = 255;

export function isWatched(name: string, { allow, deny }: NameFilterSettings): boolean {
  const matches = (pattern: RegExp): boolean => name.length <= MATCHED_LENGTH_MAX && pattern.test(name);
  return (allow === undefined || matches(allow)) && (deny === undefined || !matches(deny));
}
