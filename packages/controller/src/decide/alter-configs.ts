import type { Steps } from '@drave/base';
import { alterConfigs, type ConfigOperation, type ConfigTarget } from '@drave/config';
import {
  NO_LEADER,
  replay,
  type ConfigRecord,
  type ConfigResource,
  type MetadataImage,
  type MetadataRecord,
  type TopicImage,
} from '@drave/metadata';
import type { ClusterConfig } from '../cluster-config.js';
import type { AlterConfigsCommand, ConfigAlteration } from '../commands.js';
import { configEtag } from '../config-etag.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';
import { changePartition } from '../partition/change-partition.js';
import { changePartitions } from '../partition/broker-changes.js';

/** Changes settings. Each resource stands or falls on its own. */
export function* decideAlterConfigs(
  image: MetadataImage,
  command: AlterConfigsCommand,
  ports: { readonly config: ClusterConfig },
): DecisionSteps<readonly ItemResult<null>[]> {
  const records: MetadataRecord[] = [];
  const seen = new Set<string>();
  const results: ItemResult<null>[] = [];
  for (const alteration of command.resources) {
    const { type, name } = alteration.resource;
    const altered = seen.has(`${type}:${name}`)
      ? reject('INVALID_REQUEST', `${type} '${name}' occurs more than once`)
      : alterResource(image, alteration, ports.config);
    seen.add(`${type}:${name}`);
    results.push(altered.kind === 'rejected' ? altered : { kind: 'ok', value: null });
    if (altered.kind === 'ok') for (const record of altered.value) records.push(record);
    yield;
  }
  const resources = records.flatMap((record) => (touchesElections(record) ? [record.resource] : []));
  if (resources.length === 0) return accept(records, results);
  // One by one: a spread of many records would pass the number of arguments that a call may have.
  for (const record of yield* eligibilityRecords(image, records, resources, ports.config)) records.push(record);
  return accept(records, results);
}

function alterResource(
  image: MetadataImage,
  alteration: ConfigAlteration,
  config: ClusterConfig,
): ItemResult<readonly ConfigRecord[]> {
  const { resource } = alteration;
  const refused = unknownResource(image, resource) ?? staleEtag(image, alteration);
  if (refused !== undefined) return refused;
  const current = image.config(resource);
  const altered = alterConfigs(targetOf(resource), current, operationsOf(alteration, current), config.groupLimits());
  if (altered.kind === 'invalid') {
    return reject('INVALID_CONFIG', altered.faults.map((fault) => fault.message).join('; '));
  }
  const value = altered.changes.map(
    ([key, text]): ConfigRecord => ({ kind: 'config', resource, key, value: text ?? undefined }),
  );
  return { kind: 'ok', value };
}

function unknownResource(image: MetadataImage, { type, name }: ConfigResource): Rejection | undefined {
  switch (type) {
    case 'topic':
      if (image.topicByName(name) !== undefined) return undefined;
      return reject('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${name}'`);
    case 'broker':
      if (name === '' || image.brokerByName(name) !== undefined) return undefined;
      return reject('BROKER_ID_NOT_REGISTERED', `there is no broker '${name}'`);
    case 'group':
      // It need not exist yet. There are no settings of all groups together, as in Kafka.
      return name === '' ? reject('INVALID_REQUEST', 'a group resource needs the id of a group') : undefined;
  }
}

function staleEtag(image: MetadataImage, { resource, etag }: ConfigAlteration): Rejection | undefined {
  if (etag === undefined || etag === configEtag(image.config(resource))) return undefined;
  const message = `the settings of ${resource.type} '${resource.name}' have changed since they were read`;
  return reject('INVALID_UPDATE_VERSION', message);
}

function targetOf({ type, name }: ConfigResource): ConfigTarget {
  if (type !== 'broker') return type;
  return name === '' ? 'cluster' : 'broker';
}

function operationsOf({ change }: ConfigAlteration, current: ReadonlyMap<string, string>): readonly ConfigOperation[] {
  if (change.kind === 'incremental') return change.operations;
  const wanted = new Set(Object.keys(change.values));
  return [
    ...[...current.keys()].filter((key) => !wanted.has(key)).map((key) => ({ kind: 'delete', key }) as const),
    ...Object.entries(change.values).map(([key, value]) => ({ kind: 'set', key, value }) as const),
  ];
}

function touchesElections(record: MetadataRecord): record is ConfigRecord {
  return (
    record.kind === 'config' &&
    (record.key === 'min.insync.replicas' || record.key === 'unclean.leader.election.enable')
  );
}

/**
 * With a smaller min.insync.replicas the high watermark may move on without the eligible replicas, so they stop being
 * eligible in the same batch. With unclean elections now allowed, offline partitions get a leader.
 */
function* eligibilityRecords(
  image: MetadataImage,
  records: readonly MetadataRecord[],
  resources: readonly ConfigResource[],
  config: ClusterConfig,
): Steps<readonly MetadataRecord[]> {
  let after = image;
  for (const record of records) {
    after = replay(after, record, -1);
    yield;
  }
  return yield* changePartitions(after, config, topicsUnder(after, resources), (partition, rules) => {
    const offline = partition.leader === NO_LEADER;
    if (offline ? !rules.uncleanElection : partition.elr.length + partition.lastKnownElr.length === 0) return undefined;
    return changePartition(partition, {}, rules);
  });
}

/** Settings of all brokers together reach every topic, a topic's own only that one. */
function topicsUnder(image: MetadataImage, resources: readonly ConfigResource[]): Iterable<TopicImage> {
  if (resources.some(({ type }) => type !== 'topic')) return image.topics();
  const names = new Set(resources.map(({ name }) => name));
  return [...names].flatMap((name) => image.topicByName(name) ?? []);
}
