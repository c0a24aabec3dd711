import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, present, type Millis } from '@drave/base';
import type { ClusterView } from '../../cluster-view.js';
import type { Expression, NodeRole, NodeState, VerbOptions, WaitOptions } from '../../options.js';
import { breaksNodes, reasonAgainst } from '../../chaos/chaos-guard.js';
import type { ChaosFault, ChaosRound } from '../../chaos/chaos-plan.js';
import type { ClockFaults, DiskFaults, RequestFault, RequestMatch } from '../verbs/fault-verbs.js';

/** The verbs that chaos uses of a cluster. */
export interface ChaosTarget {
  readonly nodes: readonly ChaosNode[];
  readonly view: ClusterView;
  resolve(expression: Expression): Promise<readonly string[]>;
  kill(nodes: Expression, options?: VerbOptions): Promise<readonly string[]>;
  stop(nodes: Expression, options?: VerbOptions): Promise<readonly string[]>;
  start(nodes: Expression, options?: VerbOptions): Promise<readonly string[]>;
  pause(nodes: Expression, options?: VerbOptions): Promise<readonly string[]>;
  resume(nodes: Expression, options?: VerbOptions): Promise<readonly string[]>;
  partition(nodes: Expression, others?: Expression, options?: VerbOptions & { oneWay?: boolean }): Promise<Links>;
  isolate(nodes: Expression, options?: VerbOptions): Promise<Links>;
  slow(nodes: Expression, others: Expression | undefined, options: SlowFault): Promise<Links>;
  drop(nodes: Expression, others: Expression | undefined, options: { share: number; oneWay?: boolean }): Promise<Links>;
  reset(nodes: Expression, others?: Expression, options?: { oneWay?: boolean }): Promise<Links>;
  disk(nodes: Expression, faults: DiskFaults): Promise<readonly string[]>;
  clock(nodes: Expression, faults: ClockFaults): Promise<readonly string[]>;
  readonly faults: { on(match: RequestMatch, what: RequestFault): Promise<{ readonly brokers: readonly string[] }> };
  heal(nodes?: Expression, options?: VerbOptions): Promise<readonly string[]>;
  lead(partition: string, to: Expression, options?: WaitOptions): Promise<string>;
  elect(): Promise<readonly string[]>;
  stepDown(options?: WaitOptions): Promise<string>;
  waitFor(conditions: string, options?: WaitOptions): Promise<void>;
}

interface ChaosNode {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly NodeRole[];
  readonly state: NodeState;
}

interface Links {
  readonly nodes: readonly string[];
}

interface SlowFault {
  readonly latencyMs?: Millis;
  readonly jitterMs?: Millis;
  readonly oneWay?: boolean;
}

/** One fault as it was. Times are from the beginning of the chaos. */
export interface ChaosEntry extends ChaosFault {
  /** From 1. */
  readonly round: number;
  /** The nodes that it meant: those named first, with a fault of the network; of `elect` the partitions. */
  readonly struck: readonly string[];
  readonly startMs: Millis;
  /**
   * When it was undone, and, if its round settles, had left no trace; of a verb that lasts not: when it had its effect.
   */
  readonly endMs: Millis;
  /**
   * `skipped`: it would have broken too much, or nobody was there to break; `failed`: it had not the effect it should.
   */
  readonly outcome: 'struck' | 'skipped' | 'failed';
  /** Why it was skipped, or how it failed. */
  readonly detail: string;
}

interface ChaosRunOptions {
  readonly target: ChaosTarget;
  readonly allowLoss: boolean;
  /** No round begins after it is aborted, and none lasts on. */
  readonly signal: AbortSignal;
  readonly onEntry: (entry: ChaosEntry) => void;
  readonly wait: WaitOptions;
}

interface Struck extends Pick<ChaosEntry, 'round' | 'struck' | 'startMs'> {
  readonly fault: ChaosFault;
  /** When a verb that does not last had its effect. */
  readonly overMs: Millis | undefined;
}

/** Strikes the rounds of a chaos at a cluster, one after the other, and heals it. */
export class ChaosRun {
  private readonly options: ChaosRunOptions;
  private readonly startedMs = performance.now();
  private readonly broken = new Set<string>();
  private round = 0;
  private struck: Struck[] = [];
  /** Whether there are faults that only `heal` ends. */
  private hasFaults = false;
  /** What a failing disk has put out of use comes back with another run of the node. */
  private readonly failing = new Set<string>();
  /** How the chaos has failed; no round begins after that. */
  failure: string | undefined;

  constructor(options: ChaosRunOptions) {
    this.options = options;
  }

  get elapsedMs(): Millis {
    return Math.round(performance.now() - this.startedMs);
  }

  get isOver(): boolean {
    return this.failure !== undefined || this.options.signal.aborted;
  }

  async strikeRound({ faults, holdMs, settle, pauseMs }: ChaosRound): Promise<void> {
    this.round += 1;
    for (const fault of faults) if (!this.isOver) await this.strike(fault);
    if (this.struck.some(({ overMs }) => overMs === undefined)) await this.pass(holdMs);
    await this.undo(settle);
    await this.pass(pauseMs);
  }

  /** Ends what is left of all faults. Resolves with what is missing until the cluster is healthy, if anything is. */
  async heal(): Promise<string | undefined> {
    const { target, wait } = this.options;
    await this.undo(false);
    try {
      await target.waitFor('healthy', wait);
      return undefined;
    } catch (reason) {
      return DraveError.from(reason).message;
    }
  }

  private async strike(fault: ChaosFault): Promise<void> {
    const startMs = this.elapsedMs;
    const entry = { ...fault, round: this.round, startMs };
    let names: readonly string[] = [];
    try {
      names = fault.nodes === undefined ? [] : await this.options.target.resolve(fault.nodes);
      const reason = await this.reasonToSkip(fault, names);
      if (reason !== undefined) {
        this.options.onEntry({ ...entry, struck: names, endMs: this.elapsedMs, outcome: 'skipped', detail: reason });
        return;
      }
    } catch (reason) {
      // Whoever a role means may be gone at the moment: nobody leads, say, while an election is under way.
      const { message: detail } = DraveError.from(reason);
      this.options.onEntry({ ...entry, struck: names, endMs: this.elapsedMs, outcome: 'skipped', detail });
      return;
    }
    if (breaksNodes(fault)) for (const name of names) this.broken.add(name);
    if (needsHealing(fault)) this.hasFaults = true;
    if (fault.failing === true) for (const name of names) this.failing.add(name);
    const noted = { fault, round: this.round, startMs, struck: names };
    try {
      const { struck, isOver } = await this.carryOut(fault, names);
      this.struck.push({ ...noted, struck, overMs: isOver ? this.elapsedMs : undefined });
    } catch (reason) {
      this.fail(`${fault.verb} ${names.join(',')}: ${DraveError.from(reason).message}`);
      // It may have struck all the same, so that it is undone like the others.
      this.struck.push({ ...noted, overMs: undefined });
    }
  }

  private async reasonToSkip(fault: ChaosFault, names: readonly string[]): Promise<string | undefined> {
    const { target, allowLoss } = this.options;
    const out = new Set(target.nodes.filter(({ state }) => state !== 'running').map(({ name }) => name));
    const down = names.find((name) => out.has(name) || this.failing.has(name));
    if (down !== undefined) return `${down} is out already`;
    const ending = target.nodes.find(({ name, roles }) => this.failing.has(name) && roles.includes('controller'));
    if (ending !== undefined && asksController(fault)) return `the controller ${ending.name} has a failing disk`;
    if (allowLoss || !breaksNodes(fault)) return undefined;
    return reasonAgainst(names, new Set([...out, ...this.broken]), target.nodes, await target.view.partitions());
  }

  private async carryOut(
    fault: ChaosFault,
    names: readonly string[],
  ): Promise<{ readonly struck: readonly string[]; readonly isOver: boolean }> {
    const { target, wait } = this.options;
    const { verb, others, oneWay = false, latencyMs = 0, jitterMs = 0, share = 0, partition = '' } = fault;
    const lasting = async (struck: Promise<readonly string[]>) => ({ struck: await struck, isOver: false });
    const over = async (struck: Promise<readonly string[]>) => ({ struck: await struck, isOver: true });
    const linked = async (links: Promise<Links>) => {
      const { nodes } = await links;
      return { struck: nodes, isOver: false };
    };
    switch (verb) {
      case 'kill':
      case 'stop':
      case 'pause':
        return lasting(target[verb](names, wait));
      case 'restart':
        await target.stop(names, wait);
        return over(target.start(names, wait));
      case 'partition':
        return linked(target.partition(names, others, { ...wait, oneWay }));
      case 'isolate':
        return linked(target.isolate(names, wait));
      case 'slow':
        return linked(target.slow(names, others, { latencyMs, jitterMs, oneWay }));
      case 'drop':
        return linked(target.drop(names, others, { share, oneWay }));
      case 'reset':
        return linked(target.reset(names, others, { oneWay }));
      case 'step-down':
        return over(target.stepDown(wait).then((name) => [name]));
      case 'elect':
        return over(target.elect());
      case 'lead':
        return over(target.lead(partition, names, wait).then((name) => [name]));
      case 'disk':
        return lasting(target.disk(names, diskFaultsOf(fault)));
      case 'clock':
        return lasting(target.clock(names, present({ offsetMs: fault.offsetMs, driftPpm: fault.driftPpm })));
      case 'fail':
        return lasting(target.faults.on(requestMatchOf(fault, names), requestFaultOf(fault)).then((on) => on.brokers));
    }
  }

  /** Ends the faults of a round, all at once; with `settle` the cluster has recovered from them then. */
  private async undo(settle: boolean): Promise<void> {
    const { target, wait, onEntry } = this.options;
    const options = { ...wait, wait: false };
    let detail = '';
    try {
      const paused = namesIn(target, 'paused');
      if (paused.length > 0) await target.resume(paused, options);
      // First, because no node starts on a disk that fails.
      if (this.hasFaults) await target.heal(undefined, options);
      this.hasFaults = false;
      const failed = namesIn(target, 'running').filter((name) => this.failing.has(name));
      if (failed.length > 0) await target.kill(failed, options);
      this.failing.clear();
      const down = namesIn(target, 'down');
      if (down.length > 0) await target.start(down, options);
      if (settle && this.struck.length > 0) await target.waitFor('healthy', wait);
      this.broken.clear();
    } catch (reason) {
      detail = DraveError.from(reason).message;
      this.fail(`what round ${this.round} broke does not heal: ${detail}`);
    }
    const outcome = this.failure === undefined ? 'struck' : 'failed';
    for (const { fault, overMs, ...noted } of this.struck)
      onEntry({ ...fault, ...noted, endMs: overMs ?? this.elapsedMs, outcome, detail: this.failure ?? '' });
    this.struck = [];
  }

  private fail(how: string): void {
    this.failure ??= how;
  }

  private async pass(ms: Millis): Promise<void> {
    const { signal } = this.options;
    if (ms === 0 || this.isOver) return;
    await sleep(ms, undefined, { signal }).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
}

function namesIn(target: ChaosTarget, state: NodeState): readonly string[] {
  return target.nodes.filter((node) => node.state === state).map(({ name }) => name);
}

/** Whether a fault stays, also over the runs of nodes, until it is healed. */
function needsHealing({ verb }: ChaosFault): boolean {
  return ['partition', 'isolate', 'slow', 'drop', 'reset', 'disk', 'clock', 'fail'].includes(verb);
}

function asksController({ verb }: ChaosFault): boolean {
  return ['step-down', 'elect', 'lead'].includes(verb);
}

function diskFaultsOf({ fullAfterBytes, slowMs, failing, flipBitsShare }: ChaosFault): DiskFaults {
  return present({ fullAfterBytes, slowMs, failing, flipBitsShare });
}

function requestMatchOf({ api = '', times }: ChaosFault, broker: readonly string[]): RequestMatch {
  return { api, broker, ...present({ times }) };
}

function requestFaultOf({ error, delayMs, drop }: ChaosFault): RequestFault {
  if (error !== undefined) return { error };
  if (delayMs !== undefined) return { delayMs };
  return drop === true ? { drop } : { disconnect: true };
}
