import { DraveError, errors, type ErrorCode, type Millis, type NodeId } from '@drave/base';
import { transactionPartitionsOf, type AddedPartition, type LeaderQuestion } from '@drave/coordinator';
import type { Clock } from '@drave/env';
import type {
  Deadline,
  DeadlineQueue,
  TransactionQuestion,
  TransactionRefusal,
  TransactionVerificationPort,
} from '@drave/replica';

interface TransactionVerifierOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly deadlines: DeadlineQueue;
  /** The broker that coordinates the transactional id, which may be this one; undefined while there is none. */
  readonly coordinatorOf: (transactionalId: string) => NodeId | undefined;
  /** One answer for each question, in their order. @throws DraveError when the broker has not answered. */
  readonly ask: (
    coordinator: NodeId,
    questions: readonly LeaderQuestion[],
    timeoutMs: Millis,
  ) => Promise<readonly (readonly AddedPartition[])[]>;
  /** `add.partitions.to.txn.retry.backoff.ms` */
  readonly retryBackoffMs: Millis;
  /** `add.partitions.to.txn.retry.backoff.max.ms` */
  readonly retryMsMax: Millis;
  /** Our own code broke a promise. */
  readonly onFatal: (reason: unknown) => void;
}

/** A coordinator that is silent for longer is given up, with all that was asked; producers come again. */
const REQUEST_TIMEOUT_MS: Millis = 5_000;

interface Waiting extends Deadline {
  settled: boolean;
  readonly question: TransactionQuestion;
  /** Until then a coordinator whose transaction before still ends is asked again. */
  readonly retryUntilMs: Millis;
  settle(refusal: TransactionRefusal | undefined): void;
}

/**
 * Requests to one coordinator at a time. More than one, because a request is answered when its last question is, which
 * may wait for the end of a transaction; few, so that questions gather where there are many.
 */
const REQUESTS_MAX = 4;

/**
 * How the leaders of partitions on this broker ask the coordinators of transactions (KIP-890): a few requests to each
 * coordinator at a time, each with all that has gathered meanwhile.
 */
export class TransactionVerifier implements TransactionVerificationPort {
  private readonly options: TransactionVerifierOptions;
  private readonly queues = new Map<NodeId, Waiting[]>();
  /** How many requests to each coordinator are under way. */
  private readonly asking = new Map<NodeId, number>();

  constructor(options: TransactionVerifierOptions) {
    this.options = options;
  }

  verify(question: TransactionQuestion): Promise<TransactionRefusal | undefined> {
    const { clock, deadlines, retryMsMax } = this.options;
    const nowMs = clock.monotonicMs();
    return new Promise((resolve) => {
      const waiting: Waiting = {
        question,
        deadlineMs: nowMs + question.timeoutMs,
        retryUntilMs: nowMs + Math.min(question.timeoutMs, retryMsMax),
        settled: false,
        expire: () => {
          waiting.settled = true;
          resolve(refusalOf('NETWORK_EXCEPTION'));
        },
        settle: (refusal) => {
          if (waiting.settled) return;
          waiting.settled = true;
          deadlines.noteSettled();
          resolve(refusal);
        },
      };
      deadlines.add(waiting);
      this.enqueue(waiting);
    });
  }

  private enqueue(waiting: Waiting): void {
    const coordinator = this.options.coordinatorOf(waiting.question.transactionalId);
    if (coordinator === undefined) {
      waiting.settle(refusalOf('COORDINATOR_NOT_AVAILABLE'));
      return;
    }
    const queue = this.queues.get(coordinator) ?? [];
    this.queues.set(coordinator, queue);
    queue.push(waiting);
    const asking = this.asking.get(coordinator) ?? 0;
    // Whatever is asked in one turn goes together: only the first of it begins a request.
    if (queue.length > 1 || asking >= REQUESTS_MAX) return;
    this.asking.set(coordinator, asking + 1);
    this.work(coordinator).catch(this.options.onFatal);
  }

  private async work(coordinator: NodeId): Promise<void> {
    // A produce request names its partitions in one go: they share a question.
    await Promise.resolve();
    for (;;) {
      const taken = (this.queues.get(coordinator) ?? []).filter(({ settled }) => !settled);
      this.queues.delete(coordinator);
      if (taken.length === 0) break;
      await this.askTogether(coordinator, taken);
    }
    const asking = (this.asking.get(coordinator) ?? 0) - 1;
    if (asking > 0) this.asking.set(coordinator, asking);
    else this.asking.delete(coordinator);
  }

  private async askTogether(coordinator: NodeId, taken: readonly Waiting[]): Promise<void> {
    const groups = new Map<string, Waiting[]>();
    for (const waiting of taken) {
      const key = groupKeyOf(waiting.question);
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      group.push(waiting);
    }
    const asked = [...groups.values()];
    let answers: readonly (readonly AddedPartition[])[];
    try {
      answers = await this.options.ask(coordinator, asked.map(questionOf), REQUEST_TIMEOUT_MS);
    } catch (reason) {
      if (!(reason instanceof DraveError)) throw reason;
      for (const waiting of taken) waiting.settle({ error: 'NETWORK_EXCEPTION', message: reason.message });
      return;
    }
    asked.forEach((group, at) => {
      for (const waiting of group) this.answer(waiting, answers[at] ?? []);
    });
  }

  private answer(waiting: Waiting, answers: readonly AddedPartition[]): void {
    const { topicPartition, operation } = waiting.question;
    const { topic, partition } = topicPartition;
    const answer = answers.find((one) => one.topic === topic && one.partition === partition);
    // An answer that leaves out what was asked is none.
    const failure = answer === undefined ? 'NETWORK_EXCEPTION' : answer.failure;
    if (failure !== 'CONCURRENT_TRANSACTIONS' || operation !== 'add' || !this.askLater(waiting))
      waiting.settle(failure === undefined ? undefined : refusalOf(failure));
  }

  /**
   * The producer may have begun its next transaction before the markers of the one before are written, which takes a
   * moment: it need not hear of that (KAFKA-18654). False when that has taken too long.
   */
  private askLater(waiting: Waiting): boolean {
    const { clock, deadlines, retryBackoffMs } = this.options;
    const againMs = clock.monotonicMs() + retryBackoffMs;
    if (againMs > waiting.retryUntilMs) return false;
    deadlines.add({
      deadlineMs: againMs,
      settled: false,
      expire: () => {
        if (!waiting.settled) this.enqueue(waiting);
      },
    });
    return true;
  }
}

/** What can be asked together: partitions of one transaction of one producer. */
function groupKeyOf({ transactionalId, producerId, producerEpoch, operation }: TransactionQuestion): string {
  return `${producerId} ${producerEpoch} ${operation === 'add'} ${transactionalId}`;
}

function questionOf(group: readonly Waiting[]): LeaderQuestion {
  // A group holds at least the one for which it was made.
  const { transactionalId, producerId, producerEpoch, operation } = (group[0] as Waiting).question;
  const partitions = transactionPartitionsOf(
    group.map(({ question }) => [question.topicPartition.topic, [question.topicPartition.partition]] as const),
  );
  return { transactionalId, producerId, producerEpoch, partitions, verifyOnly: operation !== 'add' };
}

function refusalOf(error: ErrorCode): TransactionRefusal {
  return { error, message: errors[error].text };
}
