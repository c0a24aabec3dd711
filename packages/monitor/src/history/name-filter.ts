/** Which groups are watched. */
export interface NameFilterSettings {
  /** Only names that match; all without it. */
  readonly allow?: RegExp;
  /** Not names that match. */
  readonly deny?: RegExp;
}

/** Names longer than Kafka's own clients make are not matched against patterns, and not watched. */
const NAME_LENGTH_MAX = 1_024;

export function isWatched(name: string, { allow, deny }: NameFilterSettings): boolean {
  if (name.length > NAME_LENGTH_MAX) return false;
  return (allow?.test(name) ?? true) && !(deny?.test(name) ?? false);
}
