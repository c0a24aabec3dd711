import { DraveError } from '@drave/base';
import type { Consumer } from '../consumer/consumer.js';
import { RawConsumer } from '../consumer/raw-consumer.js';
import type { OffsetAndMetadata } from '../group/group-offsets.js';
import type { TransactionOffsets } from '../group/group-session.js';
import type { RecordMetadata } from '../options.js';
import type { ProducerRecord } from '../producer/typed-producer.js';
import type { TransactionResult } from './transaction-state.js';

/** What a transaction is carried out by. */
export interface TransactionHost<Key, Value> {
  send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata>;
  sendOffsets(make: () => TransactionOffsets): Promise<void>;
  end(result: TransactionResult): Promise<void>;
  /** Its end was asked for, and nobody knows yet. */
  isUndecided(): boolean;
  /** Nothing can be done to it any more. */
  isOver(): boolean;
}

/** Who has read up to the offsets: a consumer, or a group without members that only keeps offsets. */
export type OffsetsOwner = RawConsumer | Consumer<unknown, unknown> | { readonly groupId: string };

/**
 * - `open`: takes records. - `committing`, `aborting`: asked for; may be asked for again when that failed without an
 * answer. - `committed`, `aborted`: over.
 */
type TransactionHandleState = 'open' | 'committing' | 'aborting' | 'committed' | 'aborted';

/**
 * Records in any partitions, and offsets of any groups, that become visible together when it is committed, or not at
 * all. `await using` aborts one that is left without a commit:
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
   * Resolves when every in-sync replica has the record. It need not be awaited: `commit` waits for all. A record that
   * fails leaves the transaction only to be aborted.
   * @throws DraveError PRODUCER_FENCED, which says by whom; TRANSACTION_ABORTABLE after a failure; what refused it.
   */
  send(record: ProducerRecord<Key, Value>): Promise<RecordMetadata> {
    if (this.stateNow !== 'open') return Promise.reject(this.notOpen());
    return toldByCommit(this.host.send(record));
  }

  /**
   * Commits how far a consumer got together with the transaction: what its polls have handed out so far, or the given
   * offsets, each the next one to read. The consumer has `enableAutoCommit: false`. Needs not be awaited either.
   * @throws DraveError UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, ILLEGAL_GENERATION when the partitions may belong to
   * others by now: abort, and go on from what is committed (`consumer.seekToCommitted`).
   */
  sendOffsets(owner: OffsetsOwner, offsets?: readonly OffsetAndMetadata[]): Promise<void> {
    if (this.stateNow !== 'open') return Promise.reject(this.notOpen());
    return toldByCommit(this.host.sendOffsets(() => offsetsOf(owner, offsets)));
  }

  /**
   * Resolves when the transaction is committed for good; readers see it a moment later. REQUEST_TIMED_OUT leaves it
   * undecided: call again, or begin the next one, which decides it first. After any other error it is not committed,
   * unless the error says that it is not known.
   */
  commit(): Promise<void> {
    return this.end('commit');
  }

  /** Nothing of it will ever be seen by readers of committed records. @throws DraveError as `commit`. */
  abort(): Promise<void> {
    return this.end('abort');
  }

  /** Aborts, unless it is committed, or a commit was asked for and is undecided. */
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
      // A commit that was refused leaves it to be aborted.
      if (this.host.isOver()) this.stateNow = 'aborted';
      else if (!this.host.isUndecided()) this.stateNow = 'open';
      throw reason;
    }
  }

  private notOpen(): DraveError {
    return new DraveError('INVALID_TXN_STATE', `the transaction is ${this.stateNow}`);
  }
}

/** Whoever does not wait for it is told by the commit. */
function toldByCommit<Answer>(answer: Promise<Answer>): Promise<Answer> {
  answer.catch(() => {});
  return answer;
}

function offsetsOf(owner: OffsetsOwner, offsets: readonly OffsetAndMetadata[] | undefined): TransactionOffsets {
  if (owner instanceof RawConsumer) return owner.offsetsForTransaction(offsets);
  if ('raw' in owner) return owner.raw.offsetsForTransaction(offsets);
  if (offsets === undefined) throw new DraveError('INVALID_REQUEST', 'which offsets? A group alone has read nothing');
  const nobody = { memberId: '', memberEpoch: -1 };
  return { groupId: owner.groupId, offsets, committer: () => nobody, committed: () => {} };
}
