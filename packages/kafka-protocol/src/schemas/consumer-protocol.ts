import { bytes, int32, list, listOf, message, string } from '../table/fields.js';
import type { MessageTable } from '../table/table.js';

/**
 * What consumers of the classic protocol put into the opaque bytes of JoinGroup and SyncGroup (KIP-429, KIP-792,
 * KIP-881). Two bytes of version stand in front.
 */
const topicPartitions = [string('topic'), listOf('partitions', 'int32')];

const consumerProtocolSubscription = message('ConsumerProtocolSubscription', { versions: [0, 3] }, [
  listOf('topics', 'string'),
  bytes('userData', { nullableSince: 0, default: null }),
  list('ownedPartitions', 'TopicPartition', topicPartitions, { since: 1, default: 'empty', ignorable: true }),
  int32('generationId', { since: 2, default: -1, ignorable: true }),
  string('rackId', { since: 3, nullableSince: 3, default: null, ignorable: true }),
]);

const consumerProtocolAssignment = message('ConsumerProtocolAssignment', { versions: [0, 3] }, [
  list('assignedPartitions', 'TopicPartition', topicPartitions),
  bytes('userData', { nullableSince: 0, default: null }),
]);

export const consumerProtocol: readonly MessageTable[] = [consumerProtocolSubscription, consumerProtocolAssignment];
