#!/usr/bin/env node
import { fork } from 'node:child_process';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trapRealWorld } from '@drave/env/sim';
import { describeScore, scoreMutants, type MutantVerdict } from './mutants/score.js';
import type { Mutant } from './mutants/mutant.js';
import { mutants } from './mutants/table.js';
import { regressions } from './regressions.js';
import type { SeedKind } from './seed-runs.js';

const usage = `usage: drave-simulate <quorum|cluster> [--from N] [--count N] [--jobs N] [--first]
       drave-simulate shrink --seed N [--runs N]
       drave-simulate mutants [NAME...] [--from N] [--count N] [--jobs N]
       drave-simulate ci

  Every seed is a whole run in virtual time under its own faults; a failure prints the seed, the faults and the last
  events, and the same seed replays it. With --first nothing runs after a failure. shrink looks for fewer faults that
  make a cluster seed fail. mutants puts known bugs back, one by one, and says which seed noticed; --count (60) bounds
  the cluster seeds of each, quorum seeds are twenty times as many. ci runs the seeds that once found a bug, 2,000
  quorum seeds and 100 cluster seeds; $SEED shifts where those begin.`;

const jobs = 2;
/** A quorum seed costs so much less than a cluster seed. */
const quorumSeedsPerClusterSeed = 20;
/** A mutant that makes a run spin is noticed too. */
const mutantMsMax = 300_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: process.env['SEED'] ?? '1' },
    count: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    stride: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '60' },
    first: { type: 'boolean', default: false },
    mutant: { type: 'string' },
  },
});
const [command] = positionals;
const from = Number(values.from);

// A part of a larger run ends with it.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();

process.exitCode = await main();

async function main(): Promise<number> {
  if (!Number.isSafeInteger(from) || from < 0)
    return fail(`--from ${values.from}: expected a seed, a whole number from 0`);
  if (values.mutant !== undefined) register('./mutants/hooks.js', import.meta.url, { data: values.mutant });
  if (command === 'ci') return ci();
  if (command === 'shrink') return shrink(Number(values.seed), Number(values.runs));
  const jobCount = Number(values.jobs);
  if (command === 'mutants') return score(positionals.slice(1), Number(values.count ?? 60), jobCount);
  if (command !== 'quorum' && command !== 'cluster') return fail(usage);
  const [count, stride] = [Number(values.count ?? 1), Number(values.stride)];
  if (jobCount > 1) return parallel(command, from, count, jobCount);
  return here(
    command,
    Array.from({ length: count }, (_, index) => from + index * stride),
  );
}

async function ci(): Promise<number> {
  const codes = [
    await here('quorum', regressions.quorum),
    await here('cluster', regressions.cluster),
    await parallel('quorum', from, 2_000, jobs),
    await parallel('cluster', from, 100, jobs),
  ];
  return Math.max(...codes);
}

/** In this process, with the real world out of reach. */
async function here(kind: SeedKind, seeds: readonly number[]): Promise<number> {
  // Not before: a mutant is put in while modules load.
  const { runSeeds } = await import('./seed-runs.js');
  const startMs = Date.now();
  const undo = trapRealWorld();
  const note = (seed: number, report: string): void => {
    process.send?.({ seed, report });
    process.stdout.write(`${report}\n`);
  };
  const summary = await runSeeds(kind, seeds, note, { firstFailureOnly: values.first });
  undo();
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
  const cpuSeconds = (process.cpuUsage().user / 1e6).toFixed(1);
  const { seeds: count, repeated, events, failures } = summary;
  const failed = failures.length === 0 ? '' : `, FAILED: ${failures.map(({ seed }) => seed).join(' ')}`;
  process.stdout.write(
    `${kind}: ${count} seeds (${repeated} twice), ${events} events, ${seconds} s, ${cpuSeconds} s of CPU${failed}\n`,
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
  const { shrinkClusterSeed } = await import('./cluster/shrink.js');
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

/** Every mutant in a process of its own, which loads the product with the bug in it. */
async function score(names: readonly string[], clusterSeeds: number, jobCount: number): Promise<number> {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) return fail(`no mutant is named ${unknown.join(', ')}`);
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.includes(name));
  const verdicts = await scoreMutants(
    chosen,
    jobCount,
    (mutant) => hunt(mutant, clusterSeeds),
    (line) => process.stdout.write(`${line}\n`),
  );
  process.stdout.write(`${describeScore(verdicts)}\n`);
  return verdicts.every(({ seed }) => seed !== undefined) ? 0 : 1;
}

function hunt(mutant: Mutant, clusterSeeds: number): Promise<MutantVerdict> {
  const count = mutant.kind === 'quorum' ? clusterSeeds * quorumSeedsPerClusterSeed : clusterSeeds;
  const parameters = [
    mutant.kind,
    '--from',
    String(from),
    '--count',
    String(count),
    '--first',
    '--mutant',
    mutant.name,
  ];
  const child = fork(fileURLToPath(import.meta.url), parameters, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let [errors, caught]: [string, { seed: number; report: string } | undefined] = ['', undefined];
  child.stderr?.on('data', (text) => (errors += String(text)));
  child.on('message', (message) => (caught = message as { seed: number; report: string }));
  const timer = setTimeout(() => child.kill('SIGKILL'), mutantMsMax);
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const { seed, report } = caught ?? {};
      if (seed !== undefined) resolve({ mutant, from, count, seed, how: report?.split('\n')[0] ?? '' });
      else if (signal === 'SIGKILL') resolve({ mutant, from, count, seed: from, how: 'a run does not end' });
      else if (code === 0) resolve({ mutant, from, count, seed: undefined, how: '' });
      else reject(new Error(`${mutant.name} could not run: ${errors}`));
    });
  });
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`);
  return 64;
}
