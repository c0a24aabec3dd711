/** Transactions in one seed: clients that write in transactions to a topic of their own. */
export interface TransactionConditions {
  /** Transactional ids, each with one process after the other, which overlap when one comes to life again. */
  readonly producers: number;
  /** How many of the ids are used as before `transaction.version` 2. */
  readonly firstProtocol: number;
  readonly partitions: number;
  /** `transaction.timeout.ms` */
  readonly timeoutMs: number;
  /** `delivery.timeout.ms` */
  readonly deliveryTimeoutMs: number;
  /** `transaction.abort.timed.out.transaction.cleanup.interval.ms` */
  readonly abortIntervalMs: number;
  /** Of all transactions. */
  readonly abortProbability: number;
  /** Per step of a transaction: the process stands still, is replaced, and goes on later. */
  readonly zombieProbability: number;
  /** Per step of a transaction: the process dies, and another one follows. */
  readonly deathProbability: number;
  /** Mean pause between the steps of a transaction. */
  readonly stepPauseMs: number;
}

export function transactionalIds({ producers }: TransactionConditions): string[] {
  return Array.from({ length: producers }, (_, index) => `x${index + 1}`);
}
