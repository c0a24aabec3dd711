import { describe, expect, it } from 'vitest';
import {
  levelOf,
  levelTable,
  metadataLevelMax,
  metadataLevelMin,
  supportedFeatures,
  type LevelTable,
} from './level.js';
import { encodeBatch } from './record-codec.js';
import type { MetadataRecord } from './record.js';
import { testUuid } from './testing/index.js';

/** A version to come: topics can be asked for by a new kind, and registrations say where a broker was booted. */
const next: LevelTable = {
  kinds: { ...levelTable.kinds, producerIds: 2 },
  fields: { registerBroker: { bootId: 2, features: 2 } },
};

const producerIds: MetadataRecord = { kind: 'producerIds', brokerId: 1, brokerEpoch: 5, nextProducerId: 7 };
const registration = (bootId: string): MetadataRecord => ({
  kind: 'registerBroker',
  brokerId: 1,
  brokerEpoch: undefined,
  incarnationId: testUuid(1),
  listeners: [],
  rack: undefined,
  fenced: false,
  inControlledShutdown: false,
  directories: [],
  features: [],
  bootId,
});

describe('metadata levels', () => {
  it('every kind belongs to a level that this version can write', () => {
    for (const level of Object.values(levelTable.kinds)) {
      expect(level).toBeGreaterThanOrEqual(metadataLevelMin);
      expect(level).toBeLessThanOrEqual(metadataLevelMax);
    }
    expect(supportedFeatures.map(({ name }) => name)).toEqual(['metadata.version', 'group.version']);
  });

  it('a record has the level of its kind, or of the newest field that is written', () => {
    expect(levelOf(producerIds)).toBe(1);
    expect(levelOf(producerIds, next)).toBe(2);
    expect(levelOf(registration(''), next)).toBe(1);
    expect(levelOf(registration('boot-1'), next)).toBe(2);
  });

  it('nothing above the level of the cluster is ever encoded, until the level is raised', () => {
    const raise: MetadataRecord = { kind: 'metadataLevel', level: 2 };
    expect(() => encodeBatch([producerIds], 1, next)).toThrow('needs metadata level 2, the cluster is at 1');
    expect(() => encodeBatch([registration('boot-1')], 1, next)).toThrow('needs metadata level 2');
    expect(() => encodeBatch([producerIds, raise], 1, next)).toThrow('needs metadata level 2');
    expect(encodeBatch([raise, producerIds], 1, next)).toEqual(encodeBatch([raise, producerIds], 2, next));
    // What was there before is written at the old level as before: older nodes read every byte of it.
    expect(encodeBatch([registration('')], 1, next)).toEqual(encodeBatch([registration('')], 1));
  });
});
