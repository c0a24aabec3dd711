import type { NodeId, Steps } from '@drave/base';
import type { Random } from '@drave/env';
import type { BrokerRegistration, MetadataImage } from '@drave/metadata';

interface PlacementRequest {
  readonly partitionCount: number;
  readonly replicationFactor: number;
  /** Assignments that the topic has already, so that new partitions continue the stripe. */
  readonly existing: readonly (readonly NodeId[])[];
}

/**
 * Chooses replicas for new partitions; the first of each is the preferred leader. The same image and random stream give
 * the same answer.
 *
 * Every partition goes to the brokers that have the fewest of this topic, so leaders and replicas are even to within
 * one where racks allow it. Replicas of one partition use as many racks as there are. Fenced brokers are taken only
 * when the others do not suffice, and never lead. The caller has checked that there are enough brokers and a live one.
 */
export function* placeReplicas(
  image: MetadataImage,
  request: PlacementRequest,
  random: Random,
): Steps<readonly (readonly NodeId[])[]> {
  const brokers = shuffled(usableBrokers(image), random).map((broker, order) => new Candidate(broker, order));
  const byId = new Map(brokers.map((candidate) => [candidate.broker.id, candidate]));
  for (const replicas of request.existing) {
    count(replicas, byId);
    yield;
  }
  const assignments: (readonly NodeId[])[] = [];
  for (let i = 0; i < request.partitionCount; i++) {
    const replicas = placeOne(brokers, request.replicationFactor);
    count(replicas, byId);
    assignments.push(replicas);
    yield;
  }
  return assignments;
}

/** Brokers that may get replicas. */
export function usableBrokers(image: MetadataImage): readonly BrokerRegistration[] {
  return image.brokers().filter((broker) => !broker.inControlledShutdown);
}

class Candidate {
  readonly broker: BrokerRegistration;
  /** The place in the shuffled order, which is the last tie-breaker. */
  readonly order: number;
  leaders = 0;
  replicas = 0;
  /** How often it follows each leader, so that one broker's followers are spread over all others. */
  readonly follows: Map<NodeId, number> = new Map();

  constructor(broker: BrokerRegistration, order: number) {
    this.broker = broker;
    this.order = order;
  }
}

function placeOne(brokers: readonly Candidate[], replicationFactor: number): readonly NodeId[] {
  const leader = best(brokers, (candidate) => [
    candidate.broker.fenced ? 1 : 0,
    candidate.leaders,
    candidate.replicas,
    candidate.order,
  ]);
  const chosen = [leader];
  const racks = new Map<string, number>([[rackOf(leader), 1]]);
  while (chosen.length < replicationFactor) {
    const next = best(
      brokers.filter((candidate) => !chosen.includes(candidate)),
      (candidate) => [
        candidate.broker.fenced ? 1 : 0,
        racks.get(rackOf(candidate)) ?? 0,
        candidate.replicas,
        candidate.follows.get(leader.broker.id) ?? 0,
        candidate.order,
      ],
    );
    chosen.push(next);
    racks.set(rackOf(next), (racks.get(rackOf(next)) ?? 0) + 1);
  }
  return chosen.map((candidate) => candidate.broker.id);
}

function count(replicas: readonly NodeId[], byId: ReadonlyMap<NodeId, Candidate>): void {
  const [leader, ...followers] = replicas;
  if (leader === undefined) return;
  const leading = byId.get(leader);
  if (leading !== undefined) {
    leading.leaders++;
    leading.replicas++;
  }
  for (const id of followers) {
    const follower = byId.get(id);
    if (follower === undefined) continue;
    follower.replicas++;
    follower.follows.set(leader, (follower.follows.get(leader) ?? 0) + 1);
  }
}

/** The candidate with the smallest cost, compared element by element. */
function best(candidates: readonly Candidate[], cost: (candidate: Candidate) => readonly number[]): Candidate {
  let winner: Candidate | undefined;
  let lowest: readonly number[] = [];
  for (const candidate of candidates) {
    const own = cost(candidate);
    if (winner === undefined || isLower(own, lowest)) {
      winner = candidate;
      lowest = own;
    }
  }
  if (winner === undefined) throw new RangeError('placement needs a broker');
  return winner;
}

function isLower(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Brokers without a rack count as one rack each, so that racks make no difference where nobody set them. */
function rackOf(candidate: Candidate): string {
  return candidate.broker.rack === undefined ? `#${candidate.broker.id}` : `=${candidate.broker.rack}`;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [result[i], result[j]] = [result[j] as Item, result[i] as Item];
  }
  return result;
}
