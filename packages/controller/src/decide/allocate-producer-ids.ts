import { assert } from '@drave/base';
import type { MetadataImage } from '@drave/metadata';
import type { AllocateProducerIdsRequest, ProducerIdBlock } from '@drave/metadata/controller';
import { accept, reject, type Decision } from '../decision.js';
import { currentBroker } from './broker-epoch.js';

/** How many producer ids a broker gets at a time (KIP-730). */
export const PRODUCER_ID_BLOCK_SIZE = 1_000;

export function decideAllocateProducerIds(
  image: MetadataImage,
  request: AllocateProducerIdsRequest,
): Decision<ProducerIdBlock> {
  const sender = currentBroker(image, request);
  if (sender.kind === 'rejected') return sender;
  const firstProducerId = image.nextProducerId;
  const nextProducerId = firstProducerId + PRODUCER_ID_BLOCK_SIZE;
  if (!Number.isSafeInteger(nextProducerId)) return reject('UNKNOWN_SERVER_ERROR', 'producer ids are used up');
  assert(firstProducerId >= 0, 'producer ids are handed out upwards from 0');
  const { brokerId, brokerEpoch } = request;
  const record = { kind: 'producerIds', brokerId, brokerEpoch, nextProducerId } as const;
  return accept([record], { firstProducerId, count: PRODUCER_ID_BLOCK_SIZE });
}
