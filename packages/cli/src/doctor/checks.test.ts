import { describe, expect, it } from 'vitest';
import { checkClocks, checkController, checkFeatures, checkVersions, type NodeAnswer } from './cluster-checks.js';
import { checkNodeVersion, checkOpenFiles, roomFinding } from './machine-checks.js';

const answer = (name: string, wallMs: number, parts: Partial<NodeAnswer> = {}): NodeAnswer => ({
  name,
  version: '0.1.0',
  wallMs,
  askedWallMs: 1_000_000,
  answeredWallMs: 1_000_040,
  ...parts,
});

describe('checks of the machine', () => {
  it.each([
    ['20.18.0', 'fail'],
    ['18.20.0', 'fail'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
  ])('Node %s: %s', (nodeVersion, verdict) => {
    expect(checkNodeVersion({ nodeVersion, openFilesMax: undefined })).toMatchObject({ verdict });
  });

  it.each([
    [1_024, 'fail'],
    [20_000, 'warn'],
    [65_536, 'ok'],
    [undefined, 'ok'],
  ])('%s open files: %s', (openFilesMax, verdict) => {
    expect(checkOpenFiles({ nodeVersion: '20.19.0', openFilesMax })).toMatchObject({ verdict });
  });

  it.each([
    [1_000, 10, 'fail'],
    [1_000, 90, 'warn'],
    [1_000, 500, 'ok'],
    [-1, -1, 'ok'],
  ])('of %d bytes %d free: %s', (total, free, verdict) => {
    expect(roomFinding('broker 1', '/data', total, free)).toMatchObject({ verdict, subject: 'broker 1, /data' });
  });
});

describe('clocks', () => {
  it('are well when what the way took explains the difference', () => {
    expect(checkClocks([answer('broker 1', 1_000_010), answer('broker 2', 1_000_030)])).toMatchObject([
      { verdict: 'ok' },
    ]);
  });

  it('that are apart are named, with by how much at least', () => {
    const found = checkClocks([
      answer('broker 1', 1_000_020),
      answer('broker 2', 1_003_020, { askedWallMs: 1_000_000, answeredWallMs: 1_000_100 }),
    ]);
    // Broker 2 is 2,920 ms ahead of here or more; broker 1 is 20 ms ahead of here or less.
    expect(found).toMatchObject([{ verdict: 'warn', detail: 'broker 2 is at least 2900 ms ahead of broker 1' }]);
    expect(checkClocks([answer('a', 1_000_020), answer('b', 1_060_020)])).toMatchObject([{ verdict: 'fail' }]);
  });

  it('of nodes that do not tell them are not judged', () => {
    expect(checkClocks([answer('a', 0)])).toEqual([]);
    expect(checkClocks([answer('a', 0), answer('b', 1_000_020)])).toMatchObject([{ verdict: 'ok' }]);
  });
});

describe('checks of the cluster', () => {
  it('versions that differ are told with their nodes', () => {
    expect(checkVersions([answer('a', 1), answer('b', 1)])).toMatchObject([{ verdict: 'ok', detail: '0.1.0' }]);
    expect(checkVersions([answer('a', 1), answer('b', 1, { version: '0.2.0' })])).toMatchObject([
      { verdict: 'warn', detail: '0.1.0 on a; 0.2.0 on b' },
    ]);
    expect(checkVersions([answer('a', 1, { version: '' }), answer('b', 1)])).toMatchObject([
      { verdict: 'warn', detail: 'unknown on a; 0.1.0 on b' },
    ]);
  });

  it('a feature below what every node supports is an upgrade that is not finished', () => {
    const feature = { name: 'metadata.version', minSupported: 1, maxSupported: 5 };
    expect(checkFeatures([{ ...feature, level: 5 }])).toMatchObject([{ verdict: 'ok' }]);
    expect(checkFeatures([{ ...feature, level: 4 }])).toMatchObject([
      { verdict: 'warn', next: expect.stringContaining('drave feature set metadata.version=5') },
    ]);
  });

  it('one active controller is well; none fails, several and an even quorum are looked at', () => {
    const voter = (id: number, role?: string) => ({ id, role, epoch: 7 });
    const verdicts = (...parameters: Parameters<typeof checkController>) =>
      checkController(...parameters).map(({ check, verdict }) => `${check}: ${verdict}`);
    expect(verdicts([voter(1, 'leader'), voter(2, 'follower'), voter(3)], 1)).toEqual(['active controller: ok']);
    expect(verdicts([voter(1), voter(2), voter(3)], 2)).toEqual(['active controller: ok']);
    expect(verdicts([voter(1), voter(2), voter(3, 'candidate')], -1)).toEqual(['active controller: fail']);
    expect(verdicts([voter(1, 'leader'), voter(2, 'leader')], 1)).toEqual(['active controller: warn', 'voters: warn']);
  });
});
