import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryDisk, memoryEnv, nextBatch, openTestLog, TEST_TOPIC_ID, testLogConfig } from '../testing/index.js';
import { openDirectoryCheck } from './directory-check.js';
import type { DirectoryFacts, PartitionReport } from './findings.js';

const CONFIG = testLogConfig({ segmentBytes: 400, indexIntervalBytes: 60 });
/** Visits every bit place. */
const BIT_STEP = 29;
const OTHER_BOOT = 'boot-2';

interface Checked {
  readonly facts: DirectoryFacts;
  readonly partition: PartitionReport;
}

/** Nothing can be changed on it. */
class ReadOnlyDisk extends MemoryDisk {
  override open(path: string, mode: 'read' | 'write' | 'create') {
    return mode === 'read' ? super.open(path, mode) : this.refuse(path);
  }
  override makeDirectory = (path: string) => this.refuse(path);
  override rename = (path: string) => this.refuse(path);
  override remove = (path: string) => this.refuse(path);
  override lock = () => this.refuse('a lock');

  private refuse(path: string): Promise<never> {
    return Promise.reject(new Error(`a check may not touch ${path}`));
  }
}

async function check(disk: MemoryDisk, bootId?: string): Promise<Checked> {
  const readOnly = new ReadOnlyDisk(disk.files, disk.directories);
  const opened = await openDirectoryCheck(memoryEnv(readOnly, bootId), 'data');
  const reports: PartitionReport[] = [];
  for await (const report of opened.partitions()) reports.push(report);
  const [partition] = reports;
  if (partition === undefined || reports.length > 1) throw new Error(`${reports.length} partitions instead of 1`);
  return { facts: opened.facts, partition };
}

/** What a broker that opens the directory makes of it. */
async function recovered(disk: MemoryDisk, bootId?: string): Promise<{ corrupt: boolean; tornBytes: number }> {
  const { directory, log } = await openTestLog(memoryEnv(disk, bootId), CONFIG);
  const tornBytes = [...directory.recovered.values()].reduce((sum, report) => sum + report.tornBytes, 0);
  return { corrupt: log.state.kind === 'corrupt', tornBytes };
}

describe('the check of a data directory', () => {
  let clean: MemoryDisk;
  let killed: MemoryDisk;
  let unflushed: MemoryDisk;
  let bytes: number;

  /** Three segments, three epochs, two producers; the last segment is beyond the recovery point in `unflushed`. */
  beforeAll(async () => {
    const disk = new MemoryDisk();
    const { directory, log } = await openTestLog(memoryEnv(disk), CONFIG);
    const sequences = [0, 0];
    for (let index = 0; index < 9; index++) {
      const producerId = index % 2;
      const count = 1 + (index % 2);
      const baseSequence = sequences[producerId] as number;
      sequences[producerId] = baseSequence + count;
      const producer = { producerId, producerEpoch: 0, baseSequence };
      const timestamp = 1_000 + index * 10;
      await log.append(nextBatch(log, { count, epoch: Math.floor(index / 3), timestamp, valueBytes: 10, ...producer }));
    }
    unflushed = disk.copy();
    await log.flush();
    await directory.checkpoint();
    killed = disk.copy();
    await directory.close();
    bytes = log.size;
    clean = disk;
  });

  it('finds nothing in a sound one, and says what is there', async () => {
    const { facts, partition } = await check(clean);
    expect(facts).toMatchObject({ cleanShutdown: true, sameBoot: true, findings: [] });
    expect(facts.identity).toMatchObject({ clusterId: 'test-cluster', nodeId: 1 });
    expect(partition).toMatchObject({
      name: 'orders-0',
      topicId: TEST_TOPIC_ID,
      segmentCount: 3,
      bytes,
      batchCount: 9,
      recordCount: 13,
      logStartOffset: 0,
      logEndOffset: 13,
      recoveryPoint: 13,
      leaderEpoch: 2,
      recovery: { kind: 'none' },
      findings: [],
    });
  });

  const flips = (base: MemoryDisk, only: RegExp) =>
    [...base.files.keys()]
      .filter((path) => only.test(path))
      .flatMap((path) => {
        const bits = (base.files.get(path)?.length ?? 0) * 8;
        return Array.from({ length: Math.ceil(bits / BIT_STEP) }, (_, step) => ({ path, bit: step * BIT_STEP }));
      });

  function flipped(base: MemoryDisk, path: string, bit: number): MemoryDisk {
    const disk = base.copy();
    const content = disk.files.get(path) as Buffer;
    content[bit >> 3] = (content[bit >> 3] as number) ^ (1 << (bit & 7));
    return disk;
  }

  it('sees every flipped bit in a log: clients get none of it, because another replica must give it', async () => {
    for (const base of [clean, killed])
      for (const { path, bit } of flips(base, /\.log$/)) {
        const { partition } = await check(flipped(base, path, bit));
        const damage = partition.findings.filter(({ severity }) => severity === 'damage');
        expect({ path, bit, damage: damage.length > 0 }).toEqual({ path, bit, damage: true });
      }
  });

  it.each(['index', 'timeindex', 'snapshot', 'seal'])(
    'sees every flipped bit in a .%s, which is mended',
    async (ending) => {
      for (const { path, bit } of flips(clean, new RegExp(`\\.${ending}$`))) {
        const { partition } = await check(flipped(clean, path, bit));
        expect(partition.recovery).toEqual({ kind: 'none' });
        const found = partition.findings.map(({ severity, file }) => `${severity} ${file}`);
        expect({ bit, found }).toEqual({ bit, found: [`repair ${path.replace('data/', '')}`] });
      }
    },
  );

  it('says of a tail that is cut anywhere what a start does with it, in either kind of crash', async () => {
    const path = [...unflushed.files.keys()]
      .filter((each) => each.endsWith('.log'))
      .sort()
      .at(-1) as string;
    const whole = unflushed.files.get(path) as Buffer;
    for (const bootId of [undefined, OTHER_BOOT])
      for (let size = 1; size < whole.length; size++) {
        const torn = unflushed.copy();
        torn.files.set(path, Buffer.from(whole.subarray(0, size)));
        const { partition } = await check(torn, bootId);
        const { corrupt, tornBytes } = await recovered(torn, bootId);
        expect(corrupt).toBe(false);
        const { recovery } = partition;
        expect({ size, bytes: recovery.kind === 'cut' ? recovery.bytes : 0 }).toEqual({ size, bytes: tornBytes });
        expect(recovery.kind === 'restore').toBe(false);
      }
  });

  it('tells a torn tail from damage as a start does, whichever bit of the last segment is wrong', async () => {
    for (const bootId of [undefined, OTHER_BOOT])
      for (const { path, bit } of flips(unflushed, /\.log$/)) {
        const disk = flipped(unflushed, path, bit);
        const { partition } = await check(disk, bootId);
        const { corrupt, tornBytes } = await recovered(disk, bootId);
        const place = `${bootId ?? 'same boot'}, ${path}, bit ${bit}`;
        const forecast = {
          place,
          corrupt: partition.recovery.kind === 'restore',
          cut: partition.recovery.kind === 'cut',
        };
        expect(forecast).toEqual({ place, corrupt, cut: tornBytes > 0 });
      }
  });

  it('names what is missing: a segment, the identity, what a checkpoint promises', async () => {
    const lost = killed.copy();
    const [, second = ''] = [...lost.files.keys()].filter((path) => path.endsWith('.log')).sort();
    lost.files.delete(second);
    const { partition } = await check(lost);
    expect(partition.findings.map(({ text }) => text).join()).toMatch(/the log ends at offset \d+ and goes on at \d+/);
    const nameless = killed.copy();
    nameless.files.delete('data/meta.properties');
    expect((await check(nameless)).facts.findings).toMatchObject([{ severity: 'damage', file: 'meta.properties' }]);
    const promised = killed.copy();
    promised.files.set('data/replication-offset-checkpoint', Buffer.from('0\n1\norders 0 99\n'));
    expect((await check(promised)).partition.findings).toMatchObject([
      { severity: 'damage', text: 'the log ends at offset 13, below its high watermark 99' },
    ]);
  });
});
