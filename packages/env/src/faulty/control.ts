import { deferred, DraveError, type Deferred, type Millis } from '@drave/base';
import type { Clock, Timers } from '../time.js';
import type { DiskFault, FaultRule, RuleOf, RulePlace } from './rules.js';

interface ActiveRule {
  readonly id: number;
  readonly rule: FaultRule;
  readonly sinceMs: Millis;
  matched: number;
  struck: number;
  readonly removed: Deferred<void>;
}

interface FaultWatch {
  /** A rule was added: what is open may have to end. */
  added?(): void;
  /** A rule has struck, so many times in all. */
  struck?(id: number, times: number, rule: FaultRule): void;
}

/** Switches faults of one Env on and off while it runs. */
export class FaultControl {
  private readonly timers: Timers;
  private readonly clock: Clock;
  private readonly watches = new Set<FaultWatch>();
  private active: ActiveRule[] = [];
  private nextId = 1;

  constructor(timers: Timers, clock: Clock) {
    this.timers = timers;
    this.clock = clock;
  }

  /** The first rule that matches wins; rules are asked in the order in which they were added. */
  add(rule: FaultRule): number {
    const id = this.nextId++;
    const sinceMs = this.clock.monotonicMs();
    this.active.push({ id, rule, sinceMs, matched: 0, struck: 0, removed: deferred<void>() });
    for (const watch of [...this.watches]) watch.added?.();
    return id;
  }

  /** Removes a rule. What hung or was silent because of it goes on. False when there was no such rule. */
  remove(id: number): boolean {
    const entry = this.active.find((candidate) => candidate.id === id);
    if (entry === undefined) return false;
    this.active = this.active.filter((candidate) => candidate !== entry);
    entry.removed.resolve();
    return true;
  }

  clear(): void {
    for (const { id } of [...this.active]) this.remove(id);
  }

  /** How many rules there are, by what they are aimed at. */
  countsByTarget(): ReadonlyMap<FaultRule['target'], number> {
    const counts = new Map<FaultRule['target'], number>();
    for (const { rule } of this.active) counts.set(rule.target, (counts.get(rule.target) ?? 0) + 1);
    return counts;
  }

  /** Whether there is no rule at all. */
  get idle(): boolean {
    return this.active.length === 0;
  }

  list(): readonly { readonly id: number; readonly rule: FaultRule; readonly matched: number }[] {
    return this.active.map(({ id, rule, matched }) => ({ id, rule, matched }));
  }

  /** Ends by the function that it returns. */
  watch(watch: FaultWatch): () => void {
    this.watches.add(watch);
    return () => this.watches.delete(watch);
  }

  /** The fault that strikes now, counted as a match of its rule. */
  take<Target extends FaultRule['target']>(
    target: Target,
    matches: (rule: RuleOf<Target>) => boolean,
  ): { readonly rule: RuleOf<Target>; readonly removed: Promise<void> } | undefined {
    for (const entry of this.active) {
      const { rule } = entry;
      if (!isFor(rule, target) || !matches(rule)) continue;
      const index = entry.matched++;
      const from = rule.after ?? 0;
      if (index < from || index >= from + (rule.count ?? Number.POSITIVE_INFINITY)) continue;
      entry.struck += 1;
      for (const watch of this.watches) watch.struck?.(entry.id, entry.struck, rule);
      return { rule, removed: entry.removed.promise };
    }
    return undefined;
  }

  get wallOffsetMs(): number {
    let sum = 0;
    for (const { rule, sinceMs } of this.active) {
      if (rule.target !== 'clock') continue;
      const gainedMs = ((this.clock.monotonicMs() - sinceMs) * (rule.driftPpm ?? 0)) / MILLION;
      sum += rule.wallOffsetMs + Math.round(gainedMs);
    }
    return sum;
  }

  /** Delays or fails an operation on a disk or a store; a short write or a wrong bit is the caller's own business. */
  async strike(
    struck: { readonly rule: { readonly fault: DiskFault }; readonly removed: Promise<void> } | undefined,
    what: string,
    path: string,
  ): Promise<void> {
    if (struck === undefined) return;
    const { fault } = struck.rule;
    if (fault.kind === 'slow') return this.timers.sleep(fault.delayMs);
    if (fault.kind === 'hang') return struck.removed;
    if (fault.kind === 'flipBits') return;
    const errno = fault.kind === 'error' ? fault.errno : 'EIO';
    throw new DraveError(
      errno === 'ENOSPC' ? 'DISK_FULL' : 'KAFKA_STORAGE_ERROR',
      `${errno}: injected fault, ${what} ('${path}')`,
      { metadata: { errno, path } },
    );
  }
}

const MILLION = 1_000_000;

/** Whether a rule is about this path. */
export function isAt({ pathContains, directory }: RulePlace, path: string): boolean {
  if (pathContains !== undefined && !path.includes(pathContains)) return false;
  return directory === undefined || path === directory || path.startsWith(`${directory}/`);
}

function isFor<Target extends FaultRule['target']>(rule: FaultRule, target: Target): rule is RuleOf<Target> {
  return rule.target === target;
}
