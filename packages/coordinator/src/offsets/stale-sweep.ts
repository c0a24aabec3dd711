import type { Millis, TopicName } from '@drave/base';
import { Turn, type GroupTimer } from '../classic/turn.js';
import type { GroupId } from '../state/group-record.js';
import type { GroupsState } from '../state/groups-state.js';
import { staleOffsets, type TopicIdOf } from './stale.js';

const TIMER = 'stale offsets';
/** Records of one step, so that one decision fits a batch. */
const TOMBSTONES_PER_STEP_MAX = 1_000;
/** Groups that one step looks at. */
const GROUPS_PER_STEP_MAX = 500;
/** A step that could not be written is taken again after this long. */
const RETRY_MS: Millis = 500;

/**
 * Deletes what groups have committed for topics that are gone: once the shard has read its partition, and after every
 * deletion of a topic. Goes over the groups in steps, and takes none before the one before it is written.
 */
export class StaleSweep {
  /** The names of deleted topics, until a sweep has gone over everything since. */
  private deleted: ReadonlySet<TopicName> = new Set();
  private readonly topicIdOf: TopicIdOf;

  constructor(topicIdOf: TopicIdOf) {
    this.topicIdOf = topicIdOf;
  }

  /** Topics of these names were deleted; there may be others under the same names. */
  noteDeleted(topics: ReadonlySet<TopicName>): void {
    this.deleted = new Set([...this.deleted, ...topics]);
  }

  /** Begins afresh, also when a sweep is under way. */
  begin(): GroupTimer {
    return timer(0, (turn) => this.step(turn, groupsWithOffsets(turn.state), 0));
  }

  private step(turn: Turn, groups: readonly GroupId[], from: number): void {
    const end = Math.min(groups.length, from + GROUPS_PER_STEP_MAX);
    let next = from;
    let room = TOMBSTONES_PER_STEP_MAX;
    for (; next < end && room > 0; next++) {
      const stale = staleOffsets(turn.state, groups[next] ?? '', this.topicIdOf, this.deleted);
      for (const record of stale.slice(0, room)) turn.write(record);
      const isMore = stale.length > room;
      room -= Math.min(room, stale.length);
      if (isMore) break;
    }
    if (room < TOMBSTONES_PER_STEP_MAX)
      turn.whenSettled((failure, later) => {
        const delayMs = failure === undefined ? 0 : RETRY_MS;
        const at = failure === undefined ? next : from;
        later.setTimer(TIMER, delayMs, (again) => this.step(again, groups, at));
      });
    else if (next < groups.length) turn.setTimer(TIMER, 0, (later) => this.step(later, groups, next));
    else this.deleted = new Set();
  }
}

function groupsWithOffsets({ offsets, pending }: GroupsState): readonly GroupId[] {
  return [...offsets.keys(), ...[...pending.producers.keys()].filter((groupId) => !offsets.has(groupId))];
}

function timer(delayMs: Millis, work: (turn: Turn) => void): GroupTimer {
  return { kind: 'set', key: TIMER, delayMs, fire: (state, now) => Turn.of(state, now, work) };
}
