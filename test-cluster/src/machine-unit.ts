import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How fast a machine is, in the currency of the tests that start processes: two bare `node -e 0` side by side, one
 * write with fsync, some turns of the event loop. Two, because whatever uses this runs several processes at once, and a
 * machine that gives them a share of one core is slower than one of them can tell.
 */
const SPAWNS_AT_ONCE = 2;
const WRITE_BYTES = 4096;
const LOOP_TURNS = 200;

/** What a unit takes, in milliseconds, on the machine for which bounds and budgets were written: two idle cores. */
export const NORMAL_UNIT_MS = 60;
/** Up to so many normal units a machine counts as normal: that much comes and goes by itself. */
const TOLERATED_FACTOR = 1.5;

/** The median of some samples, in milliseconds. */
export async function measureUnit(samples = 3): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'drave-unit-'));
  try {
    const found: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) found.push(await oneUnit(join(folder, `${sample}`)));
    return medianOf(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many times slower than normal a machine with this unit is; 1 for one that is normal or fast. */
export function stretchOf(unitMs: number): number {
  return unitMs <= NORMAL_UNIT_MS * TOLERATED_FACTOR ? 1 : unitMs / NORMAL_UNIT_MS;
}

export function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((left, right) => left - right);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('no sample has no median');
  return middle;
}

async function oneUnit(file: string): Promise<number> {
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: SPAWNS_AT_ONCE }, bareNode));
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, Buffer.alloc(WRITE_BYTES));
  fsyncSync(descriptor);
  closeSync(descriptor);
  for (let turn = 0; turn < LOOP_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return performance.now() - startedMs;
}

function bareNode(): Promise<void> {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore', env: environment });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
}
