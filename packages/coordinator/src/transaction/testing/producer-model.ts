import type { ErrorCode, PartitionIndex } from '@drave/base';
import type { SeededRandom } from '@drave/env/sim';
import type { InitProducerIdResponse } from '../decide/init-producer-id.js';
import type { ProducerIdentity } from '../decide/view.js';
import { transactionPartitionsOf } from '../transaction-partitions.js';
import type { TransactionalId, TransactionResult } from '../transaction.js';
import type { Asked, CoordinatorUnderTest } from './coordinator-under-test.js';
import type { DataPartition } from './data-partition.js';

/** One transaction as its producer knows it. */
interface ProducedTransaction {
  /** What the producer has asked for at its end. */
  wanted: TransactionResult | undefined;
  /** What it was told that became of it. */
  told: TransactionResult | undefined;
}

type Step = 'init' | 'begin' | 'write' | 'end';

/** A client with a transactional id that follows the one protocol or the other, and asks again what it may. */
export class ProducerModel {
  /** It was fenced, or told what it cannot go on from. */
  isOver = false;
  /** Who it was told to be, the last time. */
  claimed: string | undefined;
  readonly transactions: ProducedTransaction[] = [];
  private next: Step = 'init';
  private identity: ProducerIdentity | undefined;
  private transaction: ProducedTransaction | undefined;
  private readonly added: PartitionIndex[] = [];
  private asked: { readonly answer: Asked<unknown>; readonly take: () => void } | undefined;

  private readonly test: CoordinatorUnderTest;
  private readonly partitions: ReadonlyMap<PartitionIndex, DataPartition>;
  private readonly random: SeededRandom;
  private readonly transactionalId: TransactionalId;
  /** It goes by `transaction.version` 2. */
  private readonly raisesEpoch: boolean;

  constructor(
    test: CoordinatorUnderTest,
    partitions: ReadonlyMap<PartitionIndex, DataPartition>,
    random: SeededRandom,
    transactionalId: TransactionalId,
    raisesEpoch: boolean,
  ) {
    this.test = test;
    this.partitions = partitions;
    this.random = random;
    this.transactionalId = transactionalId;
    this.raisesEpoch = raisesEpoch;
  }

  /** Takes the answer to what it has asked, if there is one, and does the next thing. */
  step(): void {
    if (this.isOver) return;
    const { asked } = this;
    if (asked !== undefined) {
      if (!('response' in asked.answer) && asked.answer.failure === undefined) return;
      this.asked = undefined;
      if (asked.answer.failure === undefined) asked.take();
      else this.refused(asked.answer.failure);
      return;
    }
    switch (this.next) {
      case 'init':
        this.init();
        return;
      case 'begin':
        this.begin();
        return;
      case 'write':
        this.write();
        return;
      case 'end':
        this.end();
        return;
    }
  }

  /** Asks again, whatever becomes of what it has asked. */
  loseAnswer(): void {
    this.asked = undefined;
  }

  private init(): void {
    const { transactionalId, identity } = this;
    const request = { transactionalId, timeoutMs: 20_000, expected: identity };
    const answer = this.test.ask(this.test.model.initProducerId(request));
    this.asked = {
      answer,
      take: () => {
        const response = answer.response as InitProducerIdResponse;
        if (response.kind === 'refused') return;
        this.become(response);
        this.next = 'begin';
      },
    };
  }

  private become({ producerId, producerEpoch }: ProducerIdentity): void {
    this.identity = { producerId, producerEpoch };
    this.claimed = `${this.transactionalId} ${producerId}/${producerEpoch}`;
  }

  private begin(): void {
    const { identity, transactionalId } = this;
    if (identity === undefined) return;
    const partition = this.random.integer(this.partitions.size);
    const partitions = transactionPartitionsOf([['t', [partition]]]);
    const transactionVersion = this.raisesEpoch ? 2 : 0;
    const request = { transactionalId, ...identity, partitions, transactionVersion } as const;
    this.transaction ??= this.produced();
    this.asked = {
      answer: this.test.ask(this.test.model.addPartitions(request)),
      take: () => {
        this.added.push(partition);
        this.next = 'write';
      },
    };
  }

  private produced(): ProducedTransaction {
    const transaction: ProducedTransaction = { wanted: undefined, told: undefined };
    this.transactions.push(transaction);
    return transaction;
  }

  private write(): void {
    const { identity, transaction } = this;
    const partition = this.partitions.get(this.added.at(-1) ?? 0);
    if (identity === undefined || transaction === undefined || partition === undefined) return;
    const failure = partition.write(identity.producerId, identity.producerEpoch, transaction);
    if (failure !== undefined) this.refused(failure);
    else this.next = this.random.integer(3) === 0 ? 'begin' : 'end';
  }

  private end(): void {
    const { identity, transaction, transactionalId, raisesEpoch } = this;
    if (identity === undefined || transaction === undefined) return;
    transaction.wanted ??= this.random.integer(3) === 0 ? 'abort' : 'commit';
    const result = transaction.wanted;
    const answer = this.test.ask(this.test.model.endTransaction({ transactionalId, ...identity, result, raisesEpoch }));
    this.asked = {
      answer,
      take: () => {
        transaction.told = result;
        this.become(answer.response as ProducerIdentity);
        this.transaction = undefined;
        this.added.length = 0;
        this.next = this.random.integer(8) === 0 ? 'init' : 'begin';
      },
    };
  }

  private refused(failure: ErrorCode): void {
    switch (failure) {
      case 'CONCURRENT_TRANSACTIONS':
      case 'COORDINATOR_NOT_AVAILABLE':
      case 'COORDINATOR_LOAD_IN_PROGRESS':
      case 'NOT_COORDINATOR':
        return;
      default:
        // Whatever it has wanted, it does not know more.
        this.isOver = true;
    }
  }
}
