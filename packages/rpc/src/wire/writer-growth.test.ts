import { expect, it } from 'vitest';
import { metadataV1 } from '../generated/index.js';

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
