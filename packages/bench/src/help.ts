import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assert } from '@drave/base';
import { measureBareNode } from './machine.js';
import { median, round, type Measurement } from './measurement.js';

/** What `npm i drave` puts on the path, from the compiled code. */
const program = fileURLToPath(new URL('../../cli/dist/bin.js', import.meta.url));

/** Measures `drave --help`, which says how long every command takes before it does anything. */
export function measureHelp(rounds: number): Measurement[] {
  const { wallSeconds } = measureBareNode();
  const samples: number[] = [];
  for (let count = 0; count < rounds; count++) {
    const startedMs = performance.now();
    const { status } = spawnSync(process.execPath, [program, '--help'], { stdio: 'ignore' });
    samples.push(performance.now() - startedMs);
    assert(status === 0, 'the command prints its help');
  }
  const tookMs = median(samples);
  const notes = { 'bare node, ms': round(wallSeconds * 1_000) };
  return [
    { name: 'drave --help', value: round(tookMs), unit: 'ms', better: 'lower' },
    {
      name: 'drave --help, in bare nodes',
      value: round(tookMs / 1_000 / wallSeconds),
      unit: 'ratio',
      better: 'lower',
      notes,
    },
  ];
}
