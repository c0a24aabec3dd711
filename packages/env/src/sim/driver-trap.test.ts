import { describe, expect, it } from 'vitest';
import { trapRealWorld } from './index.js';

const call = (owner: object, name: string): unknown =>
  Reflect.apply(Reflect.get(owner, name) as () => unknown, owner, []);

describe('trapRealWorld', () => {
  it('makes what leads out throw, leaves values alone, and can be undone', () => {
    const undo = trapRealWorld();
    try {
      expect(() => call(Date, 'now')).toThrow('Date.now in a simulated world');
      expect(() => call(Math, 'random')).toThrow('use env');
      expect(() => call(performance, 'now')).toThrow('use env');
      expect(() => new Date()).toThrow('use env');
      expect(() => setTimeout(() => {}, 1)).toThrow('use env');
      expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    } finally {
      undo();
    }
    expect(call(Date, 'now')).toBeGreaterThan(0);
    expect(call(Math, 'random')).toBeLessThan(1);
    expect(new Date()).toBeInstanceOf(Date);
  });
});
