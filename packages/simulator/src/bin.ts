#!/usr/bin/env node
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trapRealWorld } from '@drave/env/sim';
import { shrinkClusterSeed } from './cluster/shrink.js';
import { regressions } from './regressions.js';
import { runSeeds, type SeedKind } from './seed-runs.js';

const usage = `usage: drave-simulate <quorum|cluster> [--from N] [--count N] [--jobs N]
       drave-simulate shrink --seed N [--runs N]
       drave-simulate ci

  Every seed is a whole run in virtual time under its own faults; a failure prints the seed, the faults and the last
  events, and the same seed replays it. shrink looks for fewer faults that make a cluster seed fail. ci runs the seeds
  that once found a bug, 2,000 quorum seeds and 100 cluster seeds; $SEED shifts where those begin.`;

const jobs = 2;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: process.env['SEED'] ?? '1' },
    count: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    stride: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '60' },
  },
});
const [command] = positionals;
const from = Number(values.from);

process.exitCode = await main();

async function main(): Promise<number> {
  if (!Number.isSafeInteger(from) || from < 0)
    return fail(`--from ${values.from}: expected a seed, a whole number from 0`);
  if (command === 'ci') return ci();
  if (command === 'shrink') return shrink(Number(values.seed), Number(values.runs));
  if (command !== 'quorum' && command !== 'cluster') return fail(usage);
  const [count, jobCount, stride] = [Number(values.count), Number(values.jobs), Number(values.stride)];
  if (jobCount > 1) return parallel(command, from, count, jobCount);
  return here(
    command,
    Array.from({ length: count }, (_, index) => from + index * stride),
  );
}

async function ci(): Promise<number> {
  const codes = [
    await here('cluster', regressions.cluster),
    await parallel('quorum', from, 2_000, jobs),
    await parallel('cluster', from, 100, jobs),
  ];
  return Math.max(...codes);
}

/** In this process, with the real world out of reach. */
async function here(kind: SeedKind, seeds: readonly number[]): Promise<number> {
  const startMs = Date.now();
  const undo = trapRealWorld();
  const summary = await runSeeds(kind, seeds, (_seed, report) => process.stdout.write(`${report}\n`));
  undo();
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
  const cpuSeconds = (process.cpuUsage().user / 1e6).toFixed(1);
  const { repeated, events, failures } = summary;
  const failed = failures.length === 0 ? '' : `, FAILED: ${failures.map(({ seed }) => seed).join(' ')}`;
  process.stdout.write(
    `${kind}: ${seeds.length} seeds (${repeated} twice), ${events} events, ${seconds} s, ${cpuSeconds} s of CPU${failed}\n`,
  );
  return failures.length === 0 ? 0 : 1;
}

/** The same seeds over several processes, interleaved. */
async function parallel(kind: SeedKind, first: number, count: number, jobCount: number): Promise<number> {
  const self = fileURLToPath(import.meta.url);
  const codes = Array.from({ length: jobCount }, (_, job) => {
    const share = Math.ceil((count - job) / jobCount);
    const parameters = [kind, '--from', String(first + job), '--count', String(share), '--stride', String(jobCount)];
    const child = fork(self, parameters, { stdio: 'inherit' });
    return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  });
  return Math.max(...(await Promise.all(codes)));
}

async function shrink(seed: number, runsMax: number): Promise<number> {
  const undo = trapRealWorld();
  const found = await shrinkClusterSeed(seed, runsMax, (faults) =>
    process.stdout.write(`still fails with faults ${faults.join(' ')}\n`),
  );
  undo();
  if (found === undefined) {
    process.stdout.write(`cluster seed ${seed} passes\n`);
    return 0;
  }
  const { faults, runs, report } = found;
  process.stdout.write(`${report}\ncluster seed ${seed} fails with faults ${faults.join(' ')}, after ${runs} runs\n`);
  return 1;
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`);
  return 64;
}
