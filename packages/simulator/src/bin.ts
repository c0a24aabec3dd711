#!/usr/bin/env node
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trapRealWorld } from '@drave/env/sim';
import { runSeeds, type SeedKind } from './seed-runs.js';

const usage = `usage: drave-simulate <quorum|cluster> [--from N] [--count N] [--jobs N]
       drave-simulate ci

  Every seed is a whole run in virtual time under its own faults; a failure prints the seed, the faults and the last
  events, and the same seed replays it. $SEED shifts where the seeds begin.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: process.env['SEED'] ?? '1' },
    count: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    stride: { type: 'string', default: '1' },
  },
});
const [command] = positionals;
const from = Number(values.from);

process.exitCode = await main();

async function main(): Promise<number> {
  if (!Number.isSafeInteger(from) || from < 0)
    return fail(`--from ${values.from}: expected a seed, a whole number from 0`);
  if (command === 'ci') {
    const quorum = await parallel('quorum', from, 2_000, 2);
    return (await parallel('cluster', from, 100, 2)) || quorum;
  }
  if (command !== 'quorum' && command !== 'cluster') return fail(usage);
  const [count, jobs, stride] = [Number(values.count), Number(values.jobs), Number(values.stride)];
  return jobs > 1 ? parallel(command, from, count, jobs) : here(command, from, count, stride);
}

/** In this process, with the real world out of reach. */
async function here(kind: SeedKind, first: number, count: number, stride: number): Promise<number> {
  const startMs = Date.now();
  const undo = trapRealWorld();
  const seeds = Array.from({ length: count }, (_, index) => first + index * stride);
  const summary = await runSeeds(kind, seeds, (_seed, report) => process.stdout.write(`${report}\n`));
  undo();
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
  const { repeated, events, failures } = summary;
  const failed = failures.length === 0 ? '' : `, FAILED: ${failures.map(({ seed }) => seed).join(' ')}`;
  process.stdout.write(`${kind}: ${count} seeds (${repeated} twice), ${events} events, ${seconds} s${failed}\n`);
  return failures.length === 0 ? 0 : 1;
}

/** The same seeds over several processes, interleaved. */
async function parallel(kind: SeedKind, first: number, count: number, jobs: number): Promise<number> {
  const self = fileURLToPath(import.meta.url);
  const codes = Array.from({ length: jobs }, (_, job) => {
    const share = Math.ceil((count - job) / jobs);
    const parameters = [kind, '--from', String(first + job), '--count', String(share), '--stride', String(jobs)];
    const child = fork(self, parameters, { stdio: 'inherit' });
    return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  });
  return Math.max(...(await Promise.all(codes)));
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`);
  return 64;
}
