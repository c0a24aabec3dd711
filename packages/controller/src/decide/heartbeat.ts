import type { DirectoryId, Offset, Steps } from '@drave/base';
import type { BrokerRegistration, MetadataImage, MetadataRecord } from '@drave/metadata';
import type { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from '@drave/metadata/controller';
import type { ClusterConfig } from '../cluster-config.js';
import { accept, type DecisionSteps } from '../decision.js';
import { brokerReturnsRecords, brokersLeaveRecords } from '../partition/broker-changes.js';
import { currentBroker } from './broker-epoch.js';

interface HeartbeatPorts {
  readonly config: ClusterConfig;
  /** Exclusive end of the metadata that every broker in service, the sender too, has applied. */
  readonly lowestAppliedOffset: () => Offset;
  /** Exclusive offset of the batch that began this broker's controlled shutdown; undefined when unknown here. */
  readonly shutdownOffset: Offset | undefined;
}

/**
 * What a heartbeat makes the broker be: fenced, in service, or on its way out. Takes no more than one step when nothing
 * changes.
 */
export function* decideHeartbeat(
  image: MetadataImage,
  request: BrokerHeartbeatRequest,
  ports: HeartbeatPorts,
): DecisionSteps<BrokerHeartbeatResponse> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const broker = sender.value;
  // A broker has caught up at its registration's own offset, not at the moving end of the log: a busy log would fence
  // it for ever (docs/faults.md B14).
  const caughtUp = request.metadataOffset > broker.epoch;
  const online = broker.directories.filter((id) => !request.offlineDirectories.includes(id));
  if (online.length < broker.directories.length && online.length > 0) {
    return accept(yield* directoriesFailed(image, broker, online, ports.config), { ...answer(broker), caughtUp });
  }
  if (request.wantShutdown) return yield* shutDown(image, broker, caughtUp, ports);
  if (broker.fenced && !request.wantFence && caughtUp && !broker.inControlledShutdown) {
    const unfenced: MetadataRecord = { ...changeOf(broker), fenced: false };
    const records = [unfenced, ...(yield* brokerReturnsRecords(image, ports.config, broker.id))];
    return accept(records, { fenced: false, caughtUp, shouldShutDown: false, held: false });
  }
  if (!broker.fenced && request.wantFence) {
    return accept(yield* fenceRecords(image, [broker], ports.config), {
      fenced: true,
      caughtUp,
      shouldShutDown: false,
      held: false,
    });
  }
  return accept([], { ...answer(broker), caughtUp });
}

/** Ends the service of these brokers: they leave every ISR, and their leaderships move. One batch has all of them. */
export function* fenceRecords(
  image: MetadataImage,
  brokers: readonly BrokerRegistration[],
  config: ClusterConfig,
): Steps<readonly MetadataRecord[]> {
  const live = brokers.filter((broker) => !broker.fenced);
  if (live.length === 0) return [];
  const leaving = yield* brokersLeaveRecords(image, config, {
    brokers: new Set(live.map((broker) => broker.id)),
    hasLost: () => false,
    allowUnclean: true,
  });
  return [...live.map((broker) => ({ ...changeOf(broker), fenced: true })), ...leaving];
}

function* shutDown(
  image: MetadataImage,
  broker: BrokerRegistration,
  caughtUp: boolean,
  ports: HeartbeatPorts,
): DecisionSteps<BrokerHeartbeatResponse> {
  // A broker out of service holds no leadership that could move.
  if (broker.fenced) return accept([], { fenced: true, caughtUp, shouldShutDown: true, held: false });
  if (!broker.inControlledShutdown) {
    const leaving = yield* brokersLeaveRecords(image, ports.config, {
      brokers: new Set([broker.id]),
      hasLost: () => false,
      allowUnclean: false,
    });
    const records = [{ ...changeOf(broker), inControlledShutdown: true }, ...leaving];
    return accept(records, { fenced: false, caughtUp, shouldShutDown: false, held: false });
  }
  // The offset was set once, when the shutdown began: one that moved on with every heartbeat would never be reached
  // (docs/faults.md B12).
  const { shutdownOffset } = ports;
  if (shutdownOffset === undefined || ports.lowestAppliedOffset() < shutdownOffset) {
    return accept([], { fenced: false, caughtUp, shouldShutDown: false, held: false });
  }
  const records = yield* fenceRecords(image, [broker], ports.config);
  return accept(records, { fenced: true, caughtUp, shouldShutDown: true, held: false });
}

/** The replicas in failed directories leave their ISRs; the broker goes on with the others (KIP-858). */
function* directoriesFailed(
  image: MetadataImage,
  broker: BrokerRegistration,
  online: readonly DirectoryId[],
  config: ClusterConfig,
): Steps<readonly MetadataRecord[]> {
  const failed = new Set(broker.directories.filter((id) => !online.includes(id)));
  const leaving = yield* brokersLeaveRecords(image, config, {
    brokers: new Set([broker.id]),
    hasLost: () => false,
    allowUnclean: true,
    concerns: (partition) => failed.has(partition.directories[partition.replicas.indexOf(broker.id)] ?? ''),
  });
  return [{ ...changeOf(broker), directories: online }, ...leaving];
}

function changeOf(broker: BrokerRegistration) {
  return { kind: 'brokerRegistrationChange', brokerId: broker.id, brokerEpoch: broker.epoch } as const;
}

function answer(broker: BrokerRegistration) {
  return { fenced: broker.fenced, shouldShutDown: false, held: false };
}
