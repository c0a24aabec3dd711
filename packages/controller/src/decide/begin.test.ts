import { MetadataImage, replay, type MetadataRecord } from '@drave/metadata';
import { TestMetadata } from '@drave/metadata/testing';
import { expect, it } from 'vitest';
import { decideBegin } from './begin.js';

const LEVELS = [
  { kind: 'metadataLevel', level: 1 },
  { kind: 'featureLevel', name: 'transaction.version', level: 2 },
] as const;
const ABORT = { kind: 'abortTransaction', reason: 'the controller that began it is no longer active' } as const;
const OPEN = { kind: 'beginTransaction', name: 'migration' } as const;

it.each<[name: string, image: MetadataImage, records: readonly MetadataRecord[]]>([
  ['an empty log', MetadataImage.empty, LEVELS],
  ['a log that holds something', new TestMetadata().image, []],
  ['a transaction left open', replay(new TestMetadata().image, OPEN, 1), [ABORT]],
])('after %s a new active controller writes what is missing', (_name, image, records) => {
  const decision = decideBegin(image, 1);
  expect(decision).toEqual({ kind: 'accepted', records, response: null });
  const after = records.reduce((next, record) => replay(next, record, 2), image);
  expect([after.inTransaction, after.level]).toEqual([false, 1]);
});
