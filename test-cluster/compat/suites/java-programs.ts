import { join } from 'node:path';
import type { LocalCluster } from '@drave/cluster';
import { boundMs } from '../../src/bounds.js';
import { addressesOf } from './broker.js';
import { compiledJava, type JavaCommand } from './java.js';
import { Programs } from './programs.js';

/** A record as a program has read it. */
export interface ReadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

export class JavaPrograms extends Programs<JavaCommand> {
  /** @param normalMs - How long each may run on a normal machine. */
  static async on(cluster: LocalCluster, normalMs: number): Promise<JavaPrograms> {
    const folder = join(cluster.directory, 'java');
    const launch = await compiledJava({ folder, timeoutMs: boundMs(normalMs, 'programs in Java') });
    return new JavaPrograms(addressesOf(cluster).kafka, folder, launch);
  }

  /** Reads what is committed in a topic, and what comes. Returns its records, of which there are more all the time. */
  startReader(name: string, topic: string, values: 'long' | 'string'): { records: ReadRecord[]; isAtTheEnd: boolean } {
    const found = { records: [] as ReadRecord[], isAtTheEnd: false };
    const onLine = (line: string): void => {
      found.isAtTheEnd ||= line === 'at the end';
      const [, partition, offset, key = '', value = ''] = /^read (\d+) (\d+) (\S+) (.*)$/.exec(line) ?? [];
      if (offset !== undefined)
        found.records.push({ partition: Number(partition), offset: Number(offset), key, value });
    };
    this.start(name, { mainClass: 'ReadCommitted', parameters: [this.bootstrap, topic, values], onLine });
    return found;
  }

  /** Everything committed in a topic until now; of each partition in order. */
  async readToEnd(topic: string, values: 'long' | 'string'): Promise<readonly ReadRecord[]> {
    const name = `reader of ${topic}`;
    const found = this.startReader(name, topic, values);
    await this.until(`${topic} is read`, () => (found.isAtTheEnd ? undefined : `${found.records.length} records are`));
    await this.endOf(name);
    return found.records;
  }
}

/** Records of one partition come in order, those of several in any. */
export function inOrder(records: readonly ReadRecord[]): readonly ReadRecord[] {
  return records.toSorted((left, right) => left.partition - right.partition || left.offset - right.offset);
}
