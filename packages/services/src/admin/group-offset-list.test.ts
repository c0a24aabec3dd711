import type { Caller } from '@drave/base/access';
import type { OffsetFetchRequest, OffsetFetchResponse } from '@drave/coordinator';
import { expect, it } from 'vitest';
import type { RequestContext } from '@drave/broker';
import { committedOffsets } from './group-offset-list.js';

it('what a group has committed is told while a transaction commits more', async () => {
  const caller = { principal: 'admin', deadlineMs: Number.MAX_SAFE_INTEGER } as RequestContext;
  const committed = { partition: 0, offset: 7, leaderEpoch: 1, metadata: '' };
  const unstable = { ...committed, offset: -1, failure: 'UNSTABLE_OFFSET_COMMIT' } as const;
  /** As a coordinator answers when a transaction has an offset of the partition pending. */
  const fetchOffsets = (_: Caller, { requireStable }: OffsetFetchRequest): Promise<OffsetFetchResponse> => {
    const partitions = [requireStable ? unstable : { ...committed, failure: undefined }];
    return Promise.resolve({ failure: undefined, topics: [{ topic: 'orders', partitions }] });
  };
  const offsets = await committedOffsets({ groups: { fetchOffsets } }, caller, 'g');
  expect(offsets.get('orders-0')?.offset).toBe(7);
});
