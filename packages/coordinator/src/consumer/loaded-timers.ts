import { type ConsumerGroup, membersOf } from './consumer-group.js';
import type { ConsumerGroupConfig, ConsumerTimer } from './context.js';

/** The timers of a group that was just read from its log: every member gets a whole session again. */
export function loadedTimers(group: ConsumerGroup, config: ConsumerGroupConfig): readonly ConsumerTimer[] {
  return membersOf(group).flatMap(({ memberId, memberEpoch, state, rebalanceTimeoutMs, classic }): ConsumerTimer[] => {
    const timers: ConsumerTimer[] = [
      { kind: 'session', memberId, delayMs: classic?.sessionTimeoutMs ?? config.sessionTimeoutMs },
    ];
    // One in the classic protocol is told by its next heartbeat, and has its time from then on.
    if (state === 'unrevokedPartitions' && classic === null) {
      timers.push({ kind: 'rebalance', memberId, memberEpoch, delayMs: rebalanceTimeoutMs });
    }
    return timers;
  });
}
