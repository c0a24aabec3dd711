import type { MetadataImage } from '@drave/metadata';
import type { ClusterConfig } from '../cluster-config.js';
import type { UnregisterBrokerCommand } from '../commands.js';
import { accept, reject, type DecisionSteps } from '../decision.js';
import { brokersLeaveRecords } from '../partition/broker-changes.js';

/**
 * Forgets a broker, whatever state it is in and whatever it holds. It leaves every ISR in the same batch, and the ELR
 * too: a later registration under its id finds no earlier one to prove itself by, so an emptied disk could come back as
 * a replica that holds everything. A broker that runs on registers anew, and its replicas catch up.
 */
export function* decideUnregisterBroker(
  image: MetadataImage,
  command: UnregisterBrokerCommand,
  ports: { readonly config: ClusterConfig },
): DecisionSteps<null> {
  const { brokerId } = command;
  const broker = image.broker(brokerId);
  if (broker === undefined) return reject('BROKER_ID_NOT_REGISTERED', `broker ${brokerId} is not registered`);
  const leaving = yield* brokersLeaveRecords(image, ports.config, {
    brokers: new Set([brokerId]),
    hasLost: () => true,
    allowUnclean: true,
  });
  return accept([...leaving, { kind: 'unregisterBroker', brokerId, brokerEpoch: broker.epoch }], null);
}
