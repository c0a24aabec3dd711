/**
 * The starved ones are quorums and whole clusters on a machine that is far too slow, on which little else goes wrong.
 */
const seedKinds = ['quorum', 'cluster', 'starved', 'starved-cluster'] as const;

export type SeedKind = (typeof seedKinds)[number];

export function isSeedKind(text: string | undefined): text is SeedKind {
  return seedKinds.some((kind) => kind === text);
}
