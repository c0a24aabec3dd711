import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  levelOf,
  levelTable,
  METADATA_LEVEL_MAX,
  METADATA_LEVEL_MIN,
  supportedFeatures,
  type LevelTable,
} from './level.js';
import { MetadataImage } from './image.js';
import { encodeBatch } from './record-codec.js';
import type { MetadataRecord } from './record.js';
import { snapshotFrames } from './snapshot.js';
import { testUuid } from './testing/index.js';
import { replayAll } from './testing/replay-all.js';

/** How many fields each record had at level 1, by the numbers that the protocol file gives them. */
const fieldsAtLevel1: Readonly<Partial<Record<keyof typeof levelTable.kinds, number>>> = {
  metadataLevel: 1,
  featureLevel: 2,
  registerBroker: 10,
  unregisterBroker: 2,
  brokerRegistrationChange: 5,
  topic: 2,
  removeTopic: 1,
  partition: 12,
  partitionChange: 10,
  config: 4,
  producerIds: 3,
  requestOutcome: 5,
  beginTransaction: 1,
  endTransaction: 0,
  abortTransaction: 1,
  accessControlEntry: 8,
  removeAccessControlEntry: 1,
  userScramCredential: 6,
  removeUserScramCredential: 2,
  clientQuota: 3,
};

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

const proto = readFileSync(
  fileURLToPath(new URL('../../../proto/drave/metadata/v1/metadata.proto', import.meta.url)),
  'utf8',
);

/** The fields of a record as the protocol file numbers them, in our spelling. */
function fieldsOf(kind: string): readonly string[] {
  const name = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  const body = new RegExp(`^message ${name} \\{([^}]*)\\}`, 'm').exec(proto)?.[1];
  if (body === undefined) throw new RangeError(`metadata.proto has no message ${name}`);
  const numbered = [...body.matchAll(/(\w+) = (\d+);/g)].map(([, field = '', number]) => ({
    field,
    at: Number(number),
  }));
  const spelled = (field: string) => field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return numbered.toSorted((one, other) => one.at - other.at).map(({ field }) => spelled(field));
}

describe('metadata levels', () => {
  it('every kind belongs to a level that this version can write', () => {
    for (const level of Object.values(levelTable.kinds)) {
      expect(level).toBeGreaterThanOrEqual(METADATA_LEVEL_MIN);
      expect(level).toBeLessThanOrEqual(METADATA_LEVEL_MAX);
    }
    expect(supportedFeatures.map(({ name }) => name)).toEqual([
      'metadata.version',
      'group.version',
      'transaction.version',
    ]);
  });

  it('a field that came later than level 1 says with which level', () => {
    const later = Object.entries(fieldsAtLevel1).flatMap(([kind, count]) =>
      fieldsOf(kind)
        .slice(count)
        .filter((field) => levelTable.fields[kind as keyof typeof levelTable.fields]?.[field] === undefined)
        .map((field) => `${kind}.${field} is not in levelTable.fields (level.ts)`),
    );
    expect(later).toEqual([]);
    expect(fieldsOf('registerBroker')).toHaveLength(10);
  });

  it('a record has the level of its kind, or of the newest field that is written', () => {
    expect(levelOf(producerIds)).toBe(1);
    expect(levelOf(producerIds, next)).toBe(2);
    expect(levelOf(registration(''), next)).toBe(1);
    expect(levelOf(registration('boot-1'), next)).toBe(2);
  });

  it('a snapshot has nothing above the level of its image', () => {
    const image = replayAll(MetadataImage.empty, [{ kind: 'metadataLevel', level: 1 }, registration('boot-1')], 0);
    expect([...snapshotFrames(image)].length).toBeGreaterThan(1);
    expect(() => [...snapshotFrames(image, next)]).toThrow('needs metadata level 2, the cluster is at 1');
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
