import type { InternalTopicName } from '@drave/metadata';

/** Where groups and offsets are kept. In a file of its own for those who need no more than the name. */
export const CONSUMER_OFFSETS_TOPIC: InternalTopicName = '__consumer_offsets';

export const TRANSACTION_STATE_TOPIC: InternalTopicName = '__transaction_state';
