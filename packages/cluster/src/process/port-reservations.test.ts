import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PortReservations } from './port-reservations.js';

describe('PortReservations', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'drave-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('never gives one port to two owners, even when both ask at once', async () => {
    const owners = Array.from({ length: 5 }, () => new PortReservations(directory));
    const taken = (await Promise.all(owners.map((owner) => owner.reserve(6)))).flat();
    expect(new Set(taken).size).toBe(30);
    for (const port of taken) expect(port >= 20_000 && port <= 29_999).toBe(true);
    for (const owner of owners) owner.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('passes over a port that something else listens on', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const busy = typeof address === 'object' && address !== null ? address.port : 0;
    const owner = new PortReservations(directory);
    expect(await owner.reserve(1, busy)).not.toContain(busy);
    await expect(owner.reserveExactly([busy])).rejects.toThrow(`port ${busy} is in use`);
    owner.release();
    server.close();
  });

  it('ignores the lock of a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const owner = new PortReservations(directory);
    const [port = 0] = await owner.reserve(1);
    owner.release();
    writeFileSync(join(directory, `${port}.lock`), String(gone));
    await owner.reserveExactly([port]);
    expect(owner.ports).toEqual([port]);
  });

  it('keeps none when one of several is taken', async () => {
    const first = new PortReservations(directory);
    const [port = 0] = await first.reserve(1);
    const second = new PortReservations(directory);
    const free = (await second.reserve(1))[0] ?? 0;
    second.release();
    await expect(second.reserveExactly([free, port])).rejects.toThrow(`by the local cluster of process ${process.pid}`);
    expect(second.ports).toEqual([]);
  });

  it('takes over a directory lock whose owner died in it', async () => {
    const lock = join(directory, 'directory.lock');
    writeFileSync(lock, '1');
    utimesSync(lock, 0, 0);
    expect(await new PortReservations(directory).reserve(1)).toHaveLength(1);
  });
});
