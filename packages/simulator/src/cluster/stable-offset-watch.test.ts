import { describe, expect, it } from 'vitest';
import { StableOffsetWatch } from './stable-offset-watch.js';

const partition = { topicId: 'id', topicPartition: { topic: 't', partition: 0 } };

describe('StableOffsetWatch', () => {
  it('lets a new leader know less, and holds it to what was stable once it knows as much', () => {
    const watch = new StableOffsetWatch();
    watch.check({ ...partition, leaderEpoch: 0, highWatermark: 16, lastStableOffset: 14 }, 'a');
    // The marker of a transaction that begins at 12 lies above what this one knows to be committed.
    watch.check({ ...partition, leaderEpoch: 1, highWatermark: 14, lastStableOffset: 12 }, 'b');
    const later = { ...partition, leaderEpoch: 1, highWatermark: 16 };
    expect(() => watch.check({ ...later, lastStableOffset: 12 }, 'b')).toThrow('was 14 in epoch 0');
    watch.check({ ...later, lastStableOffset: 14 }, 'b');
  });
});
