import type { ProducerId } from '@drave/base';
import type { BatchInfo, ControlRecord } from '@drave/records';
import type { AbortedTransaction } from '../contract.js';

/** What becomes of a batch because of the transaction it belongs to. */
export type TransactionVerdict =
  /** Data that is not transactional, or committed, or not decided yet. */
  | 'keep'
  /** Data of an aborted transaction: no consumer may read it. */
  | 'aborted'
  /** A marker whose transaction has no data left before it: may go once its delete horizon has passed. */
  | 'emptyMarker';

/** Follows the transactions through a log, batch by batch in offset order (Kafka's cleaner rules). */
export class TransactionFilter {
  private readonly aborted: AbortedTransaction[];
  private readonly ongoingAborted = new Map<ProducerId, { transaction: AbortedTransaction; dataSeen: boolean }>();
  private readonly ongoingCommitted = new Set<ProducerId>();
  /** Aborted transactions whose marker stays and so must stay in the index. */
  readonly kept: AbortedTransaction[] = [];

  constructor(aborted: readonly AbortedTransaction[]) {
    this.aborted = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  judge(info: BatchInfo, control: ControlRecord | undefined): TransactionVerdict {
    while (this.aborted[0] !== undefined && this.aborted[0].firstOffset <= info.lastOffset) {
      const transaction = this.aborted.shift();
      if (transaction !== undefined) {
        this.ongoingAborted.set(transaction.producerId, { transaction, dataSeen: false });
      }
    }
    if (info.control) return this.judgeMarker(info, control);
    if (!info.transactional) return 'keep';
    const ongoing = this.ongoingAborted.get(info.producerId);
    if (ongoing === undefined) {
      this.ongoingCommitted.add(info.producerId);
      return 'keep';
    }
    ongoing.dataSeen = true;
    return 'aborted';
  }

  private judgeMarker(info: BatchInfo, control: ControlRecord | undefined): TransactionVerdict {
    if (control?.kind === 'abort') {
      const ongoing = this.ongoingAborted.get(info.producerId);
      this.ongoingAborted.delete(info.producerId);
      if (ongoing === undefined || !ongoing.dataSeen) return 'emptyMarker';
      this.kept.push(ongoing.transaction);
      return 'keep';
    }
    if (control?.kind === 'commit') return this.ongoingCommitted.delete(info.producerId) ? 'keep' : 'emptyMarker';
    return 'keep';
  }
}
