import { describe, expect, test } from 'vitest';
import { parseMonitorConfig } from './monitor-config.js';
import { patternMistake } from './name-pattern.js';

const cluster = { name: 'shop', servers: ['127.0.0.1:9092'] };

describe('the configuration of a monitor', () => {
  test('needs a name and an address, and has defaults for the rest', () => {
    expect(parseMonitorConfig({ clusters: [cluster] }, 'monitor.yaml')).toMatchObject({
      clusters: [{ servers: [{ host: '127.0.0.1', port: 9092 }], commits: 'topic', intervalMs: 10_000 }],
      window: { intervals: 10, expireGroupMs: 604_800_000, groupPartitionsMax: 200_000 },
      evaluation: { allowedLag: 0, minimumComplete: 0 },
      http: { host: '127.0.0.1', port: 8_000, allowedHosts: [] },
      notifiers: [],
    });
  });

  test.each(['group-whitelist', 'group-allowlist'])("takes Burrow's %s, of all and of a notifier", (key) => {
    const raw = { clusters: [cluster], [key]: '^a', notifiers: [{ name: 'pager', url: 'http://x', [key]: '^b' }] };
    const { groups, notifiers } = parseMonitorConfig(raw, 'monitor.yaml');
    expect([groups, notifiers[0]?.groups]).toEqual([{ allow: /^a/ }, { allow: /^b/ }]);
  });

  test.each(['group-blacklist', 'group-denylist'])("takes Burrow's %s beside our groups.allow", (key) => {
    const raw = { clusters: [cluster], groups: { allow: '^a' }, [key]: 'b$' };
    expect(parseMonitorConfig(raw, 'monitor.yaml').groups).toEqual({ allow: /^a/, deny: /b$/ });
  });

  test('takes the address of IPv6 in brackets', () => {
    const { clusters } = parseMonitorConfig({ clusters: [{ ...cluster, servers: ['[::1]:9092'] }] }, 'monitor.yaml');
    expect(clusters[0]?.servers).toEqual([{ host: '::1', port: 9092 }]);
  });

  test.each([
    [{}, "'clusters'"],
    [{ clusters: [] }, "'clusters'"],
    [{ clusters: [cluster, cluster] }, 'shop twice'],
    [{ clusters: [{ ...cluster, servers: ['localhost'] }] }, 'must be host:port'],
    [{ clusters: [{ ...cluster, servers: ['localhost:70000'] }] }, 'outside 1 to 65535'],
    [{ clusters: [{ ...cluster, intervall: 1 }] }, 'intervall'],
    [{ clusters: [cluster], groups: { allow: '(a+)+$' } }, 'it repeats a group'],
    [{ clusters: [cluster], 'group-whitelist': '(a+)+$' }, 'it repeats a group'],
    [{ clusters: [cluster], 'group-whitelist': 'a', 'group-allowlist': 'b' }, "'group-allowlist' is another name"],
    [{ clusters: [cluster], 'group-denylist': 'a', groups: { deny: 'b' } }, "'group-denylist' is another name"],
    [{ clusters: [cluster], 'group-denylist': 'a', groups: 'b' }, "'group-denylist' is another name"],
    [{ clusters: [cluster], window: { intervals: 1 } }, "'window.intervals'"],
    [{ clusters: [cluster], notifiers: [{ name: 'a', url: 'ftp://x' }] }, "'notifiers.0.url'"],
    [
      { clusters: [cluster], notifiers: [{ name: 'a', url: 'http://x', headers: { 'a b': 'c' } }] },
      'notifiers.0.headers',
    ],
  ])('%j is refused: %s', (raw, message) => {
    expect(() => parseMonitorConfig(raw, 'monitor.yaml')).toThrow(message);
  });

  test('is refused with all its mistakes at once', () => {
    expect(() => parseMonitorConfig({ clusters: [{ name: '!', servers: [] }] }, 'monitor.yaml')).toThrow(
      /monitor\.yaml: 'clusters\.0\.name' .*; 'clusters\.0\.servers'/,
    );
  });
});

describe('a pattern of names', () => {
  test.each([
    '^shop-',
    'test$',
    '^(console-consumer-|python-kafka-consumer-|quick-).*$',
    '.*shop.*',
    '[a-z]+\\d{1,3}',
    '\\(a\\)+',
  ])('%s is taken', (pattern) => expect(patternMistake(pattern)).toBeUndefined());

  test.each([
    ['(a+)+$', 'repeats a group'],
    ['(a|a)*b', 'repeats a group'],
    ['(a|b){2,}', 'repeats a group'],
    ['(a)\\1', 'refers back'],
    ['(?<x>a)\\k<x>', 'refers back'],
    ['.*a.*b.*c', 'more than 3 parts'],
    ['a'.repeat(501), 'more than 500'],
    ['[a', 'Invalid'],
  ])('%s is refused: %s', (pattern, mistake) => expect(patternMistake(pattern)).toContain(mistake));
});
