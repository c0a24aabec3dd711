import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeVersioned, offsetCommitKey, offsetCommitValue } from '@drave/kafka-protocol';
import { encodeEndTransactionMarker } from '@drave/records';
import { testBatch } from '@drave/records/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from './main.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

const SEGMENT = `${'0'.repeat(20)}.log`;
const runtime = () => Promise.reject(new Error('no node runs here'));

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'drave-offline-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

async function drave(...parameters: readonly string[]): Promise<{ exitCode: number; out: string; notes: string }> {
  const terminal = recordedTerminal();
  const exitCode = await main([...parameters], { terminal, runtime, version: '0' });
  const out = Buffer.concat(terminal.written).toString() + terminal.lines.join('\n');
  return { exitCode, out, notes: terminal.notes.join('\n') };
}

/** A partition directory with one segment of these batches. */
function partition(name: string, ...batches: readonly Buffer[]): string {
  const directory = join(scratch, name);
  mkdirSync(directory);
  writeFileSync(join(directory, SEGMENT), Buffer.concat(batches));
  return directory;
}

const producer = { producerId: 7, producerEpoch: 1 };

function orders(): readonly Buffer[] {
  const records = [
    { key: 'truck-7', value: '45.50', timestamp: 1_000 },
    { key: 'truck-8', value: '45.61', timestamp: 1_001 },
  ];
  return [
    testBatch(records, { baseOffset: 0, partitionLeaderEpoch: 3, baseSequence: 0, transactional: true, ...producer }),
    encodeEndTransactionMarker({ kind: 'abort', coordinatorEpoch: 5, ...producer }, 1_002, 2),
    testBatch([{ key: null, value: 'last', timestamp: 1_003 }], { baseOffset: 3, partitionLeaderEpoch: 3 }),
  ];
}

describe('drave log dump', () => {
  it('prints each batch and each record as an object', async () => {
    const directory = partition('orders-0', ...orders());
    const { exitCode, out } = await drave('log', 'dump', directory, '--print-data', '-o', 'ndjson');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(0);
    expect(lines.map(({ kind }) => kind)).toEqual(['batch', 'record', 'record', 'batch', 'record', 'batch', 'record']);
    expect(lines[0]).toMatchObject({
      file: join(directory, SEGMENT),
      baseOffset: 0,
      lastOffset: 1,
      count: 2,
      baseSequence: 0,
      lastSequence: 1,
      ...producer,
      partitionLeaderEpoch: 3,
      isTransactional: true,
      isControl: false,
      deleteHorizonMs: null,
      position: 0,
      timestampType: 'CreateTime',
      timestamp: 1_001,
      magic: 2,
      compression: 'none',
      isValid: true,
    });
    expect(lines[2]).toMatchObject({
      offset: 1,
      timestamp: 1_001,
      sequence: 1,
      keySize: 7,
      key: 'truck-8',
      value: '45.61',
    });
    expect(lines[4]).toMatchObject({ offset: 2, endTxnMarker: 'ABORT', coordinatorEpoch: 5 });
    expect(lines[6]).toMatchObject({ offset: 3, sequence: -1, keySize: -1, key: null, value: 'last' });
  });

  it('is one document with -o json, and lines for people without', async () => {
    const directory = partition('orders-0', ...orders());
    const file = join(directory, SEGMENT);
    const all = JSON.parse((await drave('log', 'dump', file, '-o', 'json')).out) as readonly { kind: string }[];
    expect(all.map(({ kind }) => kind)).toEqual(['batch', 'batch', 'batch']);
    const { out } = await drave('log', 'dump', file, '--print-data');
    expect(out).toMatch(/offset 0\.\.1 +records 2 .*producer 7\/1 +sequence 0\.\.1 +transactional/);
    expect(out).toContain('key truck-7  value 45.50');
  });

  it('decodes what coordinators write, by the name of the directory', async () => {
    const key = encodeVersioned(offsetCommitKey, { group: 'billing', topic: 'orders', partition: 4 }, 1);
    const fields = { offset: 42, leaderEpoch: 2, metadata: '', commitTimestamp: 9 };
    const value = encodeVersioned(offsetCommitValue, fields, 3);
    const directory = partition('__consumer_offsets-1', testBatch([{ key, value, timestamp: 9 }], { baseOffset: 0 }));
    const { out } = await drave('log', 'dump', directory, '--print-data', '-o', 'ndjson');
    const [, record] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(record?.['decoded']).toMatchObject({
      type: 'OffsetCommit',
      key: { group: 'billing', topic: 'orders', partition: 4 },
      valueVersion: 3,
      value: fields,
    });
    const raw = await drave('log', 'dump', directory, '--print-data', '--decode', 'none', '-o', 'ndjson');
    expect(raw.out).not.toContain('OffsetCommit');
  });

  it('goes on behind a batch whose checksum fails, and ends with 1', async () => {
    const batches = orders().map((batch) => Buffer.from(batch));
    const damaged = batches[0] as Buffer;
    damaged[80] = (damaged[80] as number) ^ 1;
    const directory = partition('orders-0', ...batches, Buffer.alloc(30, 1));
    const { exitCode, out } = await drave('log', 'dump', directory, '-o', 'ndjson');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(1);
    expect(lines.map(({ isValid }) => isValid)).toEqual([false, true, true, undefined]);
    expect(lines.at(-1)).toMatchObject({ kind: 'unreadable', bytes: 30 });
  });

  it('says what it wants where the name is no file of a log', async () => {
    expect((await drave('log', 'dump', join(scratch, 'nowhere'))).notes).toContain('topic/partition');
    expect((await drave('log', 'dump', scratch)).notes).toContain('not on this machine, or is empty');
    writeFileSync(join(scratch, 'notes.txt'), '');
    const { exitCode, notes } = await drave('log', 'dump', join(scratch, 'notes.txt'));
    expect([exitCode, notes]).toEqual([2, expect.stringContaining('.timeindex')]);
  });
});

describe('drave dir check', () => {
  /** A data directory as Kafka leaves it. */
  function kafkaDirectory(...batches: readonly Buffer[]): string {
    partition('orders-0', ...batches);
    const [clusterId, directoryId] = ['b'.repeat(21) + 'A', 'a'.repeat(21) + 'A'];
    const properties = `version=1\ncluster.id=${clusterId}\nnode.id=1\ndirectory.id=${directoryId}\n`;
    writeFileSync(join(scratch, 'meta.properties'), properties);
    writeFileSync(join(scratch, 'recovery-point-offset-checkpoint'), '0\n1\norders 0 3\n');
    writeFileSync(join(scratch, 'orders-0/partition.metadata'), `version: 0\ntopic_id: ${directoryId}\n`);
    return scratch;
  }

  it('is content with what is sound, and changes nothing', async () => {
    const directory = kafkaDirectory(...orders());
    cpSync(directory, `${directory}-before`, { recursive: true });
    const { exitCode, out } = await drave('dir', 'check', `${directory}/`);
    expect(exitCode).toBe(0);
    expect(out).toContain('of node 1 in cluster');
    expect(out).toMatch(/orders-0 +1 +3 .* take it as it is/);
    expect(out).toContain('no damage was found');
    expect(readFileSync(join(directory, 'orders-0', SEGMENT))).toEqual(
      readFileSync(join(`${directory}-before`, 'orders-0', SEGMENT)),
    );
    rmSync(`${directory}-before`, { recursive: true });
  });

  it('tells a torn tail from damage, in words, in JSON and by its exit code', async () => {
    const [first, marker, last] = orders() as [Buffer, Buffer, Buffer];
    const directory = kafkaDirectory(first, marker, last.subarray(0, -3));
    const torn = await drave('dir', 'check', directory);
    expect(torn.exitCode).toBe(0);
    expect(torn.out).toMatch(/cut \d+ bytes at 3/);
    const damaged = Buffer.concat([first, marker, last]);
    damaged[first.length + 70] = (damaged[first.length + 70] as number) ^ 4;
    writeFileSync(join(directory, 'orders-0', SEGMENT), damaged);
    const { exitCode, out } = await drave('dir', 'check', directory, '-o', 'json');
    const report = JSON.parse(out) as {
      damaged: boolean;
      partitions: readonly unknown[];
      findings: readonly unknown[];
    };
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({
      damaged: true,
      partitions: [{ name: 'orders-0', logEndOffset: 2, recovery: { kind: 'restore', offset: 2 } }],
      findings: [{ severity: 'damage', file: `orders-0/${SEGMENT}` }],
    });
  });

  it('refuses what is no data directory', async () => {
    expect((await drave('dir', 'check', join(scratch, 'x'))).notes).toContain('there is no directory');
    expect((await drave('dir', 'check', scratch)).notes).toContain('holds neither meta.properties nor partitions');
  });
});
