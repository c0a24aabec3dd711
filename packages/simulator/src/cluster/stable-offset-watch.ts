import { assert, type LeaderEpoch, type Offset } from '@drave/base';
import type { Partition } from '@drave/replica';

interface Stable {
  readonly offset: Offset;
  /** Of the leader that told it: every marker that decided something below `offset` lies below. */
  readonly highWatermark: Offset;
  readonly leaderEpoch: LeaderEpoch;
}

type Leader = Pick<Partition, 'topicId' | 'topicPartition' | 'leaderEpoch' | 'highWatermark' | 'lastStableOffset'>;

/**
 * Below the last stable offset of a leader every transaction is over, and its markers are replicated: for every later
 * leader, too, as soon as it knows that as much is committed. So no consumer of what is committed is ever sent back.
 */
export class StableOffsetWatch {
  private readonly known = new Map<string, Stable>();

  /** Called all the time for every leader. */
  check({ topicId, topicPartition, leaderEpoch, highWatermark, lastStableOffset }: Leader, where: string): void {
    const key = `${topicId}-${topicPartition.partition}`;
    const known = this.known.get(key);
    if (known !== undefined && leaderEpoch >= known.leaderEpoch && highWatermark >= known.highWatermark) {
      assert(
        lastStableOffset >= known.offset,
        `${where}: stable up to ${lastStableOffset} in epoch ${leaderEpoch}, was ${known.offset} in epoch ${known.leaderEpoch}`,
      );
    }
    if (known === undefined || lastStableOffset > known.offset)
      this.known.set(key, { offset: lastStableOffset, highWatermark, leaderEpoch });
  }
}
