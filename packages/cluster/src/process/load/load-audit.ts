import type { Offset, PartitionIndex, TopicName } from '@drave/base';
import type { Client } from '@drave/client';
import { waitUntil, type Wait } from '../effects.js';
import type { LoadSettings } from './load-options.js';
import { idIn } from './load-member.js';
import type { LoadRecorder } from './load-recorder.js';

const POLL_MS = 250;
const POLL_RECORDS = 10_000;

/**
 * Reads every partition of the topic from its start to where it ends now, without a group, and tells the ledger what is
 * there. @throws DraveError REQUEST_TIMED_OUT that names the partition which cannot be read.
 */
export async function auditTopic(
  client: Client,
  topic: TopicName,
  settings: Pick<LoadSettings, 'isolationLevel'>,
  recorder: LoadRecorder,
  wait: Wait,
): Promise<void> {
  const { ledger } = recorder;
  const isolationLevel = ledger.hasTransactions ? 'read_committed' : settings.isolationLevel;
  const consumer = client.consumer({ isolationLevel, autoOffsetReset: 'earliest' });
  let ends: ReadonlyMap<PartitionIndex, Offset> | undefined;
  const begin = async (): Promise<ReadonlyMap<PartitionIndex, Offset>> => {
    const partitions = (await client.topic(topic))?.partitions ?? [];
    const where = partitions.map(({ partition }) => ({ topic, partition }));
    const [starts, offsets] = [await consumer.raw.beginningOffsets(where), await consumer.raw.endOffsets(where)];
    for (const [index, { partition }] of where.entries())
      ledger.deletedBefore(recorder.place(partition), starts[index] ?? 0);
    consumer.assign(where.map((one, index) => ({ ...one, from: starts[index] ?? 0 })));
    return new Map(where.map(({ partition }, index) => [partition, offsets[index] ?? 0]));
  };
  const missing = async (): Promise<string | undefined> => {
    ends ??= await begin();
    for (;;) {
      const unread = [...ends].find(([partition, end]) => (consumer.position({ topic, partition }) ?? -1) < end);
      if (unread === undefined) return undefined;
      const records = await consumer.poll({ timeoutMs: POLL_MS, maxRecords: POLL_RECORDS });
      for (const { partition, offset, headers } of records) {
        const id = idIn(headers);
        if (id !== undefined) ledger.found(recorder.place(partition), offset, id);
      }
      const [partition, end] = unread;
      const position = consumer.position({ topic, partition });
      if (records.length === 0) return `${recorder.place(partition)} is read up to ${position ?? 'nowhere'} of ${end}`;
    }
  };
  try {
    await waitUntil(`${topic} is read from its start to its end`, missing, wait);
  } finally {
    await consumer.close();
  }
}
