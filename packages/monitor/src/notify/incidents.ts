import type { Millis } from '@drave/base';
import type { GroupEvaluation } from '../evaluator/evaluate-group.js';
import { statusNumbers } from '../evaluator/status.js';

export interface IncidentRules {
  /** From which of Burrow's numbers on it is told: 2 is WARN, 3 is ERR. */
  readonly threshold: number;
  /** Whether an incident is told once, and not again while it lasts. */
  readonly sendOnce: boolean;
  /** Whether the end of an incident is told. */
  readonly sendClose: boolean;
  /** The least time between two notifications of one incident, ms. */
  readonly sendIntervalMs: Millis;
}

/** One time of trouble of one group, from the first evaluation that is not OK to the next that is. */
interface Incident {
  readonly id: string;
  readonly startMs: Millis;
  notifiedAtMs: Millis | undefined;
}

export interface Notification {
  readonly event: 'open' | 'close';
  readonly id: string;
  readonly startMs: Millis;
  readonly evaluation: GroupEvaluation;
}

/**
 * Decides what is told of which group, as Burrow does. Pure: the caller has the clock, and gives a new id for each
 * incident. It holds something only for groups that are in trouble.
 */
export class Incidents {
  private readonly rules: IncidentRules;
  private readonly open = new Map<string, Incident>();

  constructor(rules: IncidentRules) {
    this.rules = rules;
  }

  /** What is to be told after this evaluation, if anything. A group that is not found leaves everything as it was. */
  judge(evaluation: GroupEvaluation, nowMs: Millis, newId: () => string): Notification | undefined {
    const { threshold, sendOnce, sendClose, sendIntervalMs } = this.rules;
    const { cluster, group, status } = evaluation;
    if (status === 'NOTFOUND') return undefined;
    const key = JSON.stringify([cluster, group]);
    const held = this.open.get(key);
    if (status === 'OK') {
      this.open.delete(key);
      // Of an incident that nobody was told of, nobody is told the end.
      if (held?.notifiedAtMs === undefined || !sendClose) return undefined;
      return { event: 'close', id: held.id, startMs: held.startMs, evaluation };
    }
    const incident = held ?? { id: newId(), startMs: nowMs, notifiedAtMs: undefined };
    this.open.set(key, incident);
    if (statusNumbers[status] < threshold) return undefined;
    if (incident.notifiedAtMs !== undefined && (sendOnce || nowMs - incident.notifiedAtMs < sendIntervalMs))
      return undefined;
    incident.notifiedAtMs = nowMs;
    return { event: 'open', id: incident.id, startMs: incident.startMs, evaluation };
  }

  /** Forgets groups that are not there any more. */
  retain(cluster: string, groups: ReadonlySet<string>): void {
    for (const key of this.open.keys()) {
      const [of, group] = JSON.parse(key) as readonly [string, string];
      if (of === cluster && !groups.has(group)) this.open.delete(key);
    }
  }
}
