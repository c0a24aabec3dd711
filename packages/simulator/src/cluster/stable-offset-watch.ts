import { assert, type LeaderEpoch, type Offset } from '@drave/base';
import type { Partition } from '@drave/replica';

/**
 * Below the last stable offset of a leader every transaction is over, and its markers are replicated: for every later
 * leader, too, as far as it knows what is committed. So no consumer of what is committed is ever sent back.
 */
export class StableOffsetWatch {
  private readonly known = new Map<string, { readonly offset: Offset; readonly leaderEpoch: LeaderEpoch }>();

  /** Called all the time for every leader. */
  check({ topicId, topicPartition, leaderEpoch, highWatermark, lastStableOffset }: Partition, where: string): void {
    const key = `${topicId}-${topicPartition.partition}`;
    const known = this.known.get(key);
    if (known !== undefined && leaderEpoch >= known.leaderEpoch) {
      const least = Math.min(known.offset, highWatermark);
      assert(
        lastStableOffset >= least,
        `${where}: stable up to ${lastStableOffset} in epoch ${leaderEpoch}, was ${known.offset} in epoch ${known.leaderEpoch}`,
      );
    }
    if (known === undefined || lastStableOffset > known.offset)
      this.known.set(key, { offset: lastStableOffset, leaderEpoch });
  }
}
