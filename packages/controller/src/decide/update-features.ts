import type { NodeId, Steps } from '@drave/base';
import {
  levelOf,
  levelTable,
  METADATA_LEVEL_FEATURE,
  METADATA_LEVEL_MAX,
  METADATA_LEVEL_MIN,
  snapshotRecords,
  supportedFeatures,
  type LevelTable,
  type MetadataImage,
  type MetadataRecord,
  type SupportedFeature,
} from '@drave/metadata';
import type { QuorumStatus } from '@drave/raft';
import type { FeatureUpdate, UpdateFeaturesCommand } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';

export { METADATA_LEVEL_FEATURE };

/** A member of the quorum, with what it supports; undefined while it has not said it. */
export interface QuorumMember {
  readonly nodeId: NodeId;
  readonly features: readonly SupportedFeature[] | undefined;
}

interface UpdateFeaturesContext {
  /** Whoever must be able to read what is written from now on: the voters, and other controllers that follow. */
  readonly members: readonly QuorumMember[];
  /** What this controller supports. */
  readonly supported?: readonly SupportedFeature[];
  readonly table?: LevelTable;
}

/** One step looks at so many records. */
const RECORDS_PER_STEP = 1_000;

/**
 * Every voter, and every other controller that has said what it supports. Brokers observe the log too; what they
 * support stands in their registrations.
 */
export function quorumMembers({ voters, observers }: QuorumStatus, image: MetadataImage): readonly QuorumMember[] {
  const others = observers.filter(
    ({ nodeId, features }) => features !== undefined && image.broker(nodeId) === undefined,
  );
  return [...voters, ...others].map(({ nodeId, features }) => ({ nodeId, features }));
}

/** The level that a new cluster begins with: the newest one that every voter is known to support. */
export function firstMetadataLevel({ voters }: QuorumStatus): number {
  const levels = voters.map(({ features }) => rangeOf(features ?? [], METADATA_LEVEL_FEATURE)?.maxLevel);
  return levels.reduce<number>((least, level) => Math.min(least, level ?? METADATA_LEVEL_MIN), METADATA_LEVEL_MAX);
}

/** Makes all updates or none (KIP-584). */
export function* decideUpdateFeatures(
  image: MetadataImage,
  command: UpdateFeaturesCommand,
  context: UpdateFeaturesContext,
): DecisionSteps<null> {
  const records: MetadataRecord[] = [];
  for (const update of command.updates) {
    const record = updateRecord(image, update, context);
    if (record.kind === 'rejected') return record;
    if (record.value === undefined) continue;
    const held = record.value.kind === 'metadataLevel' ? yield* contentAbove(image, update.level, context) : undefined;
    if (held !== undefined) return held;
    records.push(record.value);
  }
  return accept(records, null);
}

function updateRecord(
  image: MetadataImage,
  update: FeatureUpdate,
  context: UpdateFeaturesContext,
): ItemResult<MetadataRecord | undefined> {
  const { name, level } = update;
  if (!Number.isSafeInteger(level) || level < 0) return failed(`level ${level} of ${name} is not a level`);
  const isMetadata = name === METADATA_LEVEL_FEATURE;
  const current = isMetadata ? image.level : (image.features().get(name) ?? 0);
  if (level === current) return { kind: 'ok', value: undefined };
  if (level < current && !update.allowDowngrade) return failed(`${name} is at ${current}: going down must be allowed`);
  if (!isMetadata) {
    const refused = unsupportedByBrokers(image, name, level);
    return refused ?? { kind: 'ok', value: { kind: 'featureLevel', name, level } };
  }
  const own = rangeOf(context.supported ?? supportedFeatures, name);
  if (own === undefined || level < own.minLevel || level > own.maxLevel) {
    const range = `${own?.minLevel ?? METADATA_LEVEL_MIN} to ${own?.maxLevel ?? METADATA_LEVEL_MAX}`;
    return failed(`this controller writes metadata levels ${range}, not ${level}`);
  }
  const refused = unsupportedByQuorum(context.members, name, level) ?? unreadableForBrokers(image, name, level);
  return refused ?? { kind: 'ok', value: { kind: 'metadataLevel', level } };
}

/** A broker that supports none of a feature takes no part in it, which is fine at level 0 only. */
function unsupportedByBrokers(image: MetadataImage, name: string, level: number): Rejection | undefined {
  if (level === 0) return undefined;
  const brokers = image.brokers();
  if (brokers.length === 0) return failed(`no registered broker supports ${name}`);
  for (const broker of brokers) {
    const range = rangeOf(broker.features, name);
    if (range === undefined) return failed(`broker ${broker.id} does not know the feature ${name}`);
    if (level < range.minLevel || level > range.maxLevel) {
      return failed(`broker ${broker.id} supports ${name} from ${range.minLevel} to ${range.maxLevel}, not ${level}`);
    }
  }
  return undefined;
}

/** Whoever meets a record that it cannot read ends, and cannot start again before it is upgraded. */
function unreadableForBrokers(image: MetadataImage, name: string, level: number): Rejection | undefined {
  for (const { id, features } of image.brokers()) {
    const refused = unsupportedBy(`broker ${id}`, features, name, level);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function unsupportedByQuorum(members: readonly QuorumMember[], name: string, level: number): Rejection | undefined {
  for (const { nodeId, features } of members) {
    const refused = unsupportedBy(`controller ${nodeId}`, features ?? [], name, level);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function unsupportedBy(
  node: string,
  features: readonly SupportedFeature[],
  name: string,
  level: number,
): Rejection | undefined {
  const range = rangeOf(features, name);
  if (range === undefined)
    return failed(`${node} has not said which levels of ${name} it supports: start it with a version that does`);
  if (level >= range.minLevel && level <= range.maxLevel) return undefined;
  const supports = `${node} supports ${name} from ${range.minLevel} to ${range.maxLevel}`;
  return failed(`${supports}, not ${level}: run a version there that does`);
}

/** What is there already must be readable at the level that the cluster goes down to. */
function* contentAbove(
  image: MetadataImage,
  level: number,
  { table = levelTable }: UpdateFeaturesContext,
): Steps<Rejection | undefined> {
  if (level >= image.level) return undefined;
  let seen = 0;
  for (const record of snapshotRecords(image)) {
    if (record.kind !== 'metadataLevel' && levelOf(record, table) > level)
      return failed(`the metadata holds a ${record.kind} record of level ${levelOf(record, table)}: remove it first`);
    if (++seen % RECORDS_PER_STEP === 0) yield;
  }
  return undefined;
}

function rangeOf(features: readonly SupportedFeature[], name: string): SupportedFeature | undefined {
  return features.find((feature) => feature.name === name);
}

function failed(message: string): Rejection {
  return reject('FEATURE_UPDATE_FAILED', message);
}
