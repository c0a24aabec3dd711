import { assert, UUID_ZERO, type DirectoryId, type NodeId } from '@drave/base';
import { mergePartition, NO_LEADER, type PartitionChangeRecord, type PartitionRegistration } from '@drave/metadata';
import { assertWhole } from './partition-faults.js';
import { completeReassignment } from './reassignment.js';

/** What a decision wants of a partition; an undefined field leaves it as it is. */
export interface PartitionTarget {
  readonly isr?: readonly NodeId[];
  readonly replicas?: readonly NodeId[];
  readonly directories?: readonly DirectoryId[];
  readonly addingReplicas?: readonly NodeId[];
  readonly removingReplicas?: readonly NodeId[];
  /** Replicas that may have lost acknowledged records: they leave the ISR and the ELR. */
  readonly lostReplicas?: ReadonlySet<NodeId>;
  /** The leader epoch ends even under the same leader: what followers have confirmed in it counts no more. */
  readonly endLeaderEpoch?: boolean;
  /**
   * `preferred` moves to the first replica if that is possible; `unclean` takes any live replica when nothing else can.
   */
  readonly election?: 'ifNeeded' | 'preferred' | 'unclean';
}

/** What the election may look at. */
export interface ElectionRules {
  /** Whether the broker is in service, and this log directory of it online (UUID_ZERO: wherever the replica lies). */
  readonly isActive: (broker: NodeId, directory: DirectoryId) => boolean;
  readonly minInsyncReplicas: number;
  /** `unclean.leader.election.enable` of the topic. */
  readonly uncleanElection: boolean;
}

/**
 * The one place where ISR, ELR and leader of a partition are worked out (KIP-966). Undefined when nothing changes.
 *
 * The ELR: whoever leaves the ISR while it is below min.insync.replicas still holds every committed record, because the
 * high watermark stands still from then on. So it stays eligible, until the ISR is whole again.
 */
export function changePartition(
  before: PartitionRegistration,
  target: PartitionTarget,
  rules: ElectionRules,
): PartitionChangeRecord | undefined {
  const wanted = completeReassignment({
    replicas: target.replicas ?? before.replicas,
    directories: target.directories ?? before.directories,
    isr: target.isr ?? before.isr,
    addingReplicas: target.addingReplicas ?? before.addingReplicas,
    removingReplicas: target.removingReplicas ?? before.removingReplicas,
  });
  const lost = target.lostReplicas ?? none;
  const isr = wanted.isr.filter((id) => !lost.has(id) && wanted.replicas.includes(id));
  const eligible = eligibleReplicas(before, isr, wanted.replicas, lost, rules);
  const elected = electLeader(before, { ...wanted, isr, ...eligible }, target.election ?? 'ifNeeded', rules);
  const replicaLeft = before.replicas.some((id) => !wanted.replicas.includes(id));
  const epochEnds = replicaLeft || target.endLeaderEpoch === true;
  const change: PartitionChangeRecord = {
    kind: 'partitionChange',
    topicId: before.topicId,
    index: before.index,
    // A replica that left must not follow on in this epoch, so the epoch ends even under the same leader.
    leader: elected.leader !== before.leader || epochEnds ? elected.leader : undefined,
    isr: ifDifferent(before.isr, elected.isr),
    elr: ifDifferent(before.elr, elected.elr),
    lastKnownElr: ifDifferent(before.lastKnownElr, elected.lastKnownElr),
    replicas: ifDifferent(before.replicas, wanted.replicas),
    addingReplicas: ifDifferent(before.addingReplicas, wanted.addingReplicas),
    removingReplicas: ifDifferent(before.removingReplicas, wanted.removingReplicas),
    directories: ifDifferent(before.directories, wanted.directories),
  };
  if (isEmpty(change)) return undefined;
  const after = mergePartition(before, change);
  assertWhole(after);
  for (const id of lost) assert(!after.elr.includes(id), 'who has lost records is not eligible');
  return change;
}

interface Eligible {
  readonly elr: readonly NodeId[];
  readonly lastKnownElr: readonly NodeId[];
}

interface Elected extends Eligible {
  readonly leader: NodeId;
  readonly isr: readonly NodeId[];
}

function eligibleReplicas(
  before: PartitionRegistration,
  isr: readonly NodeId[],
  replicas: readonly NodeId[],
  lost: ReadonlySet<NodeId>,
  rules: ElectionRules,
): Eligible {
  if (isr.length >= Math.min(rules.minInsyncReplicas, replicas.length)) return { elr: [], lastKnownElr: [] };
  const candidates = union(before.elr, before.isr).filter((id) => !isr.includes(id) && replicas.includes(id));
  const elr = candidates.filter((id) => !lost.has(id));
  // The last leader comes first: when everybody has lost something, it knows the most.
  const leaderFirst = before.leader === NO_LEADER ? before.lastKnownElr : union([before.leader], before.lastKnownElr);
  const lastKnownElr = union(leaderFirst, candidates).filter(
    (id) => lost.has(id) || (before.lastKnownElr.includes(id) && !isr.includes(id) && !elr.includes(id)),
  );
  return { elr, lastKnownElr: lastKnownElr.filter((id) => replicas.includes(id)) };
}

function electLeader(
  before: PartitionRegistration,
  now: Eligible & Pick<PartitionRegistration, 'replicas' | 'directories' | 'isr'>,
  election: 'ifNeeded' | 'preferred' | 'unclean',
  rules: ElectionRules,
): Elected {
  const { replicas, isr, elr, lastKnownElr } = now;
  const preferred = replicas[0] ?? NO_LEADER;
  const isActive = (id: NodeId) => rules.isActive(id, now.directories[replicas.indexOf(id)] ?? UUID_ZERO);
  const canLead = (id: NodeId) => isr.includes(id) && isActive(id);
  const kept = { isr, elr, lastKnownElr };
  if (election === 'preferred' && canLead(preferred)) return { ...kept, leader: preferred };
  if (canLead(before.leader)) return { ...kept, leader: before.leader };
  const inSync = replicas.find(canLead);
  if (inSync !== undefined) return { ...kept, leader: inSync };

  const fromElr = replicas.find((id) => elr.includes(id) && isActive(id));
  if (fromElr !== undefined) {
    const whole = Math.min(rules.minInsyncReplicas, replicas.length) <= 1;
    // Whoever was in the ISR and is not active stays eligible: it holds what is committed too.
    const rest = union(elr, isr).filter((id) => id !== fromElr);
    return { leader: fromElr, isr: [fromElr], elr: whole ? [] : rest, lastKnownElr: whole ? [] : lastKnownElr };
  }
  const alone = (leader: NodeId): Elected => ({ leader, isr: [leader], elr: [], lastKnownElr: [] });
  if (isr.length === 0 && elr.length === 0) {
    // Every complete replica lost un-synced data, which is beyond what replication promises. The last leader is the
    // best there is.
    const lastLeader = lastKnownElr[0];
    if (lastLeader !== undefined && isActive(lastLeader)) return alone(lastLeader);
  }
  if (election === 'unclean' || rules.uncleanElection) {
    const any = replicas.find(isActive);
    if (any !== undefined) return alone(any);
  }
  return { ...kept, leader: NO_LEADER };
}

function ifDifferent<Item>(before: readonly Item[], after: readonly Item[]): readonly Item[] | undefined {
  return before.length === after.length && before.every((item, i) => item === after[i]) ? undefined : after;
}

function isEmpty(change: PartitionChangeRecord): boolean {
  return (
    change.leader === undefined &&
    change.isr === undefined &&
    change.elr === undefined &&
    change.lastKnownElr === undefined &&
    change.replicas === undefined &&
    change.addingReplicas === undefined &&
    change.removingReplicas === undefined &&
    change.directories === undefined
  );
}

function union(first: readonly NodeId[], second: readonly NodeId[]): readonly NodeId[] {
  if (second.length === 0) return first;
  return [...first, ...second.filter((id) => !first.includes(id))];
}

const none: ReadonlySet<NodeId> = new Set();
