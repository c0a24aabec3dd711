import type { LocalCluster } from '@drave/cluster';
import { expect } from 'vitest';
import { addressesOf, makeTopics } from './broker.js';
import { inOrder, JavaPrograms, type ReadRecord } from './java-programs.js';
import { sessionMs, tellFewer } from './programs.js';

export const TRANSFERS = 'transfers';
export const ACCOUNTS = 'accounts';
export const GROUP = 'tellers';
/** Their transactional ids. */
export const TELLERS = ['teller-0', 'teller-1', 'teller-2'] as const;
const PARTITIONS = 6;
const TRANSFERS_PER_SECOND = 50;

/**
 * One program orders transfers, numbered from 0; tellers read and carry them out, each as two records of accounts; one
 * reads what is committed there. Each transfer must be there once, whole, and no other.
 */
export class JavaBank {
  private readonly programs: JavaPrograms;
  private readonly halves: readonly ReadRecord[];
  private readonly fenced = new Set<string>();
  private readonly serving = new Set<string>();
  private ordered = 0;

  /** @param normalMs - How long all of it may take on a normal machine. */
  static async on(cluster: LocalCluster, normalMs: number): Promise<JavaBank> {
    await makeTopics(addressesOf(cluster), [TRANSFERS, ACCOUNTS], PARTITIONS);
    return new JavaBank(await JavaPrograms.on(cluster, normalMs));
  }

  private constructor(programs: JavaPrograms) {
    this.programs = programs;
    for (const teller of TELLERS) this.startTeller(teller, teller);
    this.halves = programs.startReader('reader', ACCOUNTS, 'string').records;
    programs.start('customer', {
      mainClass: 'Bank',
      parameters: ['order', programs.bootstrap, TRANSFERS, `${TRANSFERS_PER_SECOND}`],
      onLine: (line) => (this.ordered = Number(line.split(' ')[1])),
    });
  }

  /** Resolves when all is carried out that was ordered until now, and some that is ordered from now on. */
  async isServing(when: string): Promise<void> {
    const wanted = 2 * (this.ordered + TRANSFERS_PER_SECOND);
    await this.programs.until(`transfers are made ${when}`, () => tellFewer(this.halves.length, wanted));
  }

  /** One that is paused in its work is replaced by another of its transactional id; it wakes up, and is fenced. */
  async replaceATeller(): Promise<void> {
    const [teller] = TELLERS;
    const successor = `successor of ${teller}`;
    this.programs.pause(teller);
    this.startTeller(successor, teller);
    await this.programs.until(`the ${successor} serves`, () =>
      this.serving.has(successor) ? undefined : 'it does not',
    );
    await this.isServing(`by the ${successor}`);
    this.programs.resume(teller);
    await this.programs.until(`the ${teller} is fenced`, () => (this.fenced.has(teller) ? undefined : 'it is not'));
    await this.programs.endOf(teller);
    expect([...this.fenced]).toEqual([teller]);
    await this.isServing(`after the end of the first ${teller}`);
  }

  /** Takes no more orders, and judges what was carried out. */
  async end(): Promise<void> {
    await this.programs.endOf('customer');
    const total = 2 * this.ordered;
    await this.programs.until('all transfers are made', () => tellFewer(this.halves.length, total));
    for (const teller of this.programs.names().filter((name) => name.includes('teller')))
      await this.programs.endOf(teller);
    await this.programs.endOf('reader');
    const found = await this.programs.readToEnd(ACCOUNTS, 'string');
    expect(wrongTransfers(found, this.ordered)).toEqual([]);
    expect(inOrder(this.halves)).toEqual(inOrder(found));
  }

  close(): void {
    this.programs.close();
  }

  private startTeller(name: string, transactionalId: string): void {
    const { bootstrap } = this.programs;
    const parameters = ['teller', bootstrap, TRANSFERS, ACCOUNTS, GROUP, transactionalId, `${sessionMs()}`];
    const onLine = (line: string): void => {
      if (line.startsWith('committed ')) this.serving.add(name);
      if (line.startsWith('fenced ')) this.fenced.add(name);
    };
    this.programs.start(name, { mainClass: 'Bank', parameters, onLine });
  }
}

/** Transfers that are not there as one loss and one gain of the same amount, and what else is. */
function wrongTransfers(halves: readonly ReadRecord[], ordered: number): readonly string[] {
  const changes = new Map<string, number[]>();
  for (let transfer = 0; transfer < ordered; transfer += 1) changes.set(`${transfer}`, []);
  for (const { key, value } of halves) changes.set(key, [...(changes.get(key) ?? []), Number(value.split(' ')[1])]);
  const isRight = ([key, amounts]: [string, number[]]): boolean =>
    Number(key) < ordered && amounts.length === 2 && amounts[0] === -(amounts[1] ?? 0);
  return [...changes].filter((one) => !isRight(one)).map(([key, amounts]) => `${key}: ${amounts.join(', ')}`);
}
