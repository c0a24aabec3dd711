import { assert, decodeUuid, DraveError, encodeUuid, limits, unreachable, UUID_BYTES, type Uuid } from '@drave/base';
import { metadataV1 as wire } from '@drave/rpc';
import { levelOf, levelTable, type LevelTable } from './level.js';
import type {
  BrokerRegistrationChangeRecord,
  ConfigRecord,
  ConfigResourceType,
  MetadataRecord,
  PartitionChangeRecord,
  PartitionRecord,
  RegisterBrokerRecord,
} from './record.js';

/**
 * One Raft entry of a cluster at this metadata level; a `metadataLevel` record sets that of those behind it.
 * @throws AssertionFailure when it passes `raftEntryRecordsMax`, or holds what nodes of this level cannot read; the
 * byte limit is Raft's to refuse.
 */
export function encodeBatch(
  records: readonly MetadataRecord[],
  level: number,
  table: LevelTable = levelTable,
): Uint8Array {
  assert(records.length <= limits.raftEntryRecordsMax, `an entry holds at most ${limits.raftEntryRecordsMax} records`);
  let inForce = level;
  for (const record of records) {
    if (record.kind === 'metadataLevel') inForce = record.level;
    const needed = levelOf(record, table);
    assert(needed <= inForce, `a ${record.kind} record needs metadata level ${needed}, the cluster is at ${inForce}`);
  }
  return wire.MetadataBatch.encode({ records: records.map(toWire) });
}

/**
 * @throws DraveError UNSUPPORTED_VERSION for a record or field that this version does not know, CORRUPT_DATA for
 * garbage.
 */
export function decodeBatch(payload: Uint8Array): readonly MetadataRecord[] {
  return decodeWire(payload).records.map(fromWire);
}

/** What one record takes inside an entry, for splitting; exact but for the entry's own framing. */
export function encodedRecordBytes(record: MetadataRecord): number {
  return wire.MetadataRecord.encode(toWire(record)).length;
}

function decodeWire(payload: Uint8Array): wire.MetadataBatch {
  try {
    return wire.MetadataBatch.decodeStrict(payload);
  } catch (thrown) {
    const { code: reason, message } = DraveError.from(thrown);
    const code = reason === 'UNSUPPORTED_VERSION' ? reason : 'CORRUPT_DATA';
    throw new DraveError(code, `a metadata entry cannot be read: ${message}`, { cause: thrown });
  }
}

function toWire(record: MetadataRecord): wire.MetadataRecord {
  switch (record.kind) {
    case 'metadataLevel':
      return { value: { kind: 'metadataLevel', metadataLevel: record } };
    case 'featureLevel':
      return { value: { kind: 'featureLevel', featureLevel: record } };
    case 'registerBroker':
      return { value: { kind: 'registerBroker', registerBroker: registerBrokerToWire(record) } };
    case 'unregisterBroker':
      return { value: { kind: 'unregisterBroker', unregisterBroker: record } };
    case 'brokerRegistrationChange':
      return { value: { kind: 'brokerRegistrationChange', brokerRegistrationChange: brokerChangeToWire(record) } };
    case 'topic':
      return { value: { kind: 'topic', topic: { topicId: uuidBytes(record.topicId), name: record.name } } };
    case 'removeTopic':
      return { value: { kind: 'removeTopic', removeTopic: { topicId: uuidBytes(record.topicId) } } };
    case 'partition':
      return { value: { kind: 'partition', partition: partitionToWire(record) } };
    case 'partitionChange':
      return { value: { kind: 'partitionChange', partitionChange: partitionChangeToWire(record) } };
    case 'config':
      return { value: { kind: 'config', config: configToWire(record) } };
    case 'producerIds':
      return { value: { kind: 'producerIds', producerIds: record } };
    case 'requestOutcome':
      return { value: { kind: 'requestOutcome', requestOutcome: record } };
    case 'beginTransaction':
      return { value: { kind: 'beginTransaction', beginTransaction: record } };
    case 'endTransaction':
      return { value: { kind: 'endTransaction', endTransaction: {} } };
    case 'abortTransaction':
      return { value: { kind: 'abortTransaction', abortTransaction: record } };
    default:
      return unreachable(record);
  }
}

function fromWire({ value }: wire.MetadataRecord): MetadataRecord {
  // The strict decoder has refused unknown kinds, so what is empty here was written empty.
  if (value === undefined) throw new DraveError('CORRUPT_DATA', 'a metadata record without content');
  switch (value.kind) {
    case 'metadataLevel':
      return { kind: 'metadataLevel', level: value.metadataLevel.level };
    case 'featureLevel':
      return { kind: 'featureLevel', name: value.featureLevel.name, level: value.featureLevel.level };
    case 'registerBroker':
      return registerBrokerFromWire(value.registerBroker);
    case 'unregisterBroker':
      return { kind: 'unregisterBroker', ...value.unregisterBroker };
    case 'brokerRegistrationChange':
      return brokerChangeFromWire(value.brokerRegistrationChange);
    case 'topic':
      return { kind: 'topic', topicId: uuid(value.topic.topicId), name: value.topic.name };
    case 'removeTopic':
      return { kind: 'removeTopic', topicId: uuid(value.removeTopic.topicId) };
    case 'partition':
      return partitionFromWire(value.partition);
    case 'partitionChange':
      return partitionChangeFromWire(value.partitionChange);
    case 'config':
      return configFromWire(value.config);
    case 'producerIds':
      return { kind: 'producerIds', ...value.producerIds };
    case 'requestOutcome':
      return requestOutcomeFromWire(value.requestOutcome);
    case 'beginTransaction':
      return { kind: 'beginTransaction', name: value.beginTransaction.name };
    case 'endTransaction':
      return { kind: 'endTransaction' };
    case 'abortTransaction':
      return { kind: 'abortTransaction', reason: value.abortTransaction.reason };
    default:
      return unreachable(value);
  }
}

function registerBrokerToWire(record: RegisterBrokerRecord): wire.RegisterBroker {
  return {
    ...record,
    incarnationId: uuidBytes(record.incarnationId),
    directories: record.directories.map(uuidBytes),
  };
}

function registerBrokerFromWire(record: wire.RegisterBroker): RegisterBrokerRecord {
  return {
    kind: 'registerBroker',
    brokerId: record.brokerId,
    brokerEpoch: record.brokerEpoch,
    incarnationId: uuid(record.incarnationId),
    listeners: record.listeners,
    rack: record.rack,
    fenced: record.fenced,
    inControlledShutdown: record.inControlledShutdown,
    directories: record.directories.map(uuid),
    features: record.features,
    bootId: record.bootId,
  };
}

function brokerChangeToWire(record: BrokerRegistrationChangeRecord): wire.BrokerRegistrationChange {
  return { ...record, directories: optional(record.directories, directoriesToWire) };
}

function brokerChangeFromWire(record: wire.BrokerRegistrationChange): BrokerRegistrationChangeRecord {
  return {
    kind: 'brokerRegistrationChange',
    ...record,
    directories: optional(record.directories, directoriesFromWire),
  };
}

function partitionToWire(record: PartitionRecord): wire.Partition {
  return { ...record, topicId: uuidBytes(record.topicId), directories: record.directories.map(uuidBytes) };
}

function partitionFromWire(record: wire.Partition): PartitionRecord {
  return {
    kind: 'partition',
    topicId: uuid(record.topicId),
    index: record.index,
    replicas: record.replicas,
    directories: record.directories.map(uuid),
    isr: record.isr,
    elr: record.elr,
    lastKnownElr: record.lastKnownElr,
    addingReplicas: record.addingReplicas,
    removingReplicas: record.removingReplicas,
    leader: record.leader,
    leaderEpoch: record.leaderEpoch,
    partitionEpoch: record.partitionEpoch,
  };
}

function partitionChangeToWire(record: PartitionChangeRecord): wire.PartitionChange {
  return {
    topicId: uuidBytes(record.topicId),
    index: record.index,
    leader: record.leader,
    isr: optional(record.isr, nodesToWire),
    elr: optional(record.elr, nodesToWire),
    lastKnownElr: optional(record.lastKnownElr, nodesToWire),
    replicas: optional(record.replicas, nodesToWire),
    addingReplicas: optional(record.addingReplicas, nodesToWire),
    removingReplicas: optional(record.removingReplicas, nodesToWire),
    directories: optional(record.directories, directoriesToWire),
  };
}

function partitionChangeFromWire(record: wire.PartitionChange): PartitionChangeRecord {
  return {
    kind: 'partitionChange',
    topicId: uuid(record.topicId),
    index: record.index,
    leader: record.leader,
    isr: record.isr?.nodes,
    elr: record.elr?.nodes,
    lastKnownElr: record.lastKnownElr?.nodes,
    replicas: record.replicas?.nodes,
    addingReplicas: record.addingReplicas?.nodes,
    removingReplicas: record.removingReplicas?.nodes,
    directories: optional(record.directories, directoriesFromWire),
  };
}

function configToWire(record: ConfigRecord): wire.Config {
  return {
    resourceType: resourceTypes[record.resource.type],
    resourceName: record.resource.name,
    key: record.key,
    value: record.value,
  };
}

const resourceTypes = { topic: 'TOPIC', broker: 'BROKER', group: 'GROUP' } as const satisfies Record<
  ConfigResourceType,
  wire.ResourceType
>;

function configFromWire(record: wire.Config): ConfigRecord {
  const resource = { type: resourceType(record.resourceType), name: record.resourceName };
  return { kind: 'config', resource, key: record.key, value: record.value };
}

function resourceType(type: wire.ResourceType): ConfigResourceType {
  switch (type) {
    case 'TOPIC':
      return 'topic';
    case 'BROKER':
      return 'broker';
    case 'GROUP':
      return 'group';
    case 'UNSPECIFIED':
      throw new DraveError('CORRUPT_DATA', 'a configuration record without a resource type');
    default:
      return unreachable(type);
  }
}

function requestOutcomeFromWire(record: wire.RequestOutcome): MetadataRecord {
  // The response is copied: decoded bytes are slices of the whole entry, and an outcome is kept for an hour.
  return {
    kind: 'requestOutcome',
    principal: record.principal,
    requestId: record.requestId,
    requestHash: Uint8Array.from(record.requestHash),
    response: Uint8Array.from(record.response),
    timestampMs: record.timestampMs,
  };
}

function optional<From, To>(value: From | undefined, map: (value: From) => To): To | undefined {
  return value === undefined ? undefined : map(value);
}

function nodesToWire(nodes: readonly number[]): wire.NodeList {
  return { nodes };
}

function directoriesToWire(directories: readonly Uuid[]): wire.DirectoryList {
  return { directories: directories.map(uuidBytes) };
}

function directoriesFromWire(list: wire.DirectoryList): readonly Uuid[] {
  return list.directories.map(uuid);
}

/** One string for each id that is met again and again: a cluster has few directories and many replicas. */
function uuid(bytes: Uint8Array): Uuid {
  if (bytes.length !== UUID_BYTES)
    throw new DraveError('CORRUPT_DATA', `an id of ${bytes.length} bytes in a metadata record`);
  const text = encodeUuid(bytes);
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= memoMax) texts.clear();
  texts.set(text, text);
  return text;
}

function uuidBytes(text: Uuid): Uint8Array {
  const known = bytesByText.get(text);
  if (known !== undefined) return known;
  if (bytesByText.size >= memoMax) bytesByText.clear();
  const bytes = decodeUuid(text);
  bytesByText.set(text, bytes);
  return bytes;
}

const memoMax = 4_096;
const texts: Map<string, Uuid> = new Map();
const bytesByText: Map<Uuid, Uint8Array> = new Map();
