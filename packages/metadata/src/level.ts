import { recordLevels, type MetadataRecord } from './record.js';
import type { SupportedFeature } from './registration.js';

/**
 * Levels of the metadata format. A record kind or field belongs to the level that introduced it; nothing above the
 * cluster's level is ever written.
 *
 * 1: everything in `MetadataRecord`, transactions included.
 */
export const METADATA_LEVEL_MAX = 1;
export const METADATA_LEVEL_MIN = 1;

/** The name under which the metadata level is told and changed, as in Kafka. */
export const METADATA_LEVEL_FEATURE = 'metadata.version';

/**
 * How transactions go, under Kafka's name (KIP-890). 0: records of Kafka before 4.0; 1: with room for what was added
 * since; 2: each end of a transaction raises the epoch of its producer, and a produced batch begins one.
 */
export const TRANSACTION_FEATURE = 'transaction.version';
export const TRANSACTION_LEVEL_MAX = 2;

/**
 * What this version supports, as every node tells the controller, which raises nothing to a level that a node does not
 * know.
 */
export const supportedFeatures: readonly SupportedFeature[] = [
  { name: METADATA_LEVEL_FEATURE, minLevel: METADATA_LEVEL_MIN, maxLevel: METADATA_LEVEL_MAX },
  { name: 'group.version', minLevel: 0, maxLevel: 1 },
  { name: TRANSACTION_FEATURE, minLevel: 0, maxLevel: TRANSACTION_LEVEL_MAX },
];

/** Which level introduced what. */
export interface LevelTable {
  readonly kinds: Readonly<Record<MetadataRecord['kind'], number>>;
  /** Fields that came later than their kind; they are written only where they are not empty. */
  readonly fields: Partial<Readonly<Record<MetadataRecord['kind'], Readonly<Record<string, number>>>>>;
}

export const levelTable: LevelTable = {
  kinds: recordLevels,
  fields: {},
};

/** The least level of a cluster whose nodes all can read this record. */
export function levelOf(record: MetadataRecord, table: LevelTable = levelTable): number {
  let level = table.kinds[record.kind];
  const fields = table.fields[record.kind];
  if (fields === undefined) return level;
  for (const [name, since] of Object.entries(fields))
    if (since > level && isWritten((record as unknown as Readonly<Record<string, unknown>>)[name])) level = since;
  return level;
}

/** Proto3 leaves out what is empty, so an older version never sees it. */
function isWritten(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== false && value !== 0 && value !== '';
}
