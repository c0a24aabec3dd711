import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../src/bad-input/cluster-under-test.js';
import { boundMs } from '../src/bounds.js';
import { addSecondDirectory } from '../src/faults/second-directory.js';
import { addressesOf } from './suites/broker.js';
import { areKafkaToolsRunnable, kafkaTool } from './suites/kafka-tools.js';

/** `kafka-reassign-partitions` moves replicas between brokers and to log directories of theirs (KIP-113). */
const TOPIC = 'reassigned';
const runnable = await areKafkaToolsRunnable();
const INSTALL_TIMEOUT_MS = boundMs(300_000, 'Kafka’s tools are installed');

interface PlannedPartition {
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly log_dirs: readonly string[];
}

describe.skipIf(!runnable)('kafka-reassign-partitions', () => {
  let test: ClusterUnderTest;
  let home: string;
  let directories: readonly string[];
  let ids: readonly number[];
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'drave-kafka-tools-'));
    test = await ClusterUnderTest.start({ controllers: 1, brokers: 3 });
    directories = await addSecondDirectory(test.cluster, 'b1');
    ids = ['b1', 'b2', 'b3'].map((name) => test.cluster.node(name).id);
    const [one = 0, two = 0] = ids;
    await test.client.admin().topics.create(TOPIC, {
      assignments: [
        [one, two],
        [one, two],
      ],
    });
    await test.send(TOPIC, ['a', 'b', 'c']);
  });
  afterAll(async () => {
    await test.close();
    rmSync(home, { recursive: true });
  });

  /** Where the first broker has its replicas of the topic. */
  async function places(): Promise<readonly string[]> {
    const replicas = await test.client.admin().brokers.replicas(ids[0] ?? 0, TOPIC);
    return replicas.map(({ directory, future }) => (future ? `on the way to ${directory}` : directory));
  }

  function reassign(file: string, ...parameters: string[]): Promise<string> {
    const bootstrap = ['--bootstrap-server', addressesOf(test.cluster).kafka];
    const plan = ['--reassignment-json-file', join(home, file)];
    return kafkaTool('reassign.ReassignPartitionsCommand', [...bootstrap, ...plan, ...parameters]);
  }

  function write(file: string, partitions: readonly PlannedPartition[]): void {
    const plan = { version: 1, partitions: partitions.map((one) => ({ topic: TOPIC, ...one })) };
    writeFileSync(join(home, file), JSON.stringify(plan));
  }

  async function isComplete(file: string): Promise<string> {
    let printed = '';
    await test.cluster.waitUntil(
      'the tool says that all is done',
      async () => {
        printed = await reassign(file, '--verify');
        return /still in progress|is still/.test(printed) ? printed : undefined;
      },
      boundMs(60_000, 'a reassignment'),
    );
    return printed;
  }

  it(
    'moves a replica to the log directory that the plan names, and says when it is there',
    async () => {
      const [one = 0, two = 0] = ids;
      for (const target of [directories[1] ?? '', directories[0] ?? '']) {
        write(
          'directories.json',
          [0, 1].map((partition) => ({ partition, replicas: [one, two], log_dirs: [target, 'any'] })),
        );
        expect(await reassign('directories.json', '--execute')).toContain('Successfully started');
        const printed = await isComplete('directories.json');
        expect(printed).toContain(`Reassignment of replica ${TOPIC}-0-${one} completed successfully.`);
        expect(await places()).toEqual([target, target]);
      }
      expect(await test.readAll(TOPIC)).toEqual(['a', 'b', 'c']);
    },
    INSTALL_TIMEOUT_MS,
  );

  it(
    'moves a partition to another broker and its replica there to a log directory, in one plan',
    async () => {
      const [one = 0, two = 0, three = 0] = ids;
      const target = directories[1] ?? '';
      write('away.json', [{ partition: 0, replicas: [three, two], log_dirs: ['any', 'any'] }]);
      expect(await reassign('away.json', '--execute')).toContain('Successfully started');
      await isComplete('away.json');
      write('back.json', [{ partition: 0, replicas: [one, three], log_dirs: [target, 'any'] }]);
      expect(await reassign('back.json', '--execute')).toContain('Successfully started');
      const printed = await isComplete('back.json');
      expect(printed).toContain(`Reassignment of partition ${TOPIC}-0 is completed.`);
      expect((await test.client.admin().partitions.get(TOPIC, 0)).replicas).toEqual([one, three]);
      expect((await places())[0]).toBe(target);
      expect(await test.readAll(TOPIC)).toEqual(['a', 'b', 'c']);
    },
    INSTALL_TIMEOUT_MS,
  );
});
