import type { Compute } from '@drave/env';
import { type CompressionType, decodeRecords } from '@drave/records';
import { chargeOf } from './accumulator.js';
import { ProducerBatch } from './producer-batch.js';

/**
 * Makes two sealed batches, in order, of one that the broker found too large. They take over its listeners, and divide
 * its charged bytes.
 */
export async function splitBatch(
  batch: ProducerBatch,
  codec: CompressionType,
  compute: Compute,
): Promise<readonly [ProducerBatch, ProducerBatch]> {
  const { topic, partition } = batch;
  const records = await decodeRecords(batch.encode(), 0, compute);
  const half = Math.ceil(records.length / 2);
  const made = [records.slice(0, half), records.slice(half)].map((part, which) => {
    const charges = part.map((record) => chargeOf({ ...record, topic }));
    const chargedBytes = charges.reduce((sum, charge) => sum + charge, 0);
    const memory = Buffer.allocUnsafeSlow(chargedBytes + 128);
    const next = new ProducerBatch(topic, partition, batch.createdMs, batch.deadlineMs, memory, batch.transactional);
    for (const [index, record] of part.entries()) {
      const { listener, token } = batch.waiterAt(which * half + index);
      next.append({ ...record, topic }, record.timestamp, listener, token);
    }
    return next;
  });
  const [first, second] = made as [ProducerBatch, ProducerBatch];
  first.chargedBytes = Math.floor((batch.chargedBytes * half) / records.length);
  second.chargedBytes = batch.chargedBytes - first.chargedBytes;
  for (const next of [first, second]) {
    if (codec === 'none') next.seal(0);
    else await next.sealCompressed(codec, compute, 0);
  }
  return [first, second];
}
