interface StickySubscriber {
  readonly memberId: string;
  /** `topic-partition` names of what it works on. */
  readonly owned: readonly string[];
  /** The generation in which the member got them. */
  readonly generation: number;
}

/**
 * What Kafka's CooperativeStickyAssignor comes to when all members subscribe to the same topics: each keeps what it has
 * up to its share, and none gets what another one has yet to give up; that is for the rebalance that follows
 * (KIP-429). Of two that claim one partition the later generation is right (KIP-792). Names by member.
 */
export function assignCooperatively(
  subscribers: readonly StickySubscriber[],
  partitions: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const owners = ownersOf(subscribers);
  const kept = subscribers
    .map(({ memberId, owned }) => ({
      memberId,
      names: owned.filter((name) => owners.get(name) === memberId && partitions.includes(name)).sort(),
    }))
    .sort((left, right) => right.names.length - left.names.length || (left.memberId < right.memberId ? -1 : 1));
  const [share, extra] = [Math.floor(partitions.length / kept.length), partitions.length % kept.length];
  const free = partitions.filter((name) => !owners.has(name));
  const assignment = new Map<string, string[]>();
  kept.forEach(({ memberId, names }, index) => {
    const size = share + (index < extra ? 1 : 0);
    const mine = names.slice(0, size);
    mine.push(...free.splice(0, size - mine.length));
    assignment.set(memberId, mine);
  });
  return assignment;
}

/** Undefined for a partition that two claim with equal right: neither may keep it. */
function ownersOf(subscribers: readonly StickySubscriber[]): ReadonlyMap<string, string | undefined> {
  const claims = new Map<string, { memberId: string | undefined; generation: number }>();
  for (const { memberId, owned, generation } of subscribers) {
    for (const name of owned) {
      const known = claims.get(name);
      if (known === undefined || generation > known.generation) claims.set(name, { memberId, generation });
      else if (generation === known.generation) claims.set(name, { memberId: undefined, generation });
    }
  }
  return new Map([...claims].map(([name, { memberId }]) => [name, memberId]));
}
