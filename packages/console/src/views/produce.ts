import type { ProduceAnswer, ProduceRequest } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';

/** Resolves when every in-sync replica has the record. @throws DraveError. */
export function produce(link: ClusterLink, topic: string, record: ProduceRequest): Promise<ProduceAnswer> {
  return link.used(async () => {
    const producer = link.client().producer<Uint8Array | null, Uint8Array | null>({ lingerMs: 0 });
    try {
      const { partition, offset } = await producer.send({
        topic,
        key: bytesOf(record.key),
        value: bytesOf(record.value),
        ...(record.partition === undefined ? {} : { partition: record.partition }),
        headers: Object.fromEntries((record.headers ?? []).map(({ key, value }) => [key, bytesOf(value)])),
      });
      return { partition, offset };
    } finally {
      await producer.close();
    }
  });
}

function bytesOf(base64: string | null): Uint8Array | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
