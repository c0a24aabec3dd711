import { describe, expect, it } from 'vitest';
import { optionsOf, verbsOf, type Verb } from './verbs.js';

const only = (name: string): Verb => {
  const [verb] = verbsOf([name]);
  if (verb === undefined) throw new Error(`there is no ${name}`);
  return verb;
};

describe('verbs of the fault kit', () => {
  it('are those that the cluster knows, in the order of the kit', () => {
    expect(verbsOf(['heal', 'kill', 'slow']).map(({ name }) => name)).toEqual(['kill', 'slow', 'heal']);
    expect(verbsOf([])).toEqual([]);
  });

  it('that are new take nodes', () => {
    expect(only('tickle')).toMatchObject({ name: 'tickle', label: 'tickle', arguments: ['nodes'], options: [] });
  });

  it('are written as words', () => {
    expect(only('stepDown').label).toBe('step down');
  });

  it('take numbers and flags, and leave out what is empty', () => {
    expect(optionsOf(only('slow'), { latencyMs: '20', jitterMs: '', unknown: 'x' })).toEqual({ latencyMs: 20 });
    expect(optionsOf(only('disk'), { slowMs: ' ', failing: true })).toEqual({ failing: true });
    expect(optionsOf(only('disk'), { failing: false })).toEqual({});
  });

  it('take texts as they are, and leave out what is empty', () => {
    expect(optionsOf(only('fail'), { api: ' Produce ', error: '', delayMs: '20', drop: false })).toEqual({
      api: 'Produce',
      delayMs: 20,
    });
    expect(only('fail').isNodeOptional).toBe(true);
    expect(only('corrupt').isNodeOptional).toBe(false);
  });

  it('are not ordered with something that is no number', () => {
    for (const latencyMs of ['fast', '1e999']) expect(optionsOf(only('slow'), { latencyMs })).toBeNull();
  });
});
