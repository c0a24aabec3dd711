import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import { expect } from 'vitest';
import { addressesOf, makeTopics } from './broker.js';
import { inOrder, JavaPrograms, type ReadRecord } from './java-programs.js';
import { sessionMs, tellFewer } from './programs.js';

export const INPUT = 'words';
const OUTPUT = 'counts';
export const APPLICATION = 'word-count';
/** Kafka Streams names it by the application and its store. */
const CHANGELOG = `${APPLICATION}-counts-changelog`;
const PARTITIONS = 6;
const WORDS = 50;
const WORDS_PER_SECOND = 100;

/**
 * One program writes words and knows how often it wrote each of them, two instances of Kafka Streams count them, one
 * reads the counts as they are committed. Without a cache, each word that is counted is one record of the output, so
 * that a word's counts must be 1, 2, 3 and so on: none twice, none left out.
 */
export class WordCount {
  private readonly programs: JavaPrograms;
  private readonly written = new Map<string, number>();
  private readonly counts: readonly ReadRecord[];
  private readonly instances: string[] = [];
  private started = 0;
  private acknowledged = 0;

  /** @param normalMs - How long all of it may take on a normal machine. */
  static async on(cluster: LocalCluster, normalMs: number): Promise<WordCount> {
    await makeTopics(addressesOf(cluster), [INPUT, OUTPUT], PARTITIONS);
    return new WordCount(await JavaPrograms.on(cluster, normalMs));
  }

  private constructor(programs: JavaPrograms) {
    this.programs = programs;
    this.startInstance();
    this.startInstance();
    this.counts = programs.startReader('reader', OUTPUT, 'long').records;
    const parameters = ['write', programs.bootstrap, INPUT, `${WORDS}`, `${WORDS_PER_SECOND}`];
    programs.start('writer', { mainClass: 'WordCount', parameters, onLine: (line) => this.take(line) });
  }

  /** Resolves when all is counted that was written until now, and some that is written from now on. */
  async isCounting(when: string): Promise<void> {
    const wanted = this.acknowledged + WORDS_PER_SECOND;
    await this.programs.until(`words are counted ${when}`, () => tellFewer(this.counts.length, wanted));
  }

  /** SIGKILL for the instance that has run longest; another one begins. */
  replaceInstance(): void {
    this.programs.kill(this.instances.shift() ?? '');
    this.startInstance();
  }

  /** Stops writing, and judges what was counted. */
  async end(): Promise<void> {
    await this.programs.endOf('writer');
    const total = [...this.written.values()].reduce((sum, count) => sum + count, 0);
    await this.programs.until('all words are counted', () => tellFewer(this.counts.length, total));
    for (const instance of this.instances) await this.programs.endOf(instance);
    await this.programs.endOf('reader');
    const found = await this.programs.readToEnd(OUTPUT, 'long');
    const changes = await this.programs.readToEnd(CHANGELOG, 'long');
    const truth = Object.fromEntries(this.written);
    expect(wrongCounts(found)).toEqual([]);
    expect(latestOf(found)).toEqual(truth);
    expect(latestOf(changes)).toEqual(truth);
    expect(inOrder(this.counts)).toEqual(inOrder(found));
  }

  close(): void {
    this.programs.close();
  }

  private startInstance(): void {
    const name = `instance-${(this.started += 1)}`;
    this.instances.push(name);
    const { bootstrap, folder } = this.programs;
    const parameters = ['count', bootstrap, INPUT, OUTPUT, APPLICATION, join(folder, name), `${sessionMs()}`];
    this.programs.start(name, { mainClass: 'WordCount', parameters });
  }

  private take(line: string): void {
    const [what, ...rest] = line.split(' ');
    if (what === 'acknowledged') this.acknowledged = Number(rest[0]);
    if (what === 'word') this.written.set(rest[0] ?? '', Number(rest[1]));
  }
}

/** Where the counts of a word do not go on by one. */
function wrongCounts(counts: readonly ReadRecord[]): readonly ReadRecord[] {
  const last = new Map<string, number>();
  return counts.filter(({ key, value }) => {
    const before = last.get(key) ?? 0;
    last.set(key, Number(value));
    return Number(value) !== before + 1;
  });
}

function latestOf(counts: readonly ReadRecord[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ key, value }) => [key, Number(value)]));
}
