import { assert } from '@drave/base';

/**
 * Wing and Gong's search with Lowe's memoisation, as in Porcupine: is there one order of the operations, consistent
 * with real time, that the sequential model accepts? Histories are split by key first, because each key is its own
 * object (P-compositionality).
 */
export function checkLinearizable<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  options: { readonly stepsMax: number } = { stepsMax: 5_000_000 },
): LinearizabilityVerdict {
  const byKey = new Map<string, Operation<Input, Output>[]>();
  for (const operation of operations) {
    const key = model.key(operation.input);
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [operation]);
    else list.push(operation);
  }
  const budget = { steps: options.stepsMax };
  for (const [key, list] of byKey) {
    const verdict = checkOneKey(model, list, budget);
    if (verdict !== 'linearizable') return { verdict, key, operations: list.length };
  }
  return { verdict: 'linearizable', operations: operations.length };
}

export interface SequentialModel<State, Input, Output> {
  key(input: Input): string;
  initial(): State;
  /**
   * The state after the operation, or undefined when the model cannot answer like this. `output` is undefined for an
   * operation whose outcome no client saw: then any outcome that the model allows is accepted.
   */
  step(state: State, input: Input, output: Output | undefined): State | undefined;
  /** Equal text, equal state: the memo key. */
  fingerprint(state: State): string;
}

export interface Operation<Input, Output> {
  readonly input: Input;
  /** Undefined: the outcome is unknown; the operation may have happened at any time after its call, or never. */
  readonly output: Output | undefined;
  readonly callMs: number;
  /** Infinity when the outcome is unknown. */
  readonly returnMs: number;
}

export interface LinearizabilityVerdict {
  /** `exhausted`: the step budget ran out; investigate it like a failure, never read it as a pass. */
  readonly verdict: 'linearizable' | 'not-linearizable' | 'exhausted';
  readonly key?: string;
  readonly operations: number;
}

interface Entry {
  readonly id: number;
  readonly match: Entry | undefined;
  previous: Entry | undefined;
  next: Entry | undefined;
}

function checkOneKey<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  budget: { steps: number },
): LinearizabilityVerdict['verdict'] {
  const head = buildEntries(operations);
  const done = new Set<number>();
  const seen = new Set<string>();
  const stack: { entry: Entry; state: State }[] = [];
  let pending = operations.filter((operation) => operation.output !== undefined).length;
  let state = model.initial();
  let entry = head.next;
  while (pending > 0) {
    if (--budget.steps < 0) return 'exhausted';
    assert(entry !== undefined, 'a pending operation has its return entry ahead');
    const operation = operations[entry.id];
    assert(operation !== undefined, 'an entry belongs to an operation');
    if (entry.match !== undefined) {
      const next = model.step(state, operation.input, operation.output);
      const memo = next === undefined ? '' : `${fingerprintOf(done, entry.id)}|${model.fingerprint(next)}`;
      if (next !== undefined && !seen.has(memo)) {
        seen.add(memo);
        stack.push({ entry, state });
        state = next;
        done.add(entry.id);
        if (operation.output !== undefined) pending -= 1;
        lift(entry);
        entry = head.next;
      } else {
        entry = entry.next;
      }
      continue;
    }
    // A return entry of an unknown outcome never forces anything; a known one must have been linearized by now.
    if (operation.output === undefined) {
      entry = entry.next;
      if (entry !== undefined) continue;
    }
    const top = stack.pop();
    if (top === undefined) return 'not-linearizable';
    state = top.state;
    done.delete(top.entry.id);
    if (operations[top.entry.id]?.output !== undefined) pending += 1;
    unlift(top.entry);
    entry = top.entry.next;
  }
  return 'linearizable';
}

function fingerprintOf(done: ReadonlySet<number>, added: number): string {
  return [...done, added].sort((a, b) => a - b).join(',');
}

/** One list, ordered by time; a call comes before a return of the same instant, so that touching intervals overlap. */
function buildEntries(operations: readonly Operation<unknown, unknown>[]): Entry {
  const events: { time: number; kind: 0 | 1; entry: Entry }[] = [];
  operations.forEach((operation, id) => {
    assert(operation.returnMs >= operation.callMs, 'an operation returns after its call');
    const returned: Entry = { id, match: undefined, previous: undefined, next: undefined };
    const called: Entry = { id, match: returned, previous: undefined, next: undefined };
    events.push({ time: operation.callMs, kind: 0, entry: called });
    events.push({ time: operation.output === undefined ? Infinity : operation.returnMs, kind: 1, entry: returned });
  });
  events.sort((a, b) => (a.time === b.time ? a.kind - b.kind || a.entry.id - b.entry.id : a.time < b.time ? -1 : 1));
  const head: Entry = { id: -1, match: undefined, previous: undefined, next: undefined };
  let last = head;
  for (const { entry } of events) {
    last.next = entry;
    entry.previous = last;
    last = entry;
  }
  return head;
}

function lift(call: Entry): void {
  unlink(call);
  assert(call.match !== undefined, 'only a call is lifted');
  unlink(call.match);
}

function unlift(call: Entry): void {
  assert(call.match !== undefined, 'only a call is put back');
  relink(call.match);
  relink(call);
}

function unlink(entry: Entry): void {
  if (entry.previous !== undefined) entry.previous.next = entry.next;
  if (entry.next !== undefined) entry.next.previous = entry.previous;
}

function relink(entry: Entry): void {
  if (entry.previous !== undefined) entry.previous.next = entry;
  if (entry.next !== undefined) entry.next.previous = entry;
}
