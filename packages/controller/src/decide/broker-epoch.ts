import type { BrokerEpoch, NodeId } from '@drave/base';
import type { BrokerRegistration, MetadataImage } from '@drave/metadata';
import { reject, type ItemResult } from '../decision.js';

/**
 * The sender, if its epoch is the current one. An epoch ahead of ours means that *this* controller is behind
 * (docs/faults.md B23).
 */
export function currentBroker(
  image: MetadataImage,
  request: { readonly brokerId: NodeId; readonly brokerEpoch: BrokerEpoch },
): ItemResult<BrokerRegistration> {
  const { brokerId, brokerEpoch } = request;
  const broker = image.broker(brokerId);
  if (broker === undefined) return reject('BROKER_ID_NOT_REGISTERED', `broker ${brokerId} is not registered`);
  if (brokerEpoch > broker.epoch) {
    return reject('NOT_CONTROLLER', `broker ${brokerId} has epoch ${brokerEpoch}, which this controller does not know`);
  }
  if (brokerEpoch < broker.epoch) {
    return reject('STALE_BROKER_EPOCH', `broker ${brokerId} is at epoch ${broker.epoch}, not ${brokerEpoch}`);
  }
  return { kind: 'ok', value: broker };
}
