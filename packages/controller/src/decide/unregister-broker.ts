import type { MetadataImage } from '@drave/metadata';
import type { UnregisterBrokerCommand } from '../commands.js';
import { accept, reject, type Decision } from '../decision.js';

/** Forgets a broker that is gone for good and holds nothing any more. */
export function decideUnregisterBroker(image: MetadataImage, command: UnregisterBrokerCommand): Decision<null> {
  const { brokerId } = command;
  const broker = image.broker(brokerId);
  if (broker === undefined) return reject('BROKER_ID_NOT_REGISTERED', `broker ${brokerId} is not registered`);
  if (!broker.fenced) {
    return reject('POLICY_VIOLATION', `broker ${brokerId} is in service: stop it first`);
  }
  const replicas = image.replicaCount(brokerId);
  if (replicas > 0) {
    const message = `broker ${brokerId} still has ${replicas} replicas: move them to other brokers first`;
    return reject('POLICY_VIOLATION', message);
  }
  return accept([{ kind: 'unregisterBroker', brokerId, brokerEpoch: broker.epoch }], null);
}
