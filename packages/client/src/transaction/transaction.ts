import { DraveError } from '@drave/base';
import type { ProducerRecord, RecordMetadata } from '../client-records.js';
import type { Consumer } from '../consumer/consumer.js';
import { RawConsumer } from '../consumer/raw-consumer.js';
import type { OffsetAndMetadata } from '../group/group-offsets.js';
import type { TransactionOffsets } from '../group/group-session.js';
import type { TransactionResult } from './transaction-state.js';

/** The producer, as far as a transaction uses it. */
export interface TransactionHost<Key, Value> {
  send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata>;
  sendOffsets(make: () => TransactionOffsets): Promise<void>;
  end(result: TransactionResult): Promise<void>;
  /** True when its end was requested and is not decided, as far as is known. */
  isUndecided(): boolean;
  /** True when it can be neither committed nor aborted any more. */
  isOver(): boolean;
}

/** The consumer that has read up to the offsets, or a group without members that only keeps offsets. */
export type OffsetsOwner = RawConsumer | Consumer<unknown, unknown> | { readonly groupId: string };

/**
 * - `open`: it takes records.
 * - `committing`, `aborting`: the end was requested, and may be requested again after a failure without an answer.
 * - `committed`, `aborted`: it has ended.
 */
type TransactionHandleState = 'open' | 'committing' | 'aborting' | 'committed' | 'aborted';

/**
 * A transaction: records in any partitions, and offsets of any groups, that become visible together when it is
 * committed, or not at all. `await using` aborts one that is left without a commit:
 *
 * ```ts
 * await using tx = await producer.begin();
 * await tx.send({ topic: 'accounts', key: 'anna', value: '-10' });
 * await tx.send({ topic: 'accounts', key: 'bert', value: '+10' });
 * await tx.commit();
 * ```
 */
export class Transaction<Key = string | Uint8Array | null, Value = string | Uint8Array | null> {
  private readonly host: TransactionHost<Key, Value>;
  private stateNow: TransactionHandleState = 'open';

  constructor(host: TransactionHost<Key, Value>) {
    this.host = host;
  }

  get state(): TransactionHandleState {
    return this.stateNow;
  }

  /**
   * Resolves when every in-sync replica has the record. It need not be awaited, because `commit` waits for all records.
   * After a record has failed, the transaction can only be aborted.
   * @throws DraveError PRODUCER_FENCED, whose message names what has fenced the producer; TRANSACTION_ABORTABLE after a
   * failure in the transaction; or the error of the record.
   */
  send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata> {
    if (this.stateNow !== 'open') return Promise.reject(this.notOpen());
    return reportedByCommit(this.host.send(record));
  }

  /**
   * Commits offsets of a consumer together with the transaction: of what its polls have handed out so far, or the given
   * ones, each the next one to read. The consumer must have `enableAutoCommit: false`. It need not be awaited either.
   * @throws DraveError UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, ILLEGAL_GENERATION when other members may own the
   * partitions by now: abort, and go on from the committed offsets (`consumer.seekToCommitted`).
   */
  sendOffsets(owner: OffsetsOwner, offsets?: readonly OffsetAndMetadata[]): Promise<void> {
    if (this.stateNow !== 'open') return Promise.reject(this.notOpen());
    return reportedByCommit(this.host.sendOffsets(() => offsetsOf(owner, offsets)));
  }

  /**
   * Resolves when the commit is decided; readers see the records a moment later, when the markers are written.
   * @throws DraveError REQUEST_TIMED_OUT when the outcome is undecided: call `commit` again, or begin the next
   * transaction, which decides it first. After any other error the transaction is not committed, unless the message
   * says that this is not known.
   */
  commit(): Promise<void> {
    return this.end('commit');
  }

  /** Aborts: readers of committed records never see any of it. @throws DraveError as `commit`. */
  abort(): Promise<void> {
    return this.end('abort');
  }

  /** Aborts, unless the transaction has ended, or a commit was requested and is undecided. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.stateNow === 'open' || this.stateNow === 'aborting') await this.abort();
  }

  private async end(result: TransactionResult): Promise<void> {
    const under = result === 'commit' ? 'committing' : 'aborting';
    if (this.stateNow !== 'open' && this.stateNow !== under) throw this.notOpen();
    this.stateNow = under;
    try {
      await this.host.end(result);
      this.stateNow = result === 'commit' ? 'committed' : 'aborted';
    } catch (reason) {
      // After a refused commit the transaction can still be aborted.
      if (this.host.isOver()) this.stateNow = 'aborted';
      else if (!this.host.isUndecided()) this.stateNow = 'open';
      throw reason;
    }
  }

  private notOpen(): DraveError {
    return new DraveError('INVALID_TXN_STATE', `the transaction is ${this.stateNow}`);
  }
}

/** Marks a rejection as handled, because `commit` reports the failure to a caller that does not await it. */
function reportedByCommit<Answer>(answer: Promise<Answer>): Promise<Answer> {
  answer.catch(() => {});
  return answer;
}

function offsetsOf(owner: OffsetsOwner, offsets: readonly OffsetAndMetadata[] | undefined): TransactionOffsets {
  if (owner instanceof RawConsumer) return owner.offsetsForTransaction(offsets);
  if ('raw' in owner) return owner.raw.offsetsForTransaction(offsets);
  if (offsets === undefined)
    throw new DraveError(
      'INVALID_REQUEST',
      'sendOffsets: a group without a consumer has no positions; give the offsets',
    );
  const noMember = { memberId: '', memberEpoch: -1 };
  return { groupId: owner.groupId, offsets, committer: () => noMember, committed: () => {} };
}
