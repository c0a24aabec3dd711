import { describe, expect, it } from 'vitest';
import type { ConfigEntry, ConfigView } from '../../src/contract.js';
import { differencesOf, matches, updateOf } from './config.js';

const entry = (key: string, value: string, source: ConfigEntry['source'] = 'default'): ConfigEntry => ({
  key,
  value,
  source,
  defaultValue: '7',
  isSensitive: false,
  isReadOnly: false,
  type: 'long',
  documentation: '',
});
const view: ConfigView = {
  resource: { type: 'topic', name: 'orders' },
  etag: 'e1',
  entries: [entry('retention.ms', '100', 'topic'), entry('segment.bytes', '7'), entry('max.message.bytes', '7')],
};

describe('a configuration that is edited', () => {
  it('differs in what was typed, and not in what was typed as it was', () => {
    const draft = new Map([
      ['retention.ms', '200'],
      ['segment.bytes', '7'],
    ]);
    expect(differencesOf(view, draft)).toEqual([{ key: 'retention.ms', before: '100', after: '200' }]);
  });

  it('goes back to the default where the resource sets the key itself, and nowhere else', () => {
    const draft = new Map([
      ['retention.ms', null],
      ['segment.bytes', null],
    ]);
    expect(differencesOf(view, draft)).toEqual([{ key: 'retention.ms', before: '100', after: '7' }]);
    expect(updateOf(view, draft, true)).toEqual({
      preview: true,
      etag: 'e1',
      changes: [{ key: 'retention.ms', value: null }],
    });
  });

  it('sends the etag of what was looked at, and only what differs', () => {
    const draft = new Map([
      ['segment.bytes', ''],
      ['gone', 'x'],
    ]);
    expect(updateOf(view, draft, false)).toEqual({
      preview: false,
      etag: 'e1',
      changes: [{ key: 'segment.bytes', value: '' }],
    });
  });

  it('is found by key and by value', () => {
    const [first = entry('', '')] = view.entries;
    expect([matches(first, 'RETENTION'), matches(first, '10'), matches(first, 'x')]).toEqual([true, true, false]);
  });
});
