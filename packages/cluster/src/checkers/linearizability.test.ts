import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLinearizable, type Operation } from './linearizability.js';
import { topicRegistryModel, type TopicInput, type TopicOutput } from './topic-registry-model.js';

type TopicOperation = Operation<TopicInput, TopicOutput>;

const create = (callMs: number, returnMs: number, output?: TopicOutput): TopicOperation => ({
  input: { kind: 'create', topic: 't', partitions: 3 },
  output,
  callMs,
  returnMs,
});
const describeTopic = (callMs: number, returnMs: number, partitions: number): TopicOperation => ({
  input: { kind: 'describe', topic: 't' },
  output: { kind: 'described', partitions },
  callMs,
  returnMs,
});

describe('checkLinearizable', () => {
  it('accepts a read that overlaps the write either way', () => {
    for (const seen of [0, 3]) {
      const history = [create(0, 10, { kind: 'done' }), describeTopic(5, 6, seen)];
      expect(checkLinearizable(topicRegistryModel, history).verdict).toBe('linearizable');
    }
  });

  it('rejects a stale read after the write returned', () => {
    const history = [create(0, 10, { kind: 'done' }), describeTopic(11, 12, 0)];
    expect(checkLinearizable(topicRegistryModel, history).verdict).toBe('not-linearizable');
  });

  it('rejects a read that goes back in time', () => {
    const history = [create(0, 100, { kind: 'done' }), describeTopic(1, 2, 3), describeTopic(3, 4, 0)];
    expect(checkLinearizable(topicRegistryModel, history).verdict).toBe('not-linearizable');
  });

  it('lets an operation of unknown outcome happen late or never', () => {
    const unknown = create(0, Infinity);
    expect(checkLinearizable(topicRegistryModel, [unknown, describeTopic(50, 60, 0)]).verdict).toBe('linearizable');
    expect(
      checkLinearizable(topicRegistryModel, [unknown, describeTopic(50, 60, 0), describeTopic(70, 80, 3)]).verdict,
    ).toBe('linearizable');
    expect(
      checkLinearizable(topicRegistryModel, [unknown, describeTopic(50, 60, 3), describeTopic(70, 80, 0)]).verdict,
    ).toBe('not-linearizable');
  });

  it('rejects two creations that both succeeded', () => {
    const history = [create(0, 10, { kind: 'done' }), create(5, 15, { kind: 'done' })];
    expect(checkLinearizable(topicRegistryModel, history).verdict).toBe('not-linearizable');
  });

  it('agrees with trying every order', () => {
    const operation = fc.record({
      kind: fc.constantFrom('create', 'delete', 'describe'),
      call: fc.integer({ min: 0, max: 12 }),
      length: fc.integer({ min: 0, max: 6 }),
      outcome: fc.constantFrom('done', 'refused', 'unknown', 'zero', 'three'),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 5 }), (drafts) => {
        const history = drafts.map(({ kind, call, length, outcome }): TopicOperation => {
          const input: TopicInput =
            kind === 'create'
              ? { kind, topic: 't', partitions: 3 }
              : { kind: kind as 'delete' | 'describe', topic: 't' };
          const output: TopicOutput | undefined =
            kind === 'describe'
              ? { kind: 'described', partitions: outcome === 'three' ? 3 : 0 }
              : outcome === 'unknown'
                ? undefined
                : { kind: outcome === 'refused' ? 'refused' : 'done' };
          return { input, output, callMs: call, returnMs: output === undefined ? Infinity : call + length };
        });
        const verdict = checkLinearizable(topicRegistryModel, history).verdict;
        expect(verdict === 'linearizable').toBe(bruteForce(history, 0));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Tries every order that respects real time; operations of unknown outcome may be left out. */
function bruteForce(remaining: readonly TopicOperation[], state: number): boolean {
  if (remaining.every((operation) => operation.output === undefined)) return true;
  const firstReturn = Math.min(...remaining.map((operation) => operation.returnMs));
  return remaining.some((operation, index) => {
    if (operation.callMs > firstReturn) return false;
    const next = topicRegistryModel.step(state, operation.input, operation.output);
    return next !== undefined && bruteForce([...remaining.slice(0, index), ...remaining.slice(index + 1)], next);
  });
}
