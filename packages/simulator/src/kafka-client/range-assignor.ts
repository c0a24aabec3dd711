interface Subscriber {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/**
 * Kafka's RangeAssignor: of every topic each subscriber gets a run of partitions; the first ones get one more when it
 * does not come out even. Members by topic, `topic-partition` names by member.
 */
export function assignRanges(
  subscribers: readonly Subscriber[],
  partitionCountOf: (topic: string) => number,
): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
  const members = subscribers.toSorted((left, right) => (left.memberId < right.memberId ? -1 : 1));
  const assignment = new Map(members.map(({ memberId }) => [memberId, new Map<string, number[]>()]));
  const topics = [...new Set(members.flatMap((member) => member.topics))].sort();
  for (const topic of topics) {
    const interested = members.filter((member) => member.topics.includes(topic));
    const count = partitionCountOf(topic);
    const [each, extra] = [Math.floor(count / interested.length), count % interested.length];
    let from = 0;
    interested.forEach(({ memberId }, index) => {
      const size = each + (index < extra ? 1 : 0);
      const partitions = Array.from({ length: size }, (_, at) => from + at);
      if (size > 0) assignment.get(memberId)?.set(topic, partitions);
      from += size;
    });
  }
  return assignment;
}
