import type { ErrorCode, Millis } from '@drave/base';
import type { Decision, Now, TimerChange } from '../runtime/model.js';
import type { GroupRecord } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';

export type GroupDecision<Response> = Decision<GroupsState, GroupRecord, Response>;
export type GroupTimer = TimerChange<GroupsState, GroupRecord>;

type Outcome = (failure: ErrorCode | undefined, turn: Turn) => void;

/** One event in the life of classic groups: gathers what it wants written and when it wants to be called again. */
export class Turn {
  readonly state: GroupsState;
  readonly now: Now;
  private readonly records: GroupRecord[] = [];
  private readonly timers: GroupTimer[] = [];
  private readonly outcomes: Outcome[] = [];

  constructor(state: GroupsState, now: Now) {
    this.state = state;
    this.now = now;
  }

  /** A whole event: what it wrote and set, as a decision. */
  static of<Response>(state: GroupsState, now: Now, work: (turn: Turn) => Response): GroupDecision<Response> {
    const turn = new Turn(state, now);
    const response = work(turn);
    const { records, timers, outcomes } = turn;
    if (outcomes.length === 0) return { records, timers, response };
    return {
      records,
      timers,
      response,
      settled: (failure, later, laterNow) =>
        Turn.of(later, laterNow, (next) => {
          for (const outcome of outcomes) outcome(failure, next);
        }),
    };
  }

  write(record: GroupRecord): void {
    this.records.push(record);
  }

  /** Calls `outcome` once the records of this turn are replicated, or are known not to be. */
  whenSettled(outcome: Outcome): void {
    this.outcomes.push(outcome);
  }

  setTimer(key: string, delayMs: Millis, work: (turn: Turn) => void): void {
    this.timers.push({ kind: 'set', key, delayMs, fire: (state, now) => Turn.of(state, now, work) });
  }

  clearTimer(key: string): void {
    this.timers.push({ kind: 'clear', key });
  }
}
