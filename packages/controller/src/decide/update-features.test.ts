import { runSteps } from '@drave/base';
import { levelTable, type SupportedFeature } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import type { QuorumStatus } from '@drave/raft';
import { describe, expect, it } from 'vitest';
import { decideUpdateFeatures, firstMetadataLevel, quorumMembers, type QuorumMember } from './update-features.js';

const upTo = (maxLevel: number): readonly SupportedFeature[] => [{ name: 'metadata.version', minLevel: 1, maxLevel }];
const voter = (nodeId: number, maxLevel: number | undefined): QuorumMember => ({
  nodeId,
  features: maxLevel === undefined ? undefined : upTo(maxLevel),
});

/** A controller of a version to come, which knows level 2. */
function decide(metadata: TestMetadata, level: number, members: readonly QuorumMember[]) {
  const command = {
    kind: 'updateFeatures',
    updates: [{ name: 'metadata.version', level, allowDowngrade: true }],
  } as const;
  const supported = [{ name: 'metadata.version', minLevel: 0, maxLevel: 2 }];
  // What level 1 of this version is, is level 0 there; topics came with level 1.
  const kinds = Object.fromEntries(Object.keys(levelTable.kinds).map((kind) => [kind, 0])) as typeof levelTable.kinds;
  const table = { kinds: { ...kinds, topic: 1 }, fields: {} };
  return runSteps(decideUpdateFeatures(metadata.image, command, { members, supported, table }));
}

function withBrokers(...levels: readonly (number | undefined)[]): TestMetadata {
  const metadata = new TestMetadata();
  levels.forEach((level, index) => {
    const features = level === undefined ? [] : upTo(level);
    metadata.apply(metadata.registration(10 + index, { features }));
  });
  return metadata;
}

describe('raising metadata.version', () => {
  const ready = [voter(1, 2), voter(2, 2), voter(3, 3)];

  it('is written when every broker and every controller supports it', () => {
    const records = [{ kind: 'metadataLevel', level: 2 }];
    expect(decide(withBrokers(2, 2), 2, ready)).toMatchObject({ kind: 'accepted', records });
  });

  it.each([
    [
      'a controller of the old version',
      [2],
      [voter(1, 2), voter(2, 1)],
      /^controller 2 supports metadata.version from 1 to 1, not 2/,
    ],
    [
      'a controller that has said nothing',
      [2],
      [voter(1, 2), voter(2, undefined)],
      /^controller 2 has not said which levels/,
    ],
    ['a broker of the old version', [2, 1], ready, /^broker 11 supports metadata.version from 1 to 1, not 2/],
    ['a broker that says nothing', [2, undefined], ready, /^broker 11 has not said which levels/],
  ] as const)('is refused while there is %s', (_, brokers, members, message) => {
    const decision = decide(withBrokers(...brokers), 2, members);
    expect(decision).toMatchObject({
      kind: 'rejected',
      code: 'FEATURE_UPDATE_FAILED',
      message: expect.stringMatching(message),
    });
  });

  it('is refused beyond what this controller itself writes', () => {
    expect(decide(withBrokers(3), 3, [voter(1, 3)])).toMatchObject({
      kind: 'rejected',
      message: expect.stringMatching(/0 to 2, not 3/),
    });
  });
});

describe('lowering metadata.version', () => {
  const old = [{ nodeId: 1, features: [{ name: 'metadata.version', minLevel: 0, maxLevel: 2 }] }];

  it('is refused while the metadata holds what the lower level cannot say', () => {
    const metadata = new TestMetadata();
    expect(decide(metadata, 0, old)).toMatchObject({ kind: 'accepted' });
    metadata.topic('orders', []);
    expect(decide(metadata, 0, old)).toMatchObject({
      kind: 'rejected',
      message: expect.stringMatching(/a topic record of level 1/),
    });
  });
});

describe('what the quorum supports', () => {
  const status = (voters: readonly QuorumMember[], observers: readonly QuorumMember[] = []): QuorumStatus =>
    ({ voters, observers }) as unknown as QuorumStatus;

  it('a new cluster begins at what all voters know, and at the lowest while one has not said it', () => {
    expect(firstMetadataLevel(status([voter(1, 1), voter(2, 5)]))).toBe(1);
    expect(firstMetadataLevel(status([voter(1, 9), voter(2, undefined)]))).toBe(1);
  });

  it('other controllers are asked too, brokers by their registration', () => {
    const metadata = withBrokers(1);
    const members = quorumMembers(
      status([voter(1, 1)], [voter(4, 1), voter(5, undefined), voter(10, 1)]),
      metadata.image,
    );
    expect(members.map(({ nodeId }) => nodeId)).toEqual([1, 4]);
  });
});
