import { testUuid } from '@drave/metadata/testing';
import type { AlterPartitionItemResult } from '@drave/metadata/controller';
import { controllerV1 } from '@drave/rpc';
import { describe, expect, it } from 'vitest';
import { decodeAltered, encodeAltered, knownError } from './controller-messages.js';

function sent(result: AlterPartitionItemResult): AlterPartitionItemResult {
  return decodeAltered(
    controllerV1.AlteredPartition.decode(controllerV1.AlteredPartition.encode(encodeAltered(result))),
  );
}

describe('what a broker is told of its proposals', () => {
  const of = { topicId: testUuid(3), partition: 2 };

  it('a commit arrives with the state that it made, also that of a partition without a leader', () => {
    const committed = {
      kind: 'committed',
      ...of,
      leaderId: 1,
      leaderEpoch: 4,
      partitionEpoch: 9,
      isr: [1, 3],
    } as const;
    expect(sent(committed)).toEqual(committed);
    const offline = { ...committed, leaderId: -1, leaderEpoch: 0, partitionEpoch: 0, isr: [] };
    expect(sent(offline)).toEqual(offline);
  });

  it('a refusal arrives with its reason', () => {
    const error = 'INVALID_UPDATE_VERSION';
    const rejected = { kind: 'rejected', ...of, error, message: 'orders-2 is in partition epoch 9, not 8' } as const;
    expect(sent(rejected)).toEqual(rejected);
  });

  it('a refusal in words that this version does not know stays a refusal', () => {
    const encoded = encodeAltered({ kind: 'rejected', ...of, error: 'NOT_CONTROLLER', message: 'who?' });
    const later = decodeAltered({ ...encoded, errorCode: 'TOO_NEW_TO_BE_KNOWN' });
    expect(later).toEqual({ kind: 'rejected', ...of, error: 'UNKNOWN_SERVER_ERROR', message: 'who?' });
    // What every object has is no error code.
    expect(knownError('toString')).toBe('UNKNOWN_SERVER_ERROR');
  });
});
