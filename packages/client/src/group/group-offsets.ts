import { deferred, DraveError, type LeaderEpoch, type Millis, type Offset, type TopicPartition } from '@drave/base';
import { type dataV1, groupMemberService } from '@drave/rpc';
import { partitionError } from '../cluster/cluster-view.js';
import { mayPass } from '../cluster/coordinator-caller.js';
import type { CoordinatorLink } from './coordinator-link.js';
import type { GroupMembership } from './membership.js';

/** An offset to commit for a partition: that of the next record to read. */
export interface OffsetAndMetadata extends TopicPartition {
  readonly offset: Offset;
  readonly leaderEpoch?: LeaderEpoch | undefined;
  readonly metadata?: string;
}

/** The committed offset of a group for one partition. */
export interface CommittedOffset extends TopicPartition {
  /** Undefined when nothing is committed. */
  readonly offset: Offset | undefined;
  readonly leaderEpoch: LeaderEpoch | undefined;
  readonly metadata: string;
}

/**
 * Commits and fetches the offsets of one group, in the name of a member, or without one where the application assigns
 * partitions itself.
 */
export class GroupOffsets {
  private readonly link: CoordinatorLink;
  private readonly membership: () => GroupMembership | undefined;
  /**
   * Resolves with the end of the last commit. Commits run one after another, so that no older offset arrives after a
   * newer one. Undefined while none is under way.
   */
  private last: Promise<void> | undefined;

  constructor(link: CoordinatorLink, membership: () => GroupMembership | undefined) {
    this.link = link;
    this.membership = membership;
  }

  /**
   * Resolves when the offsets are committed on every in-sync replica. `offsets` is called when the commits before have
   * ended, because their outcome decides what is left to commit; waiting for them is part of `timeoutMs`.
   * @throws DraveError UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH when the membership was lost, so that other members may
   * own the partitions; REQUEST_TIMED_OUT; otherwise the first error of a partition.
   */
  commit(offsets: () => readonly OffsetAndMetadata[], timeoutMs: Millis): Promise<void> {
    const endMs = this.link.ports.env.clock.monotonicMs() + timeoutMs;
    const { last } = this;
    const isStillMember = this.currentMembership();
    const commit = (async () => {
      await this.turnAfter(last, timeoutMs);
      await this.commitNow(offsets(), endMs, isStillMember);
    })();
    // The next commit waits for the end of both, not for their success.
    const over = Promise.allSettled([last, commit]).then(() => {
      if (this.last === over) this.last = undefined;
    });
    this.last = over;
    return commit;
  }

  /**
   * Returns a function that gives the member in whose name a transaction commits offsets. It throws DraveError
   * UNKNOWN_MEMBER_ID once the membership of the time of this call is lost.
   */
  committer(): () => { readonly memberId: string; readonly memberEpoch: number } {
    const isStillMember = this.currentMembership();
    return () => {
      if (!isStillMember()) throw new DraveError('UNKNOWN_MEMBER_ID', MEMBERSHIP_LOST);
      return this.identity();
    };
  }

  /**
   * What the group has committed. A partition with an offset in a transaction that is open is awaited (KIP-447), unless
   * `unstable` is 'refused'.
   * @throws DraveError UNSTABLE_OFFSET_COMMIT when that takes longer than `timeoutMs`; the first error of a partition.
   */
  async fetch(
    partitions: readonly TopicPartition[],
    timeoutMs: Millis,
    unstable: 'awaited' | 'refused' = 'awaited',
  ): Promise<CommittedOffset[]> {
    if (partitions.length === 0) return [];
    const endMs = this.link.ports.env.clock.monotonicMs() + timeoutMs;
    const wanted = partitions.map(({ topic, partition }) => ({ topic, partition }));
    // When the member's epoch has just been raised, the next attempt sends the newer one.
    const request = () => ({ ...this.identity(), partitions: wanted });
    const { fetchOffsets } = groupMemberService.methods;
    const repeated = (error: DraveError) =>
      mayRepeat(error) && (unstable === 'awaited' || error.code !== 'UNSTABLE_OFFSET_COMMIT');
    const response = await this.link.call(fetchOffsets, request, endMs, repeated, refusedPartition);
    const found = new Map(response.partitions.map((one) => [`${one.topic}-${one.partition}`, one]));
    return wanted.map(({ topic, partition }) => {
      const one = found.get(`${topic}-${partition}`);
      if (one === undefined || one.offset < 0) {
        return { topic, partition, offset: undefined, leaderEpoch: undefined, metadata: '' };
      }
      const leaderEpoch = one.leaderEpoch < 0 ? undefined : one.leaderEpoch;
      return { topic, partition, offset: one.offset, leaderEpoch, metadata: one.metadata };
    });
  }

  /** @throws DraveError REQUEST_TIMED_OUT when the commits before this one take longer. */
  private async turnAfter(last: Promise<void> | undefined, timeoutMs: Millis): Promise<void> {
    if (last === undefined) return;
    const { timers } = this.link.ports.env;
    const turn = deferred();
    const timer = timers.set(Math.min(timeoutMs, TURN_MS_MAX), () => {
      turn.reject(new DraveError('REQUEST_TIMED_OUT', 'an earlier commit of offsets is still under way'));
    });
    void last.then(() => turn.resolve());
    try {
      await turn.promise;
    } finally {
      timers.clear(timer);
    }
  }

  private async commitNow(
    offsets: readonly OffsetAndMetadata[],
    endMs: Millis,
    isStillMember: () => boolean,
  ): Promise<void> {
    if (offsets.length === 0) return;
    const partitions = offsets.map(({ topic, partition, offset, leaderEpoch, metadata = '' }) => {
      return { topic, partition, offset, leaderEpoch, metadata };
    });
    const request = () => {
      // The membership was lost meanwhile: a commit would overwrite the offsets of the partitions' new owners.
      if (!isStillMember()) throw new DraveError('UNKNOWN_MEMBER_ID', MEMBERSHIP_LOST);
      return { ...this.identity(), partitions };
    };
    const response = await this.link.call(groupMemberService.methods.commitOffsets, request, endMs, mayRepeat);
    const failed = response.partitions.find(({ error }) => error !== undefined);
    if (failed?.error === undefined) return;
    const error = partitionError(failed.error);
    throw new DraveError(error.code, `offset of ${failed.topic}-${failed.partition} not committed: ${error.message}`);
  }

  /**
   * Returns a function that says whether the membership is still the same. A member that was fenced may have joined
   * again, under a newer epoch, before a commit is repeated; the coordinator would then accept old offsets of
   * partitions that other members own.
   */
  private currentMembership(): () => boolean {
    const membership = this.membership();
    if (membership === undefined) return () => this.membership() === undefined;
    const { membershipNumber } = membership;
    return () =>
      this.membership() === membership && membership.joined && membership.membershipNumber === membershipNumber;
  }

  private identity() {
    const { groupId } = this.link.ports;
    const membership = this.membership();
    if (membership === undefined) return { groupId, memberId: '', memberEpoch: -1 };
    return { groupId, memberId: membership.memberId, memberEpoch: membership.epoch };
  }
}

/** Whatever the caller allows: a day, which every timer can count. */
const TURN_MS_MAX: Millis = 24 * 3_600_000;
const MEMBERSHIP_LOST = 'this consumer has lost its place in the group: the partitions may belong to others by now';

function refusedPartition({ partitions }: dataV1.FetchOffsetsResponse): DraveError | undefined {
  const refused = partitions.find(({ error }) => error !== undefined);
  return refused?.error === undefined ? undefined : partitionError(refused.error);
}

function mayRepeat(error: DraveError): boolean {
  return mayPass(error) || error.code === 'STALE_MEMBER_EPOCH' || error.code === 'UNSTABLE_OFFSET_COMMIT';
}
