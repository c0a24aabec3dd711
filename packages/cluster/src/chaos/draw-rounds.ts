import { DraveError, type Bytes, type Millis } from '@drave/base';
import { chance, SeededRandom } from '@drave/env';
import { chaosVerbs, type ChaosFault, type ChaosRound, type ChaosVerb } from './chaos-plan.js';

/** What chaos knows of a cluster before it begins; the same seed and the same topology give the same rounds. */
export interface ChaosTopology {
  readonly controllers: readonly string[];
  readonly brokers: readonly string[];
  /** Whether its network can be broken. */
  readonly isProxied: boolean;
  /** `orders/0`, in any order. */
  readonly partitions: readonly string[];
}

interface ChaosChoice {
  /** Default: all that the cluster can suffer. */
  readonly verbs?: readonly ChaosVerb[] | undefined;
  /** Whether faults of the network also concern clients. */
  readonly clients?: boolean | undefined;
}

const HOLD_MS = { min: 300, max: 4_000 };
const PAUSE_MS = { min: 100, max: 1_500 };
/**
 * The share of rounds that strike twice, and of those that begin before the cluster has recovered from the last one.
 */
const DOUBLE_SHARE = 0.25;
const HASTE_SHARE = 0.25;
const CUT_ONE_WAY_SHARE = 0.3;
/** Less than the hour that a record's time may be ahead of a broker's clock. */
const CLOCK_OFFSET_MS = { min: -600_000, max: 600_000 };
const FULL_AFTER_BYTES: Bytes = 64 * 1024;
const CLOCK_DRIFT_PPM = { min: -500, max: 500 };

interface VerbRow {
  /** How often it is drawn, compared with the others. */
  readonly weight: number;
  readonly isPossible: (topology: ChaosTopology, choice: ChaosChoice) => boolean;
  readonly draw: (random: SeededRandom, topology: ChaosTopology, choice: ChaosChoice) => Omit<ChaosFault, 'verb'>;
}

const always = (): boolean => true;
const isProxied = ({ isProxied: proxied }: ChaosTopology): boolean => proxied;
const hasPartitions = ({ partitions, brokers }: ChaosTopology): boolean => partitions.length > 0 && brokers.length > 1;
const nodesOf = (random: SeededRandom, topology: ChaosTopology) => ({ nodes: drawNode(random, topology) });

const rows: Readonly<Record<ChaosVerb, VerbRow>> = {
  kill: { weight: 4, isPossible: always, draw: nodesOf },
  stop: { weight: 2, isPossible: always, draw: nodesOf },
  pause: { weight: 3, isPossible: always, draw: nodesOf },
  restart: { weight: 1, isPossible: always, draw: nodesOf },
  partition: {
    weight: 4,
    isPossible: isProxied,
    draw: (random, topology) => ({
      ...nodesOf(random, topology),
      others: 'others',
      ...(chance(random, CUT_ONE_WAY_SHARE) ? { oneWay: true } : {}),
    }),
  },
  isolate: {
    weight: 2,
    isPossible: (topology, { clients }) => topology.isProxied && clients === true,
    draw: nodesOf,
  },
  slow: {
    weight: 2,
    isPossible: isProxied,
    draw: (random, topology, choice) => ({
      ...nodesOf(random, topology),
      others: othersOf(choice),
      latencyMs: between(random, { min: 5, max: 150 }),
      jitterMs: between(random, { min: 0, max: 100 }),
    }),
  },
  drop: {
    weight: 2,
    isPossible: isProxied,
    draw: (random, topology, choice) => ({
      ...nodesOf(random, topology),
      others: othersOf(choice),
      share: between(random, { min: 1, max: 10 }) / 100,
    }),
  },
  reset: {
    weight: 2,
    isPossible: isProxied,
    draw: (random, topology, choice) => ({ ...nodesOf(random, topology), others: othersOf(choice) }),
  },
  'step-down': { weight: 2, isPossible: ({ controllers }) => controllers.length > 1, draw: () => ({}) },
  elect: { weight: 1, isPossible: hasPartitions, draw: () => ({}) },
  lead: {
    weight: 2,
    isPossible: hasPartitions,
    draw(random, { partitions }) {
      const partition = pick(random, partitions.toSorted());
      return { partition, nodes: `follower:${partition}` };
    },
  },
  disk: {
    weight: 3,
    isPossible: always,
    draw: (random, topology) => ({ ...nodesOf(random, topology), ...drawDisk(random) }),
  },
  clock: {
    weight: 1,
    isPossible: always,
    draw: (random, topology) => ({
      ...nodesOf(random, topology),
      offsetMs: between(random, CLOCK_OFFSET_MS),
      driftPpm: between(random, CLOCK_DRIFT_PPM),
    }),
  },
  fail: {
    weight: 2,
    isPossible: ({ brokers }) => brokers.length > 0,
    draw: (random, topology) => ({ nodes: drawBroker(random, topology), ...drawRequestFault(random) }),
  },
};

/** Verbs that break nothing for long, so that they need no time to last. */
const momentary: readonly ChaosVerb[] = ['restart', 'step-down', 'elect', 'lead'];

/**
 * The rounds of a chaos, without end; each is drawn by itself, so that a shorter chaos has the first of a longer one.
 *
 * @throws DraveError INVALID_REQUEST when the cluster can suffer none of the verbs.
 */
export function* drawRounds(
  seed: number,
  topology: ChaosTopology,
  choice: ChaosChoice,
): Generator<ChaosRound, never, undefined> {
  const wanted = choice.verbs ?? chaosVerbs;
  const verbs = chaosVerbs.filter((verb) => wanted.includes(verb) && rows[verb].isPossible(topology, choice));
  if (verbs.length === 0) throw new DraveError('INVALID_REQUEST', whyNothing(wanted, topology));
  const root = new SeededRandom(seed).fork('chaos');
  for (let index = 0; ; index++) yield drawRound(root.fork(`round ${index}`), verbs, topology, choice);
}

function drawRound(
  random: SeededRandom,
  verbs: readonly ChaosVerb[],
  topology: ChaosTopology,
  choice: ChaosChoice,
): ChaosRound {
  const count = chance(random, DOUBLE_SHARE) ? 2 : 1;
  const faults = Array.from({ length: count }, () => {
    const verb = drawVerb(random, verbs);
    return { verb, ...rows[verb].draw(random, topology, choice) };
  });
  const lasts = faults.some(({ verb }) => !momentary.includes(verb));
  const holdMs = between(random, HOLD_MS);
  const settle = !chance(random, HASTE_SHARE);
  return { faults, holdMs: lasts ? holdMs : 0, settle, pauseMs: between(random, PAUSE_MS) };
}

function drawVerb(random: SeededRandom, verbs: readonly ChaosVerb[]): ChaosVerb {
  let left = random.integer(verbs.reduce((sum, verb) => sum + rows[verb].weight, 0));
  const found = verbs.find((verb) => (left -= rows[verb].weight) < 0);
  return found ?? pick(random, verbs);
}

/** By role as often as by name: which node leads, say, is for the moment in which the fault strikes. */
function drawNode(random: SeededRandom, { controllers, brokers, partitions }: ChaosTopology): string {
  const ofController = controllers.length > 1 && chance(random, brokers.length === 0 ? 1 : 0.3);
  if (ofController) return pick(random, ['controller', 'voter', ...controllers]);
  if (brokers.length === 0) return pick(random, controllers);
  return drawBroker(random, { brokers, partitions });
}

function drawBroker(
  random: SeededRandom,
  { brokers, partitions }: Pick<ChaosTopology, 'brokers' | 'partitions'>,
): string {
  if (partitions.length === 0 || chance(random, 0.5)) return pick(random, brokers);
  const partition = pick(random, partitions.toSorted());
  return pick(random, [`leader:${partition}`, `follower:${partition}`]);
}

function drawDisk(random: SeededRandom): Omit<ChaosFault, 'verb'> {
  const kind = pick(random, ['slow', 'full', 'failing']);
  if (kind === 'full') return { fullAfterBytes: random.integer(2) * FULL_AFTER_BYTES };
  return kind === 'failing' ? { failing: true } : { slowMs: between(random, { min: 5, max: 100 }) };
}

/** What clients ask again: a few requests, so that one that gives up after some attempts does not. */
function drawRequestFault(random: SeededRandom): Omit<ChaosFault, 'verb'> {
  const api = pick(random, ['Produce', 'Fetch']);
  const times = between(random, { min: 1, max: 3 });
  const kind = pick(random, ['error', 'delay', 'disconnect']);
  if (kind === 'error') return { api, times, error: 'NOT_LEADER_OR_FOLLOWER' };
  if (kind === 'disconnect') return { api, times, disconnect: true };
  return { api, times, delayMs: between(random, { min: 20, max: 500 }) };
}

function othersOf({ clients }: ChaosChoice): string {
  return clients === true ? 'others,clients' : 'others';
}

function between(random: SeededRandom, { min, max }: { readonly min: Millis; readonly max: Millis }): number {
  return min + random.integer(max - min + 1);
}

function pick<T>(random: SeededRandom, values: readonly T[]): T {
  return values[random.integer(values.length)] as T;
}

function whyNothing(wanted: readonly ChaosVerb[], topology: ChaosTopology): string {
  const hint = topology.isProxied
    ? ''
    : '; faults of the network need a cluster that was started with --network proxied';
  return `this cluster can suffer none of ${wanted.join(', ')}${hint}`;
}
