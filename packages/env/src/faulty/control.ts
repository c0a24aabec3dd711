import { deferred, DraveError, type Deferred } from '@drave/base';
import type { Timers } from '../time.js';
import type { DiskFault, FaultRule, RuleOf } from './rules.js';

interface ActiveRule {
  readonly id: number;
  readonly rule: FaultRule;
  matched: number;
  readonly removed: Deferred<void>;
}

/** Switches faults of one Env on and off while it runs. */
export class FaultControl {
  private readonly timers: Timers;
  private readonly watchers = new Set<() => void>();
  private active: ActiveRule[] = [];
  private nextId = 1;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /** The first rule that matches wins; rules are asked in the order in which they were added. */
  add(rule: FaultRule): number {
    const id = this.nextId++;
    this.active.push({ id, rule, matched: 0, removed: deferred<void>() });
    for (const watcher of [...this.watchers]) watcher();
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

  list(): readonly { readonly id: number; readonly rule: FaultRule; readonly matched: number }[] {
    return this.active.map(({ id, rule, matched }) => ({ id, rule, matched }));
  }

  /** The watcher, a connection, is called whenever a rule was added. */
  onAdded(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
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
      return { rule, removed: entry.removed.promise };
    }
    return undefined;
  }

  get wallOffsetMs(): number {
    let sum = 0;
    for (const { rule } of this.active) if (rule.target === 'clock') sum += rule.wallOffsetMs;
    return sum;
  }

  /** Delays or fails an operation on a disk or a store; a short write is the caller's own business. */
  async strike(
    struck: { readonly rule: { readonly fault: DiskFault }; readonly removed: Promise<void> } | undefined,
    what: string,
    path: string,
  ): Promise<void> {
    if (struck === undefined) return;
    const { fault } = struck.rule;
    if (fault.kind === 'slow') return this.timers.sleep(fault.delayMs);
    if (fault.kind === 'hang') return struck.removed;
    const errno = fault.kind === 'error' ? fault.errno : 'EIO';
    throw new DraveError(
      errno === 'ENOSPC' ? 'DISK_FULL' : 'KAFKA_STORAGE_ERROR',
      `${errno}: injected fault, ${what} ('${path}')`,
      { metadata: { errno, path } },
    );
  }
}

function isFor<Target extends FaultRule['target']>(rule: FaultRule, target: Target): rule is RuleOf<Target> {
  return rule.target === target;
}
