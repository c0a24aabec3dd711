import type { LinkFaults, SeededRandom } from '@drave/env/sim';
import type { SimNetworkMode } from './sim-network.js';

/** What one seed lives in: sizes, rates and probabilities are themselves drawn, so that seeds differ in kind. */
export interface SimConditions {
  readonly voters: number;
  readonly observers: number;
  readonly network: SimNetworkMode;
  readonly links: Partial<LinkFaults>;
  readonly clients: number;
  readonly clientPauseMs: number;
  /** After so long a client gives a write up and looks for another leader. */
  readonly writePatienceMs: number;
  /** How many clients only read, from any node that claims to lead. */
  readonly readers: number;
  /** Entries are written without a pause while a controller is added at the end, to disks that need their time. */
  readonly busy: boolean;
  readonly snapshotEveryMs: number;
  readonly chaosMs: number;
  /** Mean pause between faults. */
  readonly faultEveryMs: number;
  /** Relative weights of the kinds of fault. */
  readonly weights: Readonly<Record<FaultKind, number>>;
}

export type FaultKind =
  | 'crash'
  | 'powerLoss'
  | 'allPowerLoss'
  | 'pause'
  | 'partition'
  | 'oneWay'
  | 'isolateLeader'
  | 'crashLeader'
  | 'slowDisk'
  | 'diskError'
  | 'lossy'
  | 'resign'
  | 'clockStep'
  | 'changeVoters'
  | 'replaceDisk'
  | 'deposeLeader'
  | 'reformat'
  | 'removeLeader'
  | 'restartAtElection'
  | 'addObserver';

/** The kinds of faults in most seeds, as they are drawn. */
const commonKinds: readonly FaultKind[] = [
  'crash',
  'powerLoss',
  'allPowerLoss',
  'pause',
  'partition',
  'oneWay',
  'isolateLeader',
  'crashLeader',
  'slowDisk',
  'diskError',
  'lossy',
  'resign',
  'clockStep',
  'changeVoters',
  'replaceDisk',
];

/** Faults that concern the members of the quorum; they occur only where the conditions of the run say so. */
const membershipKinds: readonly FaultKind[] = ['reformat', 'removeLeader', 'restartAtElection', 'addObserver'];

export const faultKinds: readonly FaultKind[] = [...commonKinds, 'deposeLeader', ...membershipKinds];

/** The share of all seeds whose conditions are about leaders that are deposed. */
const deposedShare = 0.1;
const membershipShare = 0.15;

export function drawConditions(random: SeededRandom): SimConditions {
  const voters = pick(random, [1, 3, 3, 3, 5, 5, 7]);
  const network: SimNetworkMode = random.next() < 0.6 ? 'stream' : 'datagram';
  const rough = random.next() < 0.5;
  const weights = {} as Record<FaultKind, number>;
  for (const kind of commonKinds) weights[kind] = random.next() < 0.35 ? 0 : random.next();
  weights.crashLeader += 0.1;
  // Some seeds are about reconfiguration, the rest have little of it: it needs a calm quorum to get anywhere.
  if (random.next() < 0.2) weights.changeVoters += 2;
  else weights.replaceDisk *= 0.1;
  weights.deposeLeader = 0;
  for (const kind of membershipKinds) weights[kind] = 0;
  const conditions: SimConditions = {
    voters,
    observers: pick(random, [0, 1, 1, 2]),
    network,
    links: {
      delayMsMin: pick(random, [0.1, 0.5, 2]),
      delayMsJitter: pick(random, [0.1, 1, 10]),
      lossProbability: rough ? (network === 'stream' ? 0.002 : random.next() * 0.1) : 0,
      duplicateProbability: network === 'datagram' && rough ? random.next() * 0.3 : 0,
    },
    clients: pick(random, [1, 2, 4]),
    clientPauseMs: pick(random, [10, 25, 60]),
    writePatienceMs: 1_000,
    readers: 0,
    busy: false,
    snapshotEveryMs: pick(random, [0, 40, 150]),
    chaosMs: pick(random, [1_000, 1_500, 2_000, 4_000]),
    faultEveryMs: pick(random, [40, 80, 200]),
    weights,
  };
  if (random.fork('deposed').next() < deposedShare) return deposedConditions(conditions);
  const membership = random.fork('membership');
  return membership.next() < membershipShare ? membershipConditions(conditions, membership) : conditions;
}

/**
 * Quorums of every size, also those passed through on the way to another: voters come and go, leaders leave and restart
 * before any follower has copied what they wrote, disks are lost and formatted again as they were.
 */
function membershipConditions(conditions: SimConditions, random: SeededRandom): SimConditions {
  const weights = { ...conditions.weights };
  for (const kind of commonKinds) weights[kind] *= 0.15;
  const voters = pick(random, [1, 2, 3, 3, 4, 4, 5]);
  for (const kind of membershipKinds) weights[kind] = random.next() < 0.35 ? 0 : random.next();
  weights.changeVoters = random.next() < 0.5 ? 0 : 0.5;
  // A controller that may be added, and a broker.
  const observers = voters % 2 === 0 ? 3 : 2;
  return {
    ...conditions,
    voters,
    observers,
    clients: 2,
    clientPauseMs: 10,
    snapshotEveryMs: pick(random, [0, 20, 40]),
    busy: true,
    chaosMs: pick(random, [1_500, 3_000]),
    faultEveryMs: pick(random, [60, 120]),
    weights,
  };
}

/**
 * Leaders that are cut off for so long that another one is elected, while clients go on writing to the new one and
 * reading from the old one: what check-quorum and the read barrier are for.
 */
function deposedConditions(conditions: SimConditions): SimConditions {
  const weights = { ...conditions.weights };
  for (const kind of commonKinds) weights[kind] *= 0.15;
  return {
    ...conditions,
    voters: Math.max(conditions.voters, 3),
    writePatienceMs: 150,
    clients: 2,
    clientPauseMs: 25,
    readers: 2,
    chaosMs: 4_000,
    faultEveryMs: 200,
    weights: { ...weights, deposeLeader: 1 },
  };
}

export function pick<T>(random: SeededRandom, values: readonly T[]): T {
  return values[random.integer(values.length)] as T;
}
