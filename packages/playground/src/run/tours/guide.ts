import type { Action } from '../action.js';
import { quorumLeader, type Frame } from '../frame.js';
import { holds } from './holds.js';
import type { Cast, Tour, TourStep } from './tour.js';

/** Where a reader is. While `reading`, the world stands still. */
export interface TourPlace {
  readonly index: number;
  readonly phase: 'reading' | 'running' | 'over';
}

interface Guided {
  frame(): Frame;
  act(action: Action): boolean;
}

/** Conditions are looked at this often in virtual time: an instant of the run, however fast it is watched. */
const LOOK_MS = 1;

/** Leads through a tour: a step is told, then done, and the next one is told when what must come of it has come. */
export class TourGuide {
  readonly tour: Tour;
  private readonly run: Guided;
  private index = 0;
  private phase: TourPlace['phase'] = 'reading';
  private cast: Cast | undefined;
  private before: Frame | undefined;
  private lookedMs = Number.NEGATIVE_INFINITY;

  constructor(tour: Tour, run: Guided) {
    this.tour = tour;
    this.run = run;
  }

  get place(): TourPlace {
    return { index: this.index, phase: this.phase };
  }

  get step(): TourStep | undefined {
    return this.tour.steps[this.index];
  }

  /** The text of the step, with the names of this run. */
  get text(): string {
    const { cast } = this;
    const { text = '' } = this.step ?? {};
    return text.replaceAll(
      /\{(\w+)\}/g,
      (_, role: string) => Object.entries(cast ?? {}).find(([name]) => name === role)?.[1] ?? role,
    );
  }

  /** The cluster is ready. */
  begin(): void {
    this.cast = castOf(this.run.frame());
  }

  /** The reader has read the step: it is done. */
  proceed(): void {
    const { step } = this;
    if (this.phase !== 'reading' || step === undefined) return;
    this.before = this.run.frame();
    for (const { verb, target } of step.act) this.run.act({ verb, target: this.named(target) });
    this.phase = 'running';
  }

  /** Called between events; true when the step has come to its end. */
  look(nowMs: number): boolean {
    const { step, before, cast } = this;
    if (this.phase !== 'running' || step === undefined || before === undefined || cast === undefined) return false;
    if (nowMs < this.lookedMs + LOOK_MS) return false;
    this.lookedMs = nowMs;
    if (!holds(step.until, this.run.frame(), before, cast)) return false;
    this.index += 1;
    this.phase = this.step === undefined ? 'over' : 'reading';
    return true;
  }

  private named(target: string): string {
    const { cast } = this;
    return target
      .split('-')
      .map((part) => Object.entries(cast ?? {}).find(([role]) => role === part)?.[1] ?? part)
      .join('-');
  }
}

function castOf(frame: Frame): Cast {
  const leader = quorumLeader(frame)?.name ?? '';
  const [voterA = '', voterB = ''] = frame.nodes
    .filter(({ kind, name }) => kind === 'controller' && name !== leader)
    .map(({ name }) => name);
  const partitionLeader = frame.partition?.leader ?? '';
  const [followerA = '', followerB = ''] = (frame.partition?.replicas ?? []).filter((name) => name !== partitionLeader);
  return { leader, voterA, voterB, partitionLeader, followerA, followerB };
}
