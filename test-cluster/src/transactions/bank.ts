import type { Client, Transaction, TransactionalProducer } from '@drave/client';

/*
 * A bank: each transfer takes from one account and gives to another, in one transaction, in which its teller also notes
 * how many transfers it has made, as an offset of a group.
 */

export const TOPIC = 'accounts';
export const PARTITIONS = 6;
const ACCOUNTS = 100;
export const GROUP = 'tellers';
/** What every account has at first. */
const BALANCE = 100;
/** Every so many transfers one is given up after both halves are written. */
const GIVEN_UP_EVERY = 7;

/** What tellers know of their transfers. */
export class Book {
  readonly committed = new Set<string>();
  readonly aborted = new Set<string>();
  /** By teller: the number of its last transfer that is committed. */
  readonly lastCommitted = new Map<number, number>();
  closing = false;
}

/** The deposits, in one transaction. */
export async function openAccounts(client: Client): Promise<void> {
  await using tx = await client.transaction('deposits');
  for (let account = 0; account < ACCOUNTS; account++) void tx.send(entry(account, BALANCE, 'deposit'));
  await tx.commit();
}

/** Makes transfers until the bank closes. */
export async function serve(client: Client, teller: number, book: Book): Promise<void> {
  const producer = client.producer({ transactionalId: `teller-${teller}` });
  for (let number = 1; !book.closing; number++) await transfer(producer, teller, number, book);
  await producer.close();
}

/** One transfer, as often as it takes until its outcome is known. */
async function transfer(producer: TransactionalProducer, teller: number, number: number, book: Book): Promise<void> {
  const name = `${teller}-${number}`;
  const tx = await producer.begin();
  const [from, to] = [anyAccount(), anyAccount()];
  const amount = 1 + Math.floor(Math.random() * 50);
  const isGivenUp = number % GIVEN_UP_EVERY === 0;
  try {
    const halves = [tx.send(entry(from, -amount, name)), tx.send(entry(to, amount, name))];
    const noted = tx.sendOffsets({ groupId: GROUP }, [{ topic: TOPIC, partition: teller, offset: number }]);
    if (isGivenUp) await Promise.all([...halves, noted]);
    else await decided(tx, 'commit');
  } catch (reason) {
    // It can only be aborted; or its producer was fenced, by nobody but time, which has failed then.
    if (tx.state !== 'open') throw reason;
  }
  if (tx.state === 'committed') {
    book.committed.add(name);
    book.lastCommitted.set(teller, number);
  } else {
    await decided(tx, 'abort');
    book.aborted.add(name);
  }
}

/** An end that had no answer within its time is asked for again until it is decided. */
async function decided(tx: Transaction, result: 'commit' | 'abort'): Promise<void> {
  for (;;) {
    try {
      await tx[result]();
      return;
    } catch (reason) {
      if (tx.state !== 'committing' && tx.state !== 'aborting') throw reason;
    }
  }
}

function entry(account: number, change: number, transfer: string) {
  return { topic: TOPIC, partition: account % PARTITIONS, key: `${account}`, value: `${change} ${transfer}` };
}

function anyAccount(): number {
  return Math.floor(Math.random() * ACCOUNTS);
}

/**
 * Somebody who reads what is committed, from the beginning, all the time. The partitions are read one by one, so one
 * half of a transfer may be seen a little before the other.
 */
export class Auditor {
  /** The changes by each transfer, as they were read. */
  private readonly halves = new Map<string, number[]>();
  private readonly book: Book;
  private stopped = false;

  constructor(book: Book) {
    this.book = book;
  }

  async read(client: Client): Promise<void> {
    const consumer = client.consumer({ isolationLevel: 'read_committed' });
    consumer.assign(
      Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition, from: 'earliest' as const })),
    );
    while (!this.stopped) for (const { value } of await consumer.poll({ timeoutMs: 100 })) this.note(String(value));
    await consumer.close();
  }

  stop(): void {
    this.stopped = true;
  }

  /** What is wrong for good; undefined for nothing. */
  fault(): string | undefined {
    for (const [transfer, changes] of this.halves) {
      if (this.book.aborted.has(transfer)) return `${transfer} is seen, and was given up`;
      if (transfer === 'deposit' ? changes.length > ACCOUNTS : changes.length > 2) return `${transfer} is seen twice`;
      if (transfer !== 'deposit' && changes.length === 2 && sum(changes) !== 0) return `${transfer} makes money`;
    }
    return undefined;
  }

  /** What is still to be read of what was committed up to now; undefined when the sum is right. */
  missing(): string | undefined {
    for (const transfer of this.book.committed)
      if (this.halves.get(transfer)?.length !== 2) return `transfer ${transfer} is not read`;
    const half = [...this.halves].find(([transfer, changes]) => transfer !== 'deposit' && changes.length !== 2);
    if (half !== undefined) return `half of ${half[0]} is read`;
    const total = sum([...this.halves.values()].flat());
    return total === ACCOUNTS * BALANCE ? undefined : `the bank has ${total}`;
  }

  private note(value: string): void {
    const space = value.indexOf(' ');
    const transfer = value.slice(space + 1);
    const changes = this.halves.get(transfer) ?? [];
    this.halves.set(transfer, changes);
    changes.push(Number(value.slice(0, space)));
  }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
