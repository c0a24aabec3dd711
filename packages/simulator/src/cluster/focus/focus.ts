import type { RecordLedger } from '@drave/cluster/checkers';
import type { SeededRandom } from '@drave/env/sim';
import type { Conditions } from '../conditions.js';
import type { SimCluster } from '../sim-cluster.js';

/** What a seed may be about beside its faults: one subject at most, so that seeds stay cheap and meet few things. */
export interface Focus {
  /** Among the seeds that have a focus; 0: never drawn, only chosen by name. */
  readonly weight: number;
  /** The conditions in which the subject gets somewhere. */
  readonly adapt: (conditions: Conditions, random: SeededRandom) => Conditions;
  /** Starts what works on the subject, beside the usual clients; the faults of the plan are elsewhere. */
  readonly begin: (cluster: SimCluster, usual: UsualWorkload) => FocusWork;
}

/** What the usual clients (`Workload`) write to. */
interface UsualWorkload {
  readonly ledgerOf: ReadonlyMap<string, RecordLedger>;
  readonly partitionNames: readonly { readonly topic: string; readonly partition: number }[];
}

/** The clients, operators and demands of a focus in one run. */
export interface FocusWork {
  /** Called before the chaos, when the cluster is whole, to make topics of its own. */
  prepare(): Promise<void>;
  /** Called when the chaos begins. */
  start(): void;
  /** Everything is healed: nothing new is begun, what was begun goes on. */
  stop(): void;
  /** All that was begun has come to its end; demanded before the cluster counts as healthy. */
  readonly settled: boolean;
  /** For reports. */
  readonly state: string;
  /** When everything is quiet: what is demanded of the outcome. */
  check(): Promise<void>;
  close(): void;
}

/** The work of a focus that has no clients of its own. */
export const noWork: FocusWork = {
  prepare: () => Promise.resolve(),
  start: () => {},
  stop: () => {},
  settled: true,
  state: 'no focus',
  check: () => Promise.resolve(),
  close: () => {},
};

/** The work of several focuses at once. */
export function allOf(works: readonly FocusWork[]): FocusWork {
  return {
    prepare: async () => {
      for (const work of works) await work.prepare();
    },
    start: () => {
      for (const work of works) work.start();
    },
    stop: () => {
      for (const work of works) work.stop();
    },
    get settled() {
      return works.every((work) => work.settled);
    },
    get state() {
      return works.map((work) => work.state).join(', ');
    },
    check: async () => {
      for (const work of works) await work.check();
    },
    close: () => {
      for (const work of works) work.close();
    },
  };
}

/** Every kind of fault, so many times as often. */
export function scaled(weights: Conditions['weights'], factor: number): Conditions['weights'] {
  const entries = Object.entries(weights).map(([kind, weight]) => [kind, weight * factor] as const);
  return Object.fromEntries(entries) as Conditions['weights'];
}
