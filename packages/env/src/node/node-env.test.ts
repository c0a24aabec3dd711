import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import perfHooks from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isDraveError } from '@drave/base';
import { bytesOf, rejectionOf } from '../conformance/subject.js';
import { silentLogger } from '../logger.js';
import { createNodeEnv, type NodeEnv, type NodeEnvOptions } from './index.js';
import { createNodeLogger } from './logger.js';

let root: string;
const opened: NodeEnv[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'drave-node-'));
});

afterEach(async () => {
  for (const env of opened.splice(0)) env.close();
  await rm(root, { recursive: true, force: true });
});

function open(options: NodeEnvOptions = {}): NodeEnv {
  const env = createNodeEnv({ root, logger: silentLogger, ...options });
  opened.push(env);
  return env;
}

describe('the disk lock', () => {
  it('excludes another process, and ends with it however it ends', async () => {
    const { disk } = open();
    const path = join(root, '.lock');
    // This script is another process that holds the lock by the same means.
    const script = `const { Level } = require('level');
      new Level(${JSON.stringify(path)}).open().then(() => { console.log('held'); setInterval(() => {}, 1000); });`;
    const holder = spawn(process.execPath, ['-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const thrown = await rejectionOf(disk.lock('.lock'));
    expect(isDraveError(thrown, 'DATA_DIRECTORY_LOCKED')).toBe(true);
    holder.kill('SIGKILL');
    await ended;
    const lock = await disk.lock('.lock');
    await lock.release();
  });
});

describe('the disk quota', () => {
  it('counts what is there, refuses growth beyond it, and finds what was freed', async () => {
    await writeFile(join(root, 'before'), new Uint8Array(4_000));
    const { disk } = open({ quotaBytes: 10_000 });
    expect(await disk.space('.')).toEqual({ totalBytes: 10_000, freeBytes: 6_000 });
    const file = await disk.open('a', 'create');
    await file.write([new Uint8Array(5_000)], 0);
    // Overwriting does not count as growth.
    for (let round = 0; round < 5; round++) await file.write([new Uint8Array(5_000)], 0);
    const thrown = await rejectionOf(file.write([new Uint8Array(2_000)], 5_000));
    expect(isDraveError(thrown, 'DISK_FULL')).toBe(true);
    expect(isDraveError(thrown) && thrown.details.metadata?.errno).toBe('ENOSPC');
    expect(await file.size()).toBe(5_000);
    await disk.remove('before');
    await new Promise((resolve) => setTimeout(resolve, 150));
    await file.write([new Uint8Array(2_000)], 5_000);
    expect(await file.size()).toBe(7_000);
    await file.close();
  });

  it('holds for stores too', async () => {
    const { store } = open({ quotaBytes: 100_000 });
    const db = await store.open('db');
    const put = { kind: 'put', key: bytesOf('k'), value: new Uint8Array(60_000) } as const;
    await db.batch([put], { sync: true });
    expect(isDraveError(await rejectionOf(db.batch([put], { sync: true })), 'DISK_FULL')).toBe(true);
    // LevelDB may have written a part of it, so nothing may follow, however small.
    const small = { kind: 'put', key: bytesOf('small'), value: bytesOf('v') } as const;
    expect(isDraveError(await rejectionOf(db.batch([small], { sync: true })), 'DISK_FULL')).toBe(true);
    await db.close();
    const again = await store.open('db');
    await again.batch([small], { sync: true });
    expect(Buffer.from((await again.get(bytesOf('small'))) ?? [])).toEqual(Buffer.from('v'));
    expect((await again.get(bytesOf('k')))?.length).toBe(60_000);
    await again.close();
  });

  it('comes from the environment, and a value that is no number is refused', () => {
    const variable = 'DRAVE_DISK_QUOTA_BYTES';
    const before = process.env[variable];
    try {
      process.env[variable] = '10 MB';
      expect(() => open()).toThrow("DRAVE_DISK_QUOTA_BYTES='10 MB'");
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
  });
});

describe('errors of the system', () => {
  it.runIf(existsSync('/dev/full'))('a full device is DISK_FULL', async () => {
    const { disk } = open();
    const file = await disk.open('/dev/full', 'write');
    const thrown = await rejectionOf(file.write([bytesOf('x')], 0));
    expect(isDraveError(thrown, 'DISK_FULL')).toBe(true);
    const many = Array.from({ length: 100 }, () => new Uint8Array(1_000));
    expect(isDraveError(await rejectionOf(file.write(many, 0)), 'DISK_FULL')).toBe(true);
    await file.close();
  });

  it('a damaged store is CORRUPT_DATA', async () => {
    const { store } = open();
    const db = await store.open('db');
    await db.batch([{ kind: 'put', key: bytesOf('k'), value: bytesOf('v') }], { sync: true });
    await db.close();
    await writeFile(join(root, 'db', 'CURRENT'), 'no manifest\n');
    expect(isDraveError(await rejectionOf(store.open('db')), 'CORRUPT_DATA')).toBe(true);
  });

  it('a directory is no file', async () => {
    const { disk } = open();
    await disk.makeDirectory('d');
    const thrown = await rejectionOf(disk.open('d', 'read'));
    expect(isDraveError(thrown, 'KAFKA_STORAGE_ERROR')).toBe(true);
    expect(isDraveError(thrown) && thrown.details.metadata?.errno).toBe('EISDIR');
  });
});

describe('the store', () => {
  it('has written everything when close resolves, in one group or many', async () => {
    const { store } = open();
    const db = await store.open('db');
    const batches = Array.from({ length: 500 }, (_, index) =>
      db.batch([{ kind: 'put', key: bytesOf(String(index).padStart(4, '0')), value: new Uint8Array(20_000) }], {
        sync: index % 10 === 0,
      }),
    );
    await db.close();
    await Promise.all(batches);
    const again = await store.open('db');
    expect((await again.range({})).length).toBe(500);
    await again.close();
  });
});

describe('logging', () => {
  it('writes one JSON object per line, with the fields of its ancestors and errors in full', async () => {
    const file = join(root, 'deep', 'node.log');
    const { logger, flush } = createNodeLogger({ level: 'info', destination: { file }, fields: { node: 3 } });
    logger.debug({}, 'not written');
    const child = logger.child({ component: 'audit' });
    expect([child.isLevelEnabled?.('debug'), child.isLevelEnabled?.('info')]).toEqual([false, true]);
    logger.child({ partition: 7 }).warn({ error: new Error('below') }, 'something odd');
    flush();
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.length).toBe(1);
    const line: unknown = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({
      level: 'warn',
      node: 3,
      partition: 7,
      msg: 'something odd',
      error: { message: 'below' },
    });
  });
});

describe('metrics', () => {
  it("render our own and the process's, in the text format", async () => {
    const { metrics } = open();
    const appends = metrics.counter('drave_log_appends_total', 'Batches appended', { topic: 'a"b\\c\n' });
    appends.add(2);
    appends.add(0.5);
    let depth = 4;
    metrics.gauge('drave_queue_depth', 'Requests that wait', () => depth);
    metrics.gauge('drave_queue_depth', 'Requests that wait', () => depth + 1, { queue: 'b' });
    depth = 9;
    const latency = metrics.histogram('drave_append_seconds', 'Time of an append', [1, 10]);
    for (const value of [0.5, 1, 3, 100]) latency.observe(value);
    const text = await metrics.render();
    for (const line of [
      '# TYPE drave_log_appends_total counter',
      'drave_log_appends_total{topic="a\\"b\\\\c\\n"} 2.5',
      'drave_queue_depth 9',
      'drave_queue_depth{queue="b"} 10',
      'drave_append_seconds_bucket{le="1"} 2',
      'drave_append_seconds_bucket{le="10"} 3',
      'drave_append_seconds_bucket{le="+Inf"} 4',
      'drave_append_seconds_sum 104.5',
      'drave_append_seconds_count 4',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toMatch(/^drave_event_loop_delay_seconds_count \d+$/m);
    // Every family is described once, and the text ends with a line feed.
    const types = text.split('\n').filter((line) => line.startsWith('# TYPE'));
    expect(new Set(types).size).toBe(types.length);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('have the figures of the process under the names, and with the labels, of other Node services', async () => {
    const { metrics, timers } = open();
    // A timer that cannot fire before the page is written is what is active for certain.
    const timer = timers.set(3_600_000, () => {});
    const text = await metrics.render();
    timers.clear(timer);
    const ofLinux = ['process_virtual_memory_bytes', 'process_heap_bytes', 'process_open_fds', 'process_max_fds'];
    const plain = [
      ...['process_start_time_seconds', 'process_resident_memory_bytes', 'nodejs_external_memory_bytes'],
      ...['nodejs_heap_size_total_bytes', 'nodejs_heap_size_used_bytes', 'nodejs_active_resources_total'],
      ...(process.platform === 'linux' ? ofLinux : []),
    ];
    for (const name of plain) {
      expect(text).toContain(`# TYPE ${name} gauge`);
      expect(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])).toBeGreaterThan(0);
    }
    for (const what of ['user_', 'system_', '']) {
      expect(text).toContain(`# TYPE process_cpu_${what}seconds_total counter`);
      expect(text).toMatch(new RegExp(`^process_cpu_${what}seconds_total \\d+(\\.\\d+)?$`, 'm'));
    }
    for (const what of ['total', 'used', 'available'])
      expect(text).toMatch(new RegExp(`^nodejs_heap_space_size_${what}_bytes\\{space="old"\\} \\d+$`, 'm'));
    expect(text).toMatch(/^nodejs_active_resources\{type="Timeout"\} \d+$/m);
    for (const what of ['handles', 'requests']) {
      expect(text).toContain(`# TYPE nodejs_active_${what} gauge`);
      expect(text).toMatch(new RegExp(`^nodejs_active_${what}_total \\d+$`, 'm'));
    }
    const [major, minor, patch] = process.versions.node.split('.');
    const labels = `version="v${major}.${minor}.${patch}",major="${major}",minor="${minor}",patch="${patch}"`;
    expect(text).toContain(`nodejs_version_info{${labels}} 1`);
    for (const kind of ['major', 'minor', 'incremental', 'weakcb'])
      expect(text).toMatch(new RegExp(`^nodejs_gc_duration_seconds_count\\{kind="${kind}"\\} \\d+$`, 'm'));
  });

  it('tell the delay of the event loop under the usual names without a sampler that wakes the process', async () => {
    const sampler = vi.spyOn(perfHooks, 'monitorEventLoopDelay');
    const { metrics, timers } = open();
    await timers.sleep(10);
    const text = await metrics.render();
    expect(sampler).not.toHaveBeenCalled();
    sampler.mockRestore();
    for (const what of ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'])
      expect(text).toMatch(new RegExp(`^nodejs_eventloop_lag${what}_seconds \\S+$`, 'm'));
    const seconds = Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
  });

  it('count what is made durable, of files, directories and stores', async () => {
    const { disk, store, metrics } = open();
    const syncs = async () => Number(/^drave_fsync_seconds_count (\d+)$/m.exec(await metrics.render())?.[1]);
    const file = await disk.open('file', 'create');
    await file.write([Buffer.from('a')], 0);
    expect(await syncs()).toBe(0);
    await file.sync();
    await file.close();
    expect(await syncs()).toBe(1);
    await disk.syncDirectory('.');
    expect(await syncs()).toBe(process.platform === 'win32' ? 1 : 2);
    const before = await syncs();
    const stored = await store.open('store');
    const operations = [{ kind: 'put', key: Buffer.from('k'), value: Buffer.from('v') }] as const;
    await stored.batch(operations, { sync: false });
    expect(await syncs()).toBe(before);
    await stored.batch(operations, { sync: true });
    expect(await syncs()).toBe(before + 1);
    await stored.close();
  });

  it('show a blocked event loop', async () => {
    const env = open();
    const fired = env.timers.sleep(10);
    const endMs = performance.now() + 120;
    while (performance.now() < endMs);
    await fired;
    expect(env.eventLoopDelayMsMax()).toBeGreaterThan(100);
    expect(env.eventLoopDelayMsMax()).toBe(0);
  });
});

describe('the boot id', () => {
  it('is the same for every process of this boot, unless a test says otherwise', () => {
    expect(open().bootId).toBe(open().bootId);
    expect(open().bootId.length).toBeGreaterThan(8);
    expect(open({ bootId: 'another' }).bootId).toBe('another');
  });
});
