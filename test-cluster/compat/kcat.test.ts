import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { LocalCluster } from '@drave/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressesOf, startedCluster } from './suites/broker.js';
import { isRunnable, runOrThrow } from './suites/external.js';
import { codecs } from './suites/features.js';
import { boundMs, Deadline } from '../src/bounds.js';

/** kcat, as Debian ships it, on topics that come into being by being written to. */
const records = 200;
const normalWaitMs = 60_000;
const waitMs = boundMs(normalWaitMs, 'a run of kcat');
const runnable = await isRunnable('kcat', { commands: ['kcat'] });

describe.skipIf(!runnable)('kcat 1.7.1 (librdkafka 2.0.2)', () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    cluster = await startedCluster({ brokerConfig: { 'num.partitions': 4 } });
  });
  afterAll(() => cluster.close());

  const kcat = (parameters: readonly string[], input = ''): Promise<string> =>
    runOrThrow(['kcat', '-b', addressesOf(cluster).kafka, ...parameters], { timeoutMs: waitMs, input });
  const produce = (topic: string, count: number, ...parameters: string[]): Promise<string> =>
    kcat(
      ['-P', '-t', topic, '-K', ':', '-X', 'topic.request.required.acks=all', ...parameters],
      lines(count).join('\n'),
    );

  for (const codec of codecs)
    it(`feature: ${codec}`, async () => {
      const topic = `kcat-${codec}`;
      await produce(topic, records, '-z', codec, '-H', 'origin=kcat');
      const read = await kcat(['-C', '-t', topic, '-e', '-q', '-o', 'beginning', '-f', '%k:%s|%h\\n']);
      expect(split(read)).toEqual(
        lines(records)
          .map((line) => `${line}|origin=kcat`)
          .toSorted(),
      );
    });

  it('feature: idempotence', async () => {
    await produce('kcat-idempotence', 2_000, '-X', 'enable.idempotence=true');
    const read = await kcat(['-C', '-t', 'kcat-idempotence', '-e', '-q', '-o', 'beginning', '-f', '%k:%s\\n']);
    expect(split(read)).toEqual(lines(2_000).toSorted());
  });

  it('feature: groups', async () => {
    const topic = 'kcat-groups';
    for (let partition = 0; partition < 4; partition += 1) await produceTo(topic, partition);
    const first = new GroupMember(addressesOf(cluster).kafka, topic);
    await first.holds(4);
    const second = new GroupMember(addressesOf(cluster).kafka, topic);
    await Promise.all([first.holds(2), second.holds(2)]);
    await second.leave();
    await first.holds(4);
    await first.leave();
  });

  it('feature: commit', async () => {
    const topic = 'kcat-commit';
    await produce(topic, records);
    const group = ['-G', `group-${randomUUID()}`, '-q', '-X', 'auto.offset.reset=earliest', '-f', '%k:%s\\n'];
    expect(split(await kcat([...group, '-e', topic]))).toEqual(lines(records).toSorted());
    await kcat(['-P', '-t', topic, '-K', ':'], 'later:1');
    expect(split(await kcat([...group, '-e', topic]))).toEqual(['later:1']);
  });

  it('feature: seek', async () => {
    const topic = 'kcat-seek';
    await produceTo(topic, 0, lines(records));
    const at = async (offset: string, count: number): Promise<string[]> =>
      (await kcat(['-C', '-t', topic, '-p', '0', '-o', offset, '-c', `${count}`, '-e', '-q', '-f', '%o:%s\\n']))
        .trim()
        .split('\n');
    expect(await at('beginning', 1)).toEqual(['0:value-0']);
    expect(await at('50', 2)).toEqual(['50:value-50', '51:value-51']);
    expect(await at('-10', 1)).toEqual([`${records - 10}:value-${records - 10}`]);
    const future = await kcat(['-Q', '-t', `${topic}:0:${Date.now() + 3_600_000}`]);
    expect(future).toContain(`${topic} [0] offset -1`);
    const past = await kcat(['-Q', '-t', `${topic}:0:1000`]);
    expect(past).toContain(`${topic} [0] offset 0`);
  });

  it('tells brokers, leaders and replicas', async () => {
    await produce('kcat-metadata', 1);
    const metadata = JSON.parse(await kcat(['-L', '-J', '-t', 'kcat-metadata'])) as Metadata;
    expect(metadata.brokers.map(({ name }) => name).toSorted()).toEqual(
      addressesOf(cluster).kafka.split(',').toSorted(),
    );
    expect(metadata.topics).toHaveLength(1);
    for (const partition of metadata.topics[0]?.partitions ?? []) {
      expect(partition.replicas).toHaveLength(3);
      expect(partition.isrs.map(({ id }) => id)).toContain(partition.leader);
    }
  });

  function produceTo(topic: string, partition: number, text = lines(20)): Promise<string> {
    return kcat(['-P', '-t', topic, '-p', `${partition}`, '-K', ':'], text.join('\n'));
  }
});

interface Metadata {
  readonly brokers: readonly { readonly name: string }[];
  readonly topics: readonly {
    readonly partitions: readonly {
      readonly leader: number;
      readonly replicas: readonly { readonly id: number }[];
      readonly isrs: readonly { readonly id: number }[];
    }[];
  }[];
}

function lines(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `key-${number}:value-${number}`);
}

function split(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();
}

/** kcat as a balanced consumer; it prints each assignment. */
class GroupMember {
  private readonly child: ChildProcess;
  private printed = '';

  constructor(bootstrap: string, topic: string) {
    const settings = ['-X', 'auto.offset.reset=earliest', '-X', `session.timeout.ms=${boundMs(6_000, 'a session')}`];
    this.child = spawn('kcat', ['-b', bootstrap, ...settings, '-G', `group-of-${topic}`, topic], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.printed += chunk.toString('utf8')));
  }

  async holds(count: number): Promise<void> {
    const deadline = new Deadline(normalWaitMs, 'kcat holds its partitions');
    while (this.held() !== count) {
      if (await deadline.isOver()) throw new Error(`never held ${count} partitions:\n${this.printed}`);
      await sleep(50);
    }
  }

  async leave(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private held(): number {
    const last = this.printed
      .split('\n')
      .filter((line) => /rebalanced.*(assigned|revoked)/.test(line))
      .at(-1);
    if (last === undefined || !/assigned/.test(last)) return 0;
    return [...last.matchAll(/\[\d+\]/g)].length;
  }
}
