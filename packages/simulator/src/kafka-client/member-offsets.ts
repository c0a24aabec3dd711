import { DraveError, errorCodeFromKafka, type ErrorCode, type Offset } from '@drave/base';
import { nameOf, type GroupRequests, type MemberIdentity, type TopicPartition } from './group-requests.js';
import { RETRY_PAUSE_MS } from './kafka-client.js';
import type { MemberNotes } from './member-notes.js';
import type { PartitionReader } from './partition-reader.js';

const COMMIT_ATTEMPTS = 3;

/** Errors that say that the coordinator has moved, is not ready, or cannot be reached: the same again, later. */
export const lookAgain: ReadonlySet<ErrorCode> = new Set([
  'NETWORK_EXCEPTION',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'REQUEST_TIMED_OUT',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'UNSTABLE_OFFSET_COMMIT',
  'STALE_MEMBER_EPOCH',
  'UNRELEASED_INSTANCE_ID',
] as const);

/** Errors that end what the member has now; it joins again. */
export const endsMembership: ReadonlySet<ErrorCode> = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'FENCED_MEMBER_EPOCH',
] as const);

/** One time in the group, from joining to whatever ends it. */
export interface Membership extends MemberIdentity {
  assigned: readonly TopicPartition[];
  /** Why it is over. */
  ended: DraveError | undefined;
  /** What is committed for sure, by partition name. */
  readonly committed: Map<string, Offset>;
}

/** Where a member starts and how far it has come, at the group's coordinator. */
export class MemberOffsets {
  protected readonly requests: GroupRequests;
  protected readonly reader: PartitionReader;
  protected readonly notes: MemberNotes;
  private readonly topics: readonly string[];
  private readonly stable: boolean;

  /** With `stable` a member starts nowhere that an open transaction may still change (KIP-447). */
  constructor(
    requests: GroupRequests,
    reader: PartitionReader,
    notes: MemberNotes,
    topics: readonly string[],
    stable = false,
  ) {
    this.requests = requests;
    this.reader = reader;
    this.notes = notes;
    this.topics = topics;
    this.stable = stable;
  }

  /** Reads on. `hasEpoch` as in `position`. */
  async round(_membership: Membership, _hasEpoch: boolean): Promise<void> {
    for (const record of await this.reader.poll()) this.notes.consumed(this.requests.client.name, record);
  }

  /** Lets the reader start where the group has come to; what it reads already goes on. */
  async position(membership: Membership, hasEpoch: boolean): Promise<void> {
    const { assigned, memberId } = membership;
    const { ledger } = this.notes;
    const { next } = this.reader;
    const fresh = assigned.filter((one) => !next.has(nameOf(one)));
    let isKnown = fresh.length === 0;
    while (!isKnown && membership.ended === undefined) {
      try {
        const coordinator = await this.requests.coordinator(this.topics);
        const asked = ledger.fetchSent(membership.generation);
        const member = hasEpoch ? { memberId, epoch: membership.generation } : undefined;
        const committed = await this.requests.committed(coordinator, fresh, member, this.stable);
        for (const one of fresh) {
          const offset = committed.get(nameOf(one));
          if (offset === undefined) throw new Error(`OffsetFetch left out ${nameOf(one)}`);
          ledger.fetched(asked, nameOf(one), offset);
          membership.committed.set(nameOf(one), offset);
        }
        isKnown = true;
      } catch (reason) {
        if (reason instanceof DraveError && endsMembership.has(reason.code)) membership.ended ??= reason;
        else await this.pauseFor(reason);
      }
    }
    const from = (one: TopicPartition): Offset => Math.max(0, membership.committed.get(nameOf(one)) ?? 0);
    if (isKnown) for (const one of fresh) this.notes.tookUp(this.requests.client.name, one);
    // A membership that ends first leaves the question to the next one, which may keep the partitions: what was known
    // of them before may be old.
    const begun = isKnown ? assigned : assigned.filter((one) => next.has(nameOf(one)));
    this.reader.assign(begun.map((one) => ({ ...one, from: from(one) })));
  }

  /**
   * Commits how far the reader has come with `partitions`, by default with all that is assigned. There are never two at
   * a time, or an old one might come last.
   */
  async commit(membership: Membership, partitions?: readonly TopicPartition[]): Promise<void> {
    for (let attempt = 1; attempt <= COMMIT_ATTEMPTS; attempt += 1) {
      const { next } = this.reader;
      const offsets = (partitions ?? membership.assigned).flatMap((one) => {
        const offset = next.get(nameOf(one));
        if (offset === undefined || offset <= Math.max(0, membership.committed.get(nameOf(one)) ?? 0)) return [];
        return [{ ...one, offset }];
      });
      if (offsets.length === 0) return;
      try {
        if (await this.commitOnce(membership, offsets)) return;
      } catch (reason) {
        await this.pauseFor(reason);
      }
    }
  }

  /** Says once more, in the name of a membership that is over, how far it had come. */
  async commitLate(former: Membership): Promise<void> {
    const offsets = former.assigned.flatMap((one) => {
      const offset = former.committed.get(nameOf(one)) ?? 0;
      return offset > 0 ? [{ ...one, offset }] : [];
    });
    if (offsets.length === 0) return;
    try {
      await this.commitOnce({ ...former, committed: new Map() }, offsets);
    } catch (reason) {
      await this.pauseFor(reason);
    }
  }

  /** @throws whatever a pause and another look at the coordinator do not mend. */
  async pauseFor(reason: unknown): Promise<void> {
    if (!(reason instanceof DraveError) || !lookAgain.has(reason.code)) throw reason;
    this.requests.forgetCoordinator();
    await this.requests.client.env.timers.sleep(RETRY_PAUSE_MS);
  }

  /** False when some of it should be tried again. */
  private async commitOnce(
    membership: Membership,
    offsets: readonly (TopicPartition & { readonly offset: Offset })[],
  ): Promise<boolean> {
    const { ledger } = this.notes;
    const coordinator = await this.requests.coordinator(this.topics);
    const { memberId, instanceId, generation } = membership;
    const sent = offsets.map((one) => ({
      ...one,
      id: ledger.commitSent(memberId, generation, nameOf(one), one.offset),
    }));
    const codes = await this.requests.commit(coordinator, { memberId, instanceId, generation }, offsets);
    let done = true;
    for (const one of sent) {
      const kafkaCode = codes.get(nameOf(one));
      if (kafkaCode === undefined) throw new Error(`OffsetCommit left out ${nameOf(one)}`);
      const code = errorCodeFromKafka(kafkaCode);
      if (kafkaCode === 0) {
        ledger.commitAcknowledged(one.id);
        membership.committed.set(nameOf(one), one.offset);
      } else if (endsMembership.has(code)) {
        ledger.commitRefused(one.id);
        membership.ended ??= new DraveError(code, `OffsetCommit: ${code}`);
      } else if (lookAgain.has(code)) {
        this.requests.forgetCoordinator();
        done = false;
      } else throw new Error(`OffsetCommit of ${memberId}: ${code}`);
    }
    return done;
  }
}
