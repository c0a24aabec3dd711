import { expect, it } from 'vitest';
import { metadataV1, replicaV1 } from '../generated/index.js';

it('writes every kind of field right where the buffer has to grow', () => {
  const id = Buffer.alloc(16, 7);
  // Some 60 bytes a record besides the payload, far more than the slack, so growth happens inside every kind of field.
  for (let count = 300; count < 420; count += 40) {
    const records = Array.from({ length: count }, (_, index) => ({
      value: {
        kind: 'partition' as const,
        partition: {
          topicId: id,
          index,
          replicas: [1, 2, 300],
          directories: [id, id, id],
          isr: [1, 2, 300],
          elr: [],
          lastKnownElr: [],
          addingReplicas: [70_000],
          removingReplicas: [],
          leader: -1,
          leaderEpoch: 3,
          partitionEpoch: 400,
        },
      },
    }));
    expect(metadataV1.MetadataBatch.decodeStrict(metadataV1.MetadataBatch.encode({ records }))).toEqual({ records });
  }
});

it('a message in pieces has the bytes of the whole one, and holds large payload as it was passed in', () => {
  const data = (handle: number, records: readonly Uint8Array[]): replicaV1.PartitionData => {
    const offsets = { highWatermark: handle * 1_000, logStartOffset: 3, fetchOffset: 70_000 };
    return { handle, errorCode: 0, leaderEpoch: 7, ...offsets, diverging: undefined, records };
  };
  const large = Buffer.alloc(20_000, 1);
  const small = Buffer.alloc(100, 2);
  const limit = Buffer.alloc(4_096, 3);
  for (const records of [
    [large],
    [small, large],
    [large, small],
    [small],
    [],
    [limit, small, large, small],
    [limit, limit],
  ]) {
    // Enough small fields to make the slab of the writer run out between the pieces.
    const partitions = Array.from({ length: 2_000 }, (_, index) => data(index, index % 50 === 0 ? records : []));
    const pieces = replicaV1.FetchResponse.encodePieces({ partitions });
    expect(Buffer.compare(Buffer.concat(pieces), replicaV1.FetchResponse.encode({ partitions }))).toBe(0);
    expect(pieces.includes(large)).toBe(records.includes(large));
  }
});
