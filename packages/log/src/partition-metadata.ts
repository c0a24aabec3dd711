import { type TopicId, UUID_ZERO } from '@drave/base';
import type { Disk } from '@drave/env';
import { crc32c } from '@drave/records';
import { readWhole, writeSynced } from './atomic-file.js';
import { PARTITION_METADATA } from './file-names.js';

/** Kafka's `partition.metadata`: two lines; the third, with the checksum, is ours, and Kafka does not read that far. */
export function writePartitionMetadata(disk: Disk, directory: string, topicId: TopicId): Promise<void> {
  return writeSynced(disk, `${directory}/${PARTITION_METADATA}`, encode(topicId));
}

/**
 * - `missing`: the directory was not finished when it was made.
 * - `damaged`: it is not known whose log this is, so it may not be taken for another topic's and deleted.
 */
type PartitionMetadata =
  | { readonly kind: 'known'; readonly topicId: TopicId }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged' };

export async function readPartitionMetadata(disk: Disk, directory: string): Promise<PartitionMetadata> {
  const bytes = await readWhole(disk, `${directory}/${PARTITION_METADATA}`);
  if (bytes === undefined) return { kind: 'missing' };
  const topicId = /^version: 0\ntopic_id: ([A-Za-z0-9_-]{22})\n/.exec(bytes.toString('latin1'))?.[1];
  if (topicId === undefined || topicId === UUID_ZERO) return { kind: 'damaged' };
  const kafkaBytes = body(topicId).length;
  if (bytes.length === kafkaBytes || bytes.equals(encode(topicId))) return { kind: 'known', topicId };
  return { kind: 'damaged' };
}

function encode(topicId: TopicId): Buffer {
  const text = body(topicId);
  const crc = crc32c(Buffer.from(text, 'latin1')).toString(16).padStart(8, '0');
  return Buffer.from(`${text}crc32c: ${crc}\n`, 'latin1');
}

function body(topicId: TopicId): string {
  return `version: 0\ntopic_id: ${topicId}\n`;
}
