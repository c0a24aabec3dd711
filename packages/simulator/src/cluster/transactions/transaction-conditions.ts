/** Transactions in one seed: clients that write in transactions to topics of their own. */
export interface TransactionConditions {
  /** Transactional ids, each with one process after the other, which overlap when one comes to life again. */
  readonly writers: number;
  /** How many of the ids are used as before `transaction.version` 2. */
  readonly firstProtocol: number;
  /** How many of the writers' ids, the last ones, are used by the SDK; none of them is of the first protocol. */
  readonly sdkWriters: number;
  /** Transactional ids that consume what writers write, and write it again. */
  readonly chains: number;
  readonly firstProtocolChains: number;
  /**
   * How the chains share what they consume: each has partitions of its own, which its transactional id alone protects;
   * or they are members of a group, whose protocol this is (KIP-447).
   */
  readonly chainsShareBy: 'assignment' | 'classic' | 'cooperative' | 'consumer';
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
  /** When everything is healed each writer dies in its transaction, nobody follows, and only time ends that. */
  readonly crashesAtEnd: boolean;
  /** Mean pause between the steps of a transaction. */
  readonly stepPauseMs: number;
  /** Ids that nobody uses for so long are forgotten within the run. Undefined: as in production. */
  readonly expirationMs: number | undefined;
  /** In what epoch an id begins; near 32,766 it runs out within the run. */
  readonly firstProducerEpoch: number;
}

/** What all chains commit their offsets to. */
export const CHAIN_GROUP = 'chain';

export function writerIds({ writers }: TransactionConditions): string[] {
  return Array.from({ length: writers }, (_, index) => `x${index + 1}`);
}

export function chainIds({ chains }: TransactionConditions): string[] {
  return Array.from({ length: chains }, (_, index) => `y${index + 1}`);
}
