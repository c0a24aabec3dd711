import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, isError } from '@drave/base';
import { LOOPBACK } from '../loopback.js';

const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;
/** A reservation takes milliseconds; a lock on the directory older than this was left by a process that died in it. */
const DIRECTORY_LOCK_STALE_MS = 5_000;
const DIRECTORY_LOCK_TIMEOUT_MS = 10_000;

/**
 * Ports kept for one cluster while its supervisor lives, whether its nodes are up or down, so that a node comes back
 * where it was. One lock file per port, holding the owner's process id; the lock of a dead owner counts for nothing.
 */
export class PortReservations {
  private readonly directory: string;
  private readonly held = new Set<number>();

  constructor(directory: string = join(tmpdir(), 'drave-ports')) {
    this.directory = directory;
  }

  get ports(): readonly number[] {
    return [...this.held];
  }

  /** Takes `count` free ports, the first at or after `from` (by default anywhere in 20000-29999). */
  async reserve(count: number, from?: number): Promise<readonly number[]> {
    return this.exclusively(async () => {
      const taken: number[] = [];
      const start = from ?? FIRST_PORT + randomInt(LAST_PORT - FIRST_PORT + 1 - count);
      const end = from === undefined ? LAST_PORT : Math.min(65_535, from + 1_000 + count);
      const candidates = [...range(start, end), ...(from === undefined ? range(FIRST_PORT, start - 1) : [])];
      for (const port of candidates) {
        if (taken.length === count) break;
        if (await this.take(port)) taken.push(port);
      }
      if (taken.length === count) return taken;
      for (const port of taken) this.give(port);
      throw new DraveError(
        'ADDRESS_IN_USE',
        `no ${count} free ports from ${start} to ${end}; end a local cluster first`,
      );
    });
  }

  /** Takes exactly these, or none. @throws DraveError ADDRESS_IN_USE naming the one that is taken. */
  async reserveExactly(ports: readonly number[]): Promise<void> {
    await this.exclusively(async () => {
      const taken: number[] = [];
      for (const port of ports) {
        if (await this.take(port)) {
          taken.push(port);
          continue;
        }
        for (const other of taken) this.give(other);
        throw new DraveError(
          'ADDRESS_IN_USE',
          `port ${port} is in use${this.ownerText(port)}; this cluster was made with it, so end whatever uses it first`,
        );
      }
    });
  }

  release(): void {
    for (const port of [...this.held]) this.give(port);
  }

  private async take(port: number): Promise<boolean> {
    const owner = this.ownerOf(port);
    if (owner !== undefined && isAlive(owner)) return false;
    if (!(await isBindable(port))) return false;
    writeFileSync(this.lockFile(port), String(process.pid));
    this.held.add(port);
    return true;
  }

  private give(port: number): void {
    this.held.delete(port);
    if (this.ownerOf(port) === process.pid) rmSync(this.lockFile(port), { force: true });
  }

  private lockFile(port: number): string {
    return join(this.directory, `${port}.lock`);
  }

  private ownerOf(port: number): number | undefined {
    const text = readIfThere(this.lockFile(port));
    return text === undefined ? undefined : Number(text);
  }

  private ownerText(port: number): string {
    const owner = this.ownerOf(port);
    return owner !== undefined && isAlive(owner) ? ` by the local cluster of process ${owner}` : '';
  }

  /** Looking and taking must be one step for all processes of this machine, or two could take over one stale lock. */
  private async exclusively<T>(body: () => Promise<T>): Promise<T> {
    mkdirSync(this.directory, { recursive: true });
    const lock = join(this.directory, 'directory.lock');
    const deadlineMs = performance.now() + DIRECTORY_LOCK_TIMEOUT_MS;
    while (!createExclusively(lock)) {
      if (ageMs(lock) > DIRECTORY_LOCK_STALE_MS) rmSync(lock, { force: true });
      if (performance.now() > deadlineMs)
        throw new DraveError('REQUEST_TIMED_OUT', `${lock} is held by another process; remove it if none is starting`);
      await sleep(5);
    }
    try {
      return await body();
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

/** True when a process with this id exists, no matter who owns it. */
export function isAlive(processId: number): boolean {
  if (!Number.isSafeInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (reason) {
    return errnoOf(reason) === 'EPERM';
  }
}

function errnoOf(reason: unknown): string | undefined {
  return isError(reason) && 'code' in reason ? String(reason.code) : undefined;
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (reason) {
    if (errnoOf(reason) === 'ENOENT') return undefined;
    throw reason;
  }
}

function isBindable(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function createExclusively(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (reason) {
    if (errnoOf(reason) === 'EEXIST') return false;
    throw reason;
  }
}

function ageMs(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
