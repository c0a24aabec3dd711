import { UUID_ZERO, type BrokerEpoch, type ClusterId, type NodeId, type Steps } from '@drave/base';
import type { BrokerRegistration, MetadataImage, MetadataRecord, RegisterBrokerRecord } from '@drave/metadata';
import type { RegisterBrokerRequest } from '@drave/metadata/controller';
import type { ClusterConfig } from '../cluster-config.js';
import { accept, reject, type DecisionSteps, type Rejection } from '../decision.js';
import { brokersLeaveRecords } from '../partition/broker-changes.js';

interface RegisterBrokerPorts {
  readonly clusterId: ClusterId;
  readonly config: ClusterConfig;
  /** Whether the broker of this id has a session, that is: was heard of lately. */
  readonly hasSession: (broker: NodeId) => boolean;
}

interface Registered {
  /** Undefined for a registration repeated by the same incarnation, whose epoch stands. */
  readonly existingEpoch: BrokerEpoch | undefined;
}

/**
 * A new incarnation ends the old one in the same batch: every partition it led gets a new leader epoch, and without
 * proof of durability its replicas leave every ISR and ELR, so that nothing that the old incarnation acknowledged is
 * counted as present in a log that may have lost it (docs/faults.md B4, B16). The new incarnation starts fenced.
 */
export function* decideRegisterBroker(
  image: MetadataImage,
  request: RegisterBrokerRequest,
  ports: RegisterBrokerPorts,
): DecisionSteps<Registered> {
  const existing = image.broker(request.brokerId);
  const refused = invalidRegistration(image, request, ports.clusterId) ?? duplicate(existing, request, ports);
  if (refused !== undefined) return refused;
  if (existing?.incarnationId === request.incarnationId) return accept([], { existingEpoch: existing.epoch });
  const records: MetadataRecord[] = [registrationRecord(request)];
  if (existing !== undefined) {
    for (const record of yield* endOfIncarnation(image, existing, request, ports.config)) records.push(record);
  }
  return accept(records, { existingEpoch: undefined });
}

function* endOfIncarnation(
  image: MetadataImage,
  existing: BrokerRegistration,
  request: RegisterBrokerRequest,
  config: ClusterConfig,
): Steps<readonly MetadataRecord[]> {
  const proven = isProven(existing, request);
  const present = new Set(request.directories);
  return yield* brokersLeaveRecords(image, config, {
    brokers: new Set([existing.id]),
    allowUnclean: true,
    hasLost: (partition, broker) => {
      if (!proven) return true;
      const directory = partition.directories[partition.replicas.indexOf(broker)];
      // A directory that is gone took its replicas with it; where one lay that we cannot place, nobody knows.
      if (directory === UUID_ZERO) return existing.directories.some((id) => !present.has(id));
      return directory !== undefined && !present.has(directory);
    },
  });
}

/**
 * The broker's own word, and a tie to the incarnation that we know: its epoch, or the boot of the operating system in
 * which it wrote everything.
 */
function isProven(existing: BrokerRegistration, request: RegisterBrokerRequest): boolean {
  const tied = request.previousBrokerEpoch === existing.epoch || request.bootId === existing.bootId;
  return request.provenDurable && tied;
}

function invalidRegistration(
  image: MetadataImage,
  request: RegisterBrokerRequest,
  clusterId: ClusterId,
): Rejection | undefined {
  const { brokerId, directories, listeners } = request;
  if (request.clusterId !== clusterId) {
    const message = `broker ${brokerId} belongs to cluster ${request.clusterId}, this is ${clusterId}`;
    return reject('INCONSISTENT_CLUSTER_ID', message);
  }
  if (!Number.isSafeInteger(brokerId) || brokerId < 0) {
    return reject('INVALID_REGISTRATION', `${brokerId} is not a broker id: use 0 or above`);
  }
  if (listeners.length === 0) return reject('INVALID_REGISTRATION', `broker ${brokerId} has no listener`);
  if (directories.length === 0) return reject('INVALID_REGISTRATION', `broker ${brokerId} has no log directory`);
  if (new Set(directories).size !== directories.length) {
    return reject('INVALID_REGISTRATION', `broker ${brokerId} names a log directory twice`);
  }
  const owner = image
    .brokers()
    .find((other) => other.id !== brokerId && other.directories.some((id) => directories.includes(id)));
  if (owner !== undefined) {
    const message = `broker ${brokerId} has a log directory of broker ${owner.id}: it was copied`;
    return reject('INVALID_REGISTRATION', message);
  }
  return unsupportedLevels(image, request);
}

function unsupportedLevels(image: MetadataImage, request: RegisterBrokerRequest): Rejection | undefined {
  if (request.metadataLevelMax < image.level) {
    const message = `broker ${request.brokerId} knows metadata levels up to ${request.metadataLevelMax} and the cluster is at ${image.level}: run a newer version there`;
    return reject('UNSUPPORTED_VERSION', message);
  }
  for (const [name, level] of image.features()) {
    const supported = request.features.find((feature) => feature.name === name);
    if (supported === undefined || level < supported.minLevel || level > supported.maxLevel) {
      const message = `broker ${request.brokerId} does not support feature ${name} at level ${level}`;
      return reject('UNSUPPORTED_VERSION', message);
    }
  }
  return undefined;
}

/** Two different machines under one id: the one that is alive keeps it. The same machine restarted is no duplicate. */
function duplicate(
  existing: BrokerRegistration | undefined,
  request: RegisterBrokerRequest,
  ports: RegisterBrokerPorts,
): Rejection | undefined {
  if (existing === undefined || existing.incarnationId === request.incarnationId) return undefined;
  const sameDisks = existing.directories.some((id) => request.directories.includes(id));
  if (sameDisks || existing.fenced || !ports.hasSession(existing.id)) return undefined;
  const message = `broker ${existing.id} is alive with other log directories: give this one another id, or stop that one`;
  return reject('DUPLICATE_BROKER_REGISTRATION', message);
}

function registrationRecord(request: RegisterBrokerRequest): RegisterBrokerRecord {
  return {
    kind: 'registerBroker',
    brokerId: request.brokerId,
    brokerEpoch: undefined,
    incarnationId: request.incarnationId,
    listeners: request.listeners,
    rack: request.rack,
    fenced: true,
    inControlledShutdown: false,
    directories: request.directories,
    features: request.features,
    bootId: request.bootId,
  };
}
