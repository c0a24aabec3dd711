import { assert, DraveError, unreachable, type BrokerEpoch, type Offset } from '@drave/base';
import { List, Map as PersistentMap } from 'immutable';
import { quotaEntityKey } from './client-quotas.js';
import type { Touched } from './delta.js';
import { configResourceKey, MetadataImage, TopicImage, type ImageState } from './image.js';
import { METADATA_LEVEL_MAX } from './level.js';
import type {
  BrokerRegistrationChangeRecord,
  ClientQuotaRecord,
  ConfigRecord,
  MetadataRecord,
  PartitionChangeRecord,
  PartitionRecord,
  RegisterBrokerRecord,
  RemoveTopicRecord,
  TopicRecord,
} from './record.js';
import type { BrokerRegistration, PartitionRegistration } from './registration.js';
import { addRequestOutcome } from './request-outcomes.js';
import type { ScramCredential, ScramMechanism } from './scram-credentials.js';
import { forgetTopic, indexReplicas, indexTopic } from './topic-indexes.js';

/**
 * The one function that changes metadata, for the active controller's speculative state, for committed entries on every
 * node, for snapshots and for tools.
 *
 * `offset` is that of the entry which holds the record (it becomes the epoch of a broker registered by it).
 * Throws AssertionFailure for a record that contradicts the image: whoever meets one must stop.
 * @throws DraveError UNSUPPORTED_VERSION for a metadata level above ours.
 */
export function replay(image: MetadataImage, record: MetadataRecord, offset: Offset): MetadataImage {
  const { state } = image;
  if (record.kind !== 'metadataLevel') assert(state.level > 0, `record 0 must be a metadata level, got ${record.kind}`);
  switch (record.kind) {
    case 'metadataLevel':
      return replayLevel(state, record.level);
    case 'featureLevel': {
      const { features } = state;
      const next = record.level === 0 ? features.delete(record.name) : features.set(record.name, record.level);
      return changed(state, { features: next });
    }
    case 'registerBroker':
      return replayRegisterBroker(state, record, offset);
    case 'unregisterBroker':
      assertBrokerEpoch(state, record.brokerId, record.brokerEpoch);
      return changed(state, { brokers: state.brokers.delete(record.brokerId) });
    case 'brokerRegistrationChange':
      return replayBrokerChange(state, record);
    case 'topic':
      return replayTopic(state, record);
    case 'removeTopic':
      return replayRemoveTopic(state, record);
    case 'partition':
      return replayPartition(state, record);
    case 'partitionChange':
      return replayPartitionChange(state, record);
    case 'config':
      return replayConfig(state, record);
    case 'producerIds':
      assert(record.nextProducerId >= state.nextProducerId, 'producer ids are handed out once');
      return changed(state, { nextProducerId: record.nextProducerId });
    case 'requestOutcome': {
      const { kind: _, ...outcome } = record;
      return changed(state, { requestOutcomes: addRequestOutcome(state.requestOutcomes, outcome) });
    }
    case 'beginTransaction':
      assert(state.transaction === undefined, 'metadata transactions do not nest');
      return changed(state, { transaction: { name: record.name, base: image } });
    case 'endTransaction':
      assert(state.transaction !== undefined, 'no metadata transaction to end');
      return changed(state, { transaction: undefined });
    case 'abortTransaction':
      assert(state.transaction !== undefined, 'no metadata transaction to abort');
      return state.transaction.base;
    case 'accessControlEntry': {
      const { kind: _, ...entry } = record;
      return changed(state, { acls: state.acls.with(entry) });
    }
    case 'removeAccessControlEntry':
      return changed(state, { acls: state.acls.without(record.id) });
    case 'userScramCredential':
    case 'removeUserScramCredential':
      return replayScramCredential(state, record);
    case 'clientQuota':
      return replayClientQuota(state, record);
    default:
      return unreachable(record);
  }
}

/** Notes what the record touches; `image` is the one before the record. What is not noted is compared as a whole. */
export function noteTouched(touched: Touched, record: MetadataRecord, image: MetadataImage): void {
  switch (record.kind) {
    case 'registerBroker':
    case 'unregisterBroker':
    case 'brokerRegistrationChange':
      touched.brokers.add(record.brokerId);
      return;
    case 'topic':
      touched.topics.set(record.topicId, 'all');
      return;
    case 'removeTopic': {
      touched.topics.set(record.topicId, 'all');
      touched.removed.add(record.topicId);
      const name = image.topic(record.topicId)?.name;
      if (name !== undefined) touched.configs.add(configResourceKey({ type: 'topic', name }));
      return;
    }
    case 'partition':
    case 'partitionChange': {
      const indexes = touched.topics.get(record.topicId);
      if (indexes === 'all') return;
      if (indexes === undefined) touched.topics.set(record.topicId, new Set([record.index]));
      else indexes.add(record.index);
      return;
    }
    case 'config':
      touched.configs.add(configResourceKey(record.resource));
      return;
    case 'metadataLevel':
    case 'featureLevel':
    case 'producerIds':
    case 'requestOutcome':
    case 'beginTransaction':
    case 'endTransaction':
    case 'abortTransaction':
    case 'accessControlEntry':
    case 'removeAccessControlEntry':
    case 'userScramCredential':
    case 'removeUserScramCredential':
    case 'clientQuota':
      return;
    default:
      unreachable(record);
  }
}

function changed(state: ImageState, change: Partial<ImageState>): MetadataImage {
  return new MetadataImage({ ...state, ...change });
}

function replayLevel(state: ImageState, level: number): MetadataImage {
  assert(level >= 1, `metadata level ${level} does not exist`);
  if (level > METADATA_LEVEL_MAX) {
    throw new DraveError(
      'UNSUPPORTED_VERSION',
      `the metadata is at level ${level} and this node knows levels up to ${METADATA_LEVEL_MAX}: run a newer version here`,
    );
  }
  return changed(state, { level });
}

function replayRegisterBroker(state: ImageState, record: RegisterBrokerRecord, offset: Offset): MetadataImage {
  const epoch: BrokerEpoch = record.brokerEpoch ?? Number(offset);
  const existing = state.brokers.get(record.brokerId);
  if (existing !== undefined) assert(epoch > existing.epoch, `broker ${record.brokerId}: epochs grow`);
  const registration: BrokerRegistration = {
    id: record.brokerId,
    epoch,
    incarnationId: record.incarnationId,
    listeners: record.listeners,
    rack: record.rack,
    fenced: record.fenced,
    inControlledShutdown: record.inControlledShutdown,
    directories: record.directories.toSorted(),
    features: record.features,
    bootId: record.bootId,
  };
  return changed(state, { brokers: state.brokers.set(record.brokerId, registration) });
}

function replayBrokerChange(state: ImageState, record: BrokerRegistrationChangeRecord): MetadataImage {
  const existing = assertBrokerEpoch(state, record.brokerId, record.brokerEpoch);
  const next: BrokerRegistration = {
    ...existing,
    fenced: record.fenced ?? existing.fenced,
    inControlledShutdown: record.inControlledShutdown ?? existing.inControlledShutdown,
    directories: record.directories?.toSorted() ?? existing.directories,
  };
  return changed(state, { brokers: state.brokers.set(record.brokerId, next) });
}

function replayTopic(state: ImageState, record: TopicRecord): MetadataImage {
  assert(!state.topics.has(record.topicId), `topic id ${record.topicId} is new`);
  assert(!state.topicIds.has(record.name), `topic '${record.name}' is new`);
  return changed(state, {
    topics: state.topics.set(record.topicId, new TopicImage(record.topicId, record.name, List())),
    topicIds: state.topicIds.set(record.name, record.topicId),
    ...indexTopic(state, record.name),
  });
}

function replayRemoveTopic(state: ImageState, record: RemoveTopicRecord): MetadataImage {
  const topic = state.topics.get(record.topicId);
  assert(topic !== undefined, `topic ${record.topicId} exists when it is removed`);
  return changed(state, {
    topics: state.topics.delete(topic.id),
    topicIds: state.topicIds.delete(topic.name),
    ...forgetTopic(state, topic),
    configs: state.configs.delete(configResourceKey({ type: 'topic', name: topic.name })),
    partitionCount: state.partitionCount - topic.partitionCount,
  });
}

function replayPartition(state: ImageState, record: PartitionRecord): MetadataImage {
  const topic = state.topics.get(record.topicId);
  assert(topic !== undefined, `topic ${record.topicId} of a new partition exists`);
  assert(record.index === topic.partitionCount, `partition ${record.index} of '${topic.name}' is the next one`);
  const { kind: _, ...registration } = record;
  return changed(state, {
    topics: withPartitions(state, topic, topic.list.push(registration)),
    topicsByBroker: indexReplicas(state.topicsByBroker, topic.id, [], record.replicas),
    partitionCount: state.partitionCount + 1,
  });
}

function replayPartitionChange(state: ImageState, record: PartitionChangeRecord): MetadataImage {
  const topic = state.topics.get(record.topicId);
  const existing = topic?.partition(record.index);
  assert(topic !== undefined && existing !== undefined, `partition ${record.topicId}-${record.index} exists`);
  const next = mergePartition(existing, record);
  return changed(state, {
    topics: withPartitions(state, topic, topic.list.set(record.index, next)),
    topicsByBroker: indexReplicas(state.topicsByBroker, topic.id, existing.replicas, next.replicas),
  });
}

/** The registration after a change. Decisions use it too, to see what they are about to do. */
export function mergePartition(existing: PartitionRegistration, change: PartitionChangeRecord): PartitionRegistration {
  const replicas = change.replicas ?? existing.replicas;
  const directories = change.directories ?? existing.directories;
  assert(directories.length === replicas.length, 'every replica has a directory');
  return {
    topicId: existing.topicId,
    index: existing.index,
    replicas,
    directories,
    isr: change.isr ?? existing.isr,
    elr: change.elr ?? existing.elr,
    lastKnownElr: change.lastKnownElr ?? existing.lastKnownElr,
    addingReplicas: change.addingReplicas ?? existing.addingReplicas,
    removingReplicas: change.removingReplicas ?? existing.removingReplicas,
    leader: change.leader ?? existing.leader,
    leaderEpoch: existing.leaderEpoch + (change.leader === undefined ? 0 : 1),
    partitionEpoch: existing.partitionEpoch + 1,
  };
}

function withPartitions(state: ImageState, topic: TopicImage, list: List<PartitionRegistration>): ImageState['topics'] {
  return state.topics.set(topic.id, new TopicImage(topic.id, topic.name, list));
}

function replayConfig(state: ImageState, record: ConfigRecord): MetadataImage {
  const key = configResourceKey(record.resource);
  const existing = state.configs.get(key) ?? PersistentMap<string, string>();
  const next = record.value === undefined ? existing.delete(record.key) : existing.set(record.key, record.value);
  return changed(state, { configs: next.size === 0 ? state.configs.delete(key) : state.configs.set(key, next) });
}

function replayScramCredential(
  state: ImageState,
  record: Extract<MetadataRecord, { readonly kind: 'userScramCredential' | 'removeUserScramCredential' }>,
): MetadataImage {
  const { name, mechanism } = record;
  const existing = state.scramCredentials.get(name) ?? PersistentMap<ScramMechanism, ScramCredential>();
  if (record.kind === 'userScramCredential') {
    const { salt, storedKey, serverKey, iterations } = record;
    const next = existing.set(mechanism, { salt, storedKey, serverKey, iterations });
    return changed(state, { scramCredentials: state.scramCredentials.set(name, next) });
  }
  assert(existing.has(mechanism), `a user has the ${mechanism} credentials that are removed`);
  const next = existing.delete(mechanism);
  const { scramCredentials } = state;
  return changed(state, {
    scramCredentials: next.size === 0 ? scramCredentials.delete(name) : scramCredentials.set(name, next),
  });
}

function replayClientQuota(state: ImageState, record: ClientQuotaRecord): MetadataImage {
  const key = quotaEntityKey(record.entity);
  const { clientQuotas } = state;
  const existing = clientQuotas.get(key) ?? PersistentMap<string, number>();
  const next = record.value === undefined ? existing.delete(record.key) : existing.set(record.key, record.value);
  return changed(state, {
    clientQuotas: next.size === 0 ? clientQuotas.delete(key) : clientQuotas.set(key, next),
  });
}

function assertBrokerEpoch(state: ImageState, brokerId: number, brokerEpoch: number): BrokerRegistration {
  const broker = state.brokers.get(brokerId);
  assert(broker !== undefined, `broker ${brokerId} is registered when it changes`);
  assert(broker.epoch === brokerEpoch, `broker ${brokerId} has epoch ${broker.epoch}, the record says ${brokerEpoch}`);
  return broker;
}
