import { assert, DraveError, type ErrorCode, type Offset, type PartitionIndex, type ProducerId } from '@drave/base';
import type { SeededRandom } from '@drave/env/sim';
import { fetchOffsets } from '../../offsets/fetch.js';
import { emptyGroups, replayGroupRecord, replayTransactionEnd, type GroupsState } from '../../state/groups-state.js';
import { checkTransactionalCommit } from '../offset-access.js';
import type { GroupUnderTest } from './group-under-test.js';
import type { MemberModel } from './member-model.js';

const GROUP = 'g';

/** What a member has read and will commit, in the transaction of its own producer. */
interface Piece {
  readonly member: MemberModel;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly topic: string;
  readonly partition: PartitionIndex;
  /** Committed when it was read. */
  readonly from: Offset;
  readonly producerId: ProducerId;
  isCommitted: boolean;
}

/**
 * Members of a group consume, transform and produce (KIP-447): each reads from what is committed and stable, commits
 * one further in a transaction, and ends that some time later. What somebody else has gone on from meanwhile must not
 * be committed again: the epoch of the member is what keeps it out, also of one that was paused and wakes up.
 */
export class TransactionalProgress {
  /** How often a commit was accepted, and how often one was kept out. */
  accepted = 0;
  fenced = 0;
  private state: GroupsState = emptyGroups;
  private nextOffset: Offset = 0;
  private nextProducerId: ProducerId = 1;
  private pieces: Piece[] = [];
  private readonly group: GroupUnderTest;
  private readonly random: SeededRandom;

  constructor(group: GroupUnderTest, random: SeededRandom) {
    this.group = group;
    this.random = random;
  }

  /** The member does what it owns no more of no further; `isRestarted`: it knows of nothing that it has read. */
  letGo(member: MemberModel, isRestarted = false): void {
    this.pieces = this.pieces.filter((piece) => {
      if (piece.member !== member || piece.isCommitted) return true;
      return !isRestarted && member.owned.get(piece.topic)?.includes(piece.partition) === true;
    });
  }

  /** The member reads a partition that it owns, if nobody's transaction is open there. */
  read(member: MemberModel): void {
    const owned = [...member.owned].flatMap(([topicId, indexes]) => {
      const topic: string = topicId;
      return indexes.map((partition) => ({ topic, partition }));
    });
    const place = owned[this.random.integer(Math.max(1, owned.length))];
    if (place === undefined || this.pieces.some((piece) => piece.member === member)) return;
    const { topic, partition } = place;
    const request = {
      groupId: GROUP,
      member: undefined,
      topics: [{ topic, partitions: [partition] }],
      requireStable: true,
    };
    const found = fetchOffsets(this.state, request, idOf).topics[0]?.partitions[0];
    if (found?.failure !== undefined) return;
    const { memberId, memberEpoch } = member;
    const from = found?.offset ?? -1;
    const producerId = this.nextProducerId++;
    this.pieces.push({ member, memberId, memberEpoch, topic, partition, from, producerId, isCommitted: false });
  }

  /** Any piece goes on: it is committed, or its transaction ends. `isAlive`: the member follows the protocol. */
  goOn(isAlive: (member: MemberModel) => boolean): void {
    const piece = this.pieces[this.random.integer(Math.max(1, this.pieces.length))];
    if (piece === undefined) return;
    if (piece.isCommitted) this.end(piece);
    else this.commit(piece, isAlive(piece.member));
  }

  private commit(piece: Piece, isAlive: boolean): void {
    const { member, memberId, topic, partition, from, producerId } = piece;
    // Who is alive knows its present epoch; who was paused does not.
    const memberEpoch = isAlive ? member.memberEpoch : piece.memberEpoch;
    if (this.refusalOf(memberId, memberEpoch) !== undefined) {
      this.fenced++;
      this.drop(piece);
      return;
    }
    const others = this.pieces.filter((other) => other !== piece && other.isCommitted);
    const isAlone = others.every((other) => other.topic !== topic || other.partition !== partition);
    assert(isAlone, `${topic}-${partition} is committed by ${memberId} in the transaction of another member`);
    const committed = this.state.offsets.get(GROUP)?.get(topic)?.get(partition)?.offset ?? -1;
    assert(
      committed === from,
      `${memberId} goes on from ${from} in ${topic}-${partition}, where ${committed} is committed`,
    );
    const value = {
      offset: from + 1,
      leaderEpoch: -1,
      metadata: '',
      commitTimestampMs: 0,
      expireTimestampMs: undefined,
      topicId: undefined,
    };
    const record = { kind: 'offset', groupId: GROUP, topic, partition, value } as const;
    this.state = replayGroupRecord(this.state, record, { offset: this.nextOffset++, producerId });
    piece.isCommitted = true;
    this.accepted++;
  }

  private refusalOf(memberId: string, memberEpoch: number): ErrorCode | undefined {
    try {
      checkTransactionalCommit(this.group.existing, { memberId, memberEpoch, groupInstanceId: undefined });
      return undefined;
    } catch (reason) {
      return DraveError.from(reason).code;
    }
  }

  private end(piece: Piece): void {
    const kind = this.random.integer(3) === 0 ? 'abort' : 'commit';
    const marker = { kind, producerId: piece.producerId, producerEpoch: 0, coordinatorEpoch: 0 } as const;
    this.state = replayTransactionEnd(this.state, marker);
    this.nextOffset++;
    this.drop(piece);
  }

  private drop(piece: Piece): void {
    this.pieces = this.pieces.filter((one) => one !== piece);
  }
}

/** Topics go by their ids here. */
function idOf(topic: string): string {
  return topic;
}
