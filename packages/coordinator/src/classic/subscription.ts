import { isDraveError, type TopicName } from '@drave/base';
import { consumerProtocolSubscription, decodeBase } from '@drave/kafka-protocol';

/**
 * The topics that a consumer says it wants. Undefined when its metadata is not what consumers send: the group works all
 * the same, only that it is not known what it is subscribed to.
 */
export function topicsOfSubscription(metadata: Buffer): readonly TopicName[] | undefined {
  try {
    return decodeBase(consumerProtocolSubscription, metadata).topics;
  } catch (reason) {
    if (isDraveError(reason)) return undefined;
    throw reason;
  }
}
