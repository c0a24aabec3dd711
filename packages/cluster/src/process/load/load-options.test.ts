import { describe, expect, it } from 'vitest';
import { loadSettings } from './load-options.js';

describe('the options of a load', () => {
  it('default to an idempotent producer and one group', () => {
    expect(loadSettings({})).toMatchObject({
      rate: 100,
      idempotent: true,
      groups: 1,
      isolationLevel: 'read_uncommitted',
    });
    expect(loadSettings({ transactional: true }).isolationLevel).toBe('read_committed');
    expect(loadSettings({ acks: 1 }).idempotent).toBe(false);
  });

  it('are refused by name, value and range', () => {
    expect(() => loadSettings({ rate: -1 })).toThrow('load: rate is -1; expected 0 to 100000');
    expect(() => loadSettings({ keys: 1.5 })).toThrow('keys is 1.5');
    expect(() => loadSettings({ valueBytes: Number.NaN })).toThrow('valueBytes is NaN');
    expect(() => loadSettings({ acks: 1, transactional: true })).toThrow("transactional needs acks 'all', not 1");
    expect(() => loadSettings({ acks: 0, idempotent: true })).toThrow("idempotent needs acks 'all', not 0");
    expect(() => loadSettings({ idempotent: false, transactional: true })).toThrow('leave idempotent out');
  });
});
