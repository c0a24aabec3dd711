import { metadataLevelMax, metadataLevelMin, type MetadataImage, type MetadataRecord } from '@drave/metadata';
import type { FeatureUpdate, UpdateFeaturesCommand } from '../commands.js';
import { accept, reject, type Decision, type ItemResult, type Rejection } from '../decision.js';

/** The name under which the metadata level is updated, as in Kafka. */
export const metadataLevelFeature = 'metadata.version';

/** All updates or none (KIP-584). */
export function decideUpdateFeatures(image: MetadataImage, command: UpdateFeaturesCommand): Decision<null> {
  const records: MetadataRecord[] = [];
  for (const update of command.updates) {
    const record = updateRecord(image, update);
    if (record.kind === 'rejected') return record;
    if (record.value !== undefined) records.push(record.value);
  }
  return accept(records, null);
}

function updateRecord(image: MetadataImage, update: FeatureUpdate): ItemResult<MetadataRecord | undefined> {
  const { name, level } = update;
  if (!Number.isSafeInteger(level) || level < 0) return failed(`level ${level} of ${name} is not a level`);
  const isMetadata = name === metadataLevelFeature;
  const current = isMetadata ? image.level : (image.features().get(name) ?? 0);
  if (level === current) return { kind: 'ok', value: undefined };
  if (level < current && !update.allowDowngrade) return failed(`${name} is at ${current}: going down must be allowed`);
  if (!isMetadata) {
    const refused = unsupported(image, name, level);
    return refused ?? { kind: 'ok', value: { kind: 'featureLevel', name, level } };
  }
  if (level < metadataLevelMin || level > metadataLevelMax) {
    return failed(`this controller writes metadata levels ${metadataLevelMin} to ${metadataLevelMax}, not ${level}`);
  }
  return { kind: 'ok', value: { kind: 'metadataLevel', level } };
}

function unsupported(image: MetadataImage, name: string, level: number): Rejection | undefined {
  if (level === 0) return undefined;
  const brokers = image.brokers();
  if (brokers.length === 0) return failed(`no registered broker supports ${name}`);
  for (const broker of brokers) {
    const range = broker.features.find((feature) => feature.name === name);
    if (range === undefined) return failed(`broker ${broker.id} does not know the feature ${name}`);
    if (level < range.minLevel || level > range.maxLevel) {
      return failed(`broker ${broker.id} supports ${name} from ${range.minLevel} to ${range.maxLevel}, not ${level}`);
    }
  }
  return undefined;
}

function failed(message: string): Rejection {
  return reject('FEATURE_UPDATE_FAILED', message);
}
