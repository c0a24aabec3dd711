import { assert, decodeUuid, DraveError, encodeUuid, limits, unreachable, UUID_BYTES, type Uuid } from '@drave/base';
import { metadataV1 as wire } from '@drave/rpc';
import { levelOf, levelTable, type LevelTable } from './level.js';
import {
  aclOperations,
  aclPatternTypes,
  aclPermissions,
  aclResourceTypes,
  quotaEntityTypeNames,
  scramMechanismNames,
} from './access-names.js';
import type { ConfigResourceType, MetadataRecord, MetadataRecordKind } from './record.js';

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

function decodeWire(payload: Uint8Array): wire.MetadataBatch {
  try {
    return wire.MetadataBatch.decodeStrict(payload);
  } catch (reason) {
    const { code: found, message } = DraveError.from(reason);
    const code = found === 'UNSUPPORTED_VERSION' ? found : 'CORRUPT_DATA';
    throw new DraveError(code, `a metadata entry cannot be read: ${message}`, { cause: reason });
  }
}

function toWire(record: MetadataRecord): wire.MetadataRecord {
  const { kind } = record;
  const content = conversions[kind]?.toWire(record as never) ?? record;
  // The row of a kind gives the content of that kind; the compiler does not follow a union through the index.
  return { value: { kind, [kind]: content } as unknown as WireValue };
}

function fromWire({ value }: wire.MetadataRecord): MetadataRecord {
  // The strict decoder has refused unknown kinds, so what is empty here was written empty.
  if (value === undefined) throw new DraveError('CORRUPT_DATA', 'a metadata record without content');
  const { kind } = value;
  const content = (value as unknown as Readonly<Record<string, unknown>>)[kind];
  const fields = conversions[kind]?.fromWire(content as never) ?? content;
  return Object.assign({ kind }, fields) as MetadataRecord;
}

type WireValue = NonNullable<wire.MetadataRecord['value']>;
type Fields<Kind> = Omit<Extract<MetadataRecord, { readonly kind: Kind }>, 'kind'>;
type WireFields<Kind> = Kind extends WireValue['kind']
  ? Extract<WireValue, { readonly kind: Kind }>[Kind & keyof Extract<WireValue, { readonly kind: Kind }>]
  : never;

interface Conversion<Kind> {
  toWire(fields: Fields<Kind>): WireFields<Kind>;
  fromWire(content: WireFields<Kind>): Fields<Kind>;
}

/** The kinds whose fields are the same on the wire, name by name and type by type. */
type PlainKind = {
  [Kind in MetadataRecordKind]: [WireFields<Kind>] extends [never]
    ? never
    : [Fields<Kind>, WireFields<Kind>] extends [WireFields<Kind>, Fields<Kind>]
      ? Kind
      : never;
}[MetadataRecordKind];

/** A kind that is not plain has its row here, or this does not compile; a plain one may. */
type Conversions = { readonly [Kind in Exclude<MetadataRecordKind, PlainKind>]: Conversion<Kind> } & {
  readonly [Kind in PlainKind]?: Conversion<Kind>;
};

const conversions: Conversions = {
  registerBroker: {
    toWire: (record) => ({
      ...record,
      incarnationId: uuidBytes(record.incarnationId),
      directories: record.directories.map(uuidBytes),
    }),
    fromWire: (record) => ({
      ...record,
      brokerEpoch: record.brokerEpoch,
      rack: record.rack,
      incarnationId: uuid(record.incarnationId),
      directories: record.directories.map(uuid),
    }),
  },
  brokerRegistrationChange: {
    toWire: (record) => ({ ...record, directories: optional(record.directories, directoriesToWire) }),
    fromWire: (record) => ({ ...record, directories: optional(record.directories, directoriesFromWire) }),
  },
  topic: {
    toWire: ({ topicId, name }) => ({ topicId: uuidBytes(topicId), name }),
    fromWire: ({ topicId, name }) => ({ topicId: uuid(topicId), name }),
  },
  removeTopic: {
    toWire: ({ topicId }) => ({ topicId: uuidBytes(topicId) }),
    fromWire: ({ topicId }) => ({ topicId: uuid(topicId) }),
  },
  partition: {
    toWire: (record) => ({
      ...record,
      topicId: uuidBytes(record.topicId),
      directories: record.directories.map(uuidBytes),
    }),
    fromWire: (record) => ({ ...record, topicId: uuid(record.topicId), directories: record.directories.map(uuid) }),
  },
  partitionChange: { toWire: partitionChangeToWire, fromWire: partitionChangeFromWire },
  config: { toWire: configToWire, fromWire: configFromWire },
  requestOutcome: {
    toWire: (record) => record,
    // What is kept for an hour is copied: decoded bytes are slices of the whole entry.
    fromWire: (record) => ({
      ...record,
      requestHash: Uint8Array.from(record.requestHash),
      response: Uint8Array.from(record.response),
    }),
  },
  accessControlEntry: {
    toWire: (record) => ({
      ...record,
      id: uuidBytes(record.id),
      resourceType: aclResourceTypes.toWire(record.resourceType),
      patternType: aclPatternTypes.toWire(record.patternType),
      operation: aclOperations.toWire(record.operation),
      permission: aclPermissions.toWire(record.permission),
    }),
    fromWire: (record) => ({
      ...record,
      id: uuid(record.id),
      resourceType: aclResourceTypes.fromWire(record.resourceType),
      patternType: aclPatternTypes.fromWire(record.patternType),
      operation: aclOperations.fromWire(record.operation),
      permission: aclPermissions.fromWire(record.permission),
    }),
  },
  removeAccessControlEntry: {
    toWire: ({ id }) => ({ id: uuidBytes(id) }),
    fromWire: ({ id }) => ({ id: uuid(id) }),
  },
  userScramCredential: {
    toWire: (record) => ({ ...record, mechanism: scramMechanismNames.toWire(record.mechanism) }),
    // What is kept is copied: decoded bytes are slices of the whole entry.
    fromWire: (record) => ({
      ...record,
      mechanism: scramMechanismNames.fromWire(record.mechanism),
      salt: Uint8Array.from(record.salt),
      storedKey: Uint8Array.from(record.storedKey),
      serverKey: Uint8Array.from(record.serverKey),
    }),
  },
  removeUserScramCredential: {
    toWire: ({ name, mechanism }) => ({ name, mechanism: scramMechanismNames.toWire(mechanism) }),
    fromWire: ({ name, mechanism }) => ({ name, mechanism: scramMechanismNames.fromWire(mechanism) }),
  },
  clientQuota: {
    toWire: ({ entity, key, value }) => ({
      entity: entity.map(({ type, name }) => ({ type: quotaEntityTypeNames.toWire(type), name })),
      key,
      value,
    }),
    fromWire: ({ entity, key, value }) => ({
      entity: entity.map(({ type, name }) => ({ type: quotaEntityTypeNames.fromWire(type), name })),
      key,
      value,
    }),
  },
};

function partitionChangeToWire(record: Fields<'partitionChange'>): wire.PartitionChange {
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

function partitionChangeFromWire(record: wire.PartitionChange): Fields<'partitionChange'> {
  return {
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

function configToWire(record: Fields<'config'>): wire.Config {
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

function configFromWire(record: wire.Config): Fields<'config'> {
  const resource = { type: resourceType(record.resourceType), name: record.resourceName };
  return { resource, key: record.key, value: record.value };
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
  if (texts.size >= MEMO_MAX) texts.clear();
  texts.set(text, text);
  return text;
}

function uuidBytes(text: Uuid): Uint8Array {
  const known = bytesByText.get(text);
  if (known !== undefined) return known;
  if (bytesByText.size >= MEMO_MAX) bytesByText.clear();
  const bytes = decodeUuid(text);
  bytesByText.set(text, bytes);
  return bytes;
}

const MEMO_MAX = 4_096;
const texts: Map<string, Uuid> = new Map();
const bytesByText: Map<Uuid, Uint8Array> = new Map();
