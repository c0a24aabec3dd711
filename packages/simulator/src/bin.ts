#!/usr/bin/env node
import { fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { trapRealWorld } from '@drave/env/sim';
import { readCommandLine, unknownCommand, USAGE } from './command-line.js';
import { hunt, type SeedMessage } from './mutants/hunt.js';
import { knownSeedOf, renderScore, rowsOf } from './mutants/score-table.js';
import { describeScore, isNoticed, scoreMutants } from './mutants/score.js';
import { mutants } from './mutants/table.js';
import { huntWithUnitTest } from './mutants/unit-hunt.js';
import { regressions } from './regressions.js';
import { isSeedKind, type SeedKind } from './seed-kind.js';
import { VIEW_PAGE, viewAddress } from './view-address.js';

/** `EX_USAGE` of sysexits. */
const EXIT_CODE_USAGE = 64;
const JOBS = 2;
const CI_MINUTES = '20';
/** The share of the time of `ci` that is over when its cluster seeds begin. */
const CI_QUORUM_SHARE = 0.35;
/** The same of those that are about transactions. */
const CI_CLUSTER_SHARE = 0.7;
/** A quorum seed costs so much less than a cluster seed. */
const QUORUM_SEEDS_PER_CLUSTER_SEED = 20;
const PROGRESS_MS = 5_000;
const scoreFile = fileURLToPath(new URL('../mutants.md', import.meta.url));
/** Those of the repository that this package is in. */
const unitTests = {
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  program: fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url)),
  timeoutMs: 300_000,
};
const self = fileURLToPath(import.meta.url);
const viewPage = new URL(`../../../${VIEW_PAGE}`, import.meta.url);
const { values, positionals } = commandLine();
const [command] = positionals;
const from = Number(values.from);
const startedMs = nowMs();

// A part of a larger run ends with it.
process.on('disconnect', () => process.exit(1));
process.channel?.unref();

process.exitCode = await main();

/** What is to be done; where that is only to say how this program is used, it does not return. */
function commandLine() {
  const read = readCommandLine(() =>
    parseArgs({
      allowPositionals: true,
      options: {
        from: { type: 'string', default: process.env['SEED'] ?? '1' },
        count: { type: 'string' },
        jobs: { type: 'string', default: '1' },
        stride: { type: 'string', default: '1' },
        known: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string', default: '1' },
        runs: { type: 'string', default: '60' },
        first: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        mutant: { type: 'string' },
        focus: { type: 'string' },
        view: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  switch (read.kind) {
    case 'run':
      return read.commandLine;
    case 'help':
      process.stdout.write(`${USAGE}\n`);
      return process.exit(0);
    case 'wrong':
      return process.exit(fail(read.text));
  }
}

async function main(): Promise<number> {
  if (!Number.isSafeInteger(from) || from < 0)
    return fail(`--from ${values.from}: expected a seed, a whole number from 0`);
  const minutes = values.minutes ?? (command === 'ci' ? CI_MINUTES : undefined);
  if (minutes !== undefined && !(Number(minutes) > 0))
    return fail(`--minutes ${minutes}: expected a number of minutes above 0, such as 5`);
  const endMs = minutes === undefined ? Number.POSITIVE_INFINITY : startedMs + Number(minutes) * 60_000;
  const isWatchable = (command === 'cluster' || command === 'ci') && values.mutant === undefined;
  if (values.view && !isWatchable) return fail('--view: only cluster seeds, of the code as it is, can be watched');
  if (values.mutant !== undefined) register('./mutants/hooks.js', import.meta.url, { data: values.mutant });
  if (command === 'ci') return ci(endMs);
  if (command === 'shrink') return shrink(Number(values.seed), Number(values.runs));
  const jobCount = Number(values.jobs);
  if (command === 'mutants') return score(positionals.slice(1), Number(values.count ?? 60), jobCount, endMs);
  if (!isSeedKind(command)) return fail(unknownCommand(command));
  const [count, stride] = [Number(values.count ?? 1), Number(values.stride)];
  if (jobCount > 1) return parallel(command, from, count, jobCount, endMs);
  const seeds = Array.from({ length: count }, (_, index) => from + index * stride);
  return here(command, values.known === undefined ? seeds : [Number(values.known), ...seeds], endMs);
}

async function ci(endMs: number): Promise<number> {
  const clusterMs = startedMs + (endMs - startedMs) * CI_QUORUM_SHARE;
  const codes = [
    await here('quorum', regressions.quorum, endMs),
    await here('cluster', regressions.cluster, endMs),
    await here('starved', regressions.starved, endMs),
    await parallel('quorum', from, 2_000, JOBS, clusterMs),
    await parallel('starved', from, 20, JOBS, clusterMs),
    await parallel('starved-cluster', from, 2, JOBS, endMs),
    await parallel('cluster', from, 100, JOBS, startedMs + (endMs - startedMs) * CI_CLUSTER_SHARE),
    await parallel('cluster', from, 150, JOBS, endMs, 'transactions'),
  ];
  return Math.max(...codes);
}

/** Runs the seeds in this process, with the real world out of reach. */
async function here(kind: SeedKind, seeds: readonly number[], endMs: number): Promise<number> {
  // The import comes no earlier, because a mutant is put in while modules load.
  const { runSeeds } = await import('./seed-runs.js');
  const beganMs = nowMs();
  const focus = values.focus === undefined ? '' : ` --focus ${values.focus}`;
  let [current, begun] = [0, 0];
  // Set before the real world is out of reach. Nothing of a run depends on it.
  const progress = setInterval(() => {
    const since = ((nowMs() - beganMs) / 1_000).toFixed(0);
    const place = begun > seeds.length ? 'again' : `${begun} of ${seeds.length}`;
    process.stdout.write(`${kind}: at seed ${current} (${place}) after ${since} s\n`);
  }, PROGRESS_MS);
  const undo = trapRealWorld();
  const summary = await runSeeds(kind, seeds, {
    onSeed(seed) {
      [current, begun] = [seed, begun + 1];
      tellParent({ kind: 'begins', seed });
    },
    onFailure(seed, report) {
      tellParent({ kind: 'failed', seed, report });
      process.stdout.write(`${report}\nagain: node packages/simulator/dist/bin.js ${kind} --from ${seed}${focus}\n`);
      if (values.view && kind === 'cluster') tellView(seed, values.focus);
    },
    firstFailureOnly: values.first,
    focus: values.focus,
    isOver: () => nowMs() >= endMs,
  });
  undo();
  clearInterval(progress);
  tellParent({ kind: 'ended', seeds: summary.seeds });
  const [only] = seeds;
  if (values.view && kind === 'cluster' && seeds.length === 1 && only !== undefined && summary.failures.length === 0)
    tellView(only, values.focus);
  const seconds = ((nowMs() - beganMs) / 1_000).toFixed(1);
  const cpuSeconds = (process.cpuUsage().user / 1e6).toFixed(1);
  const { seeds: ran, repeated, events, failures } = summary;
  const [failed, first] = [failures.length > 0, values.first];
  const count = ran === seeds.length || (failed && first) ? `${ran}` : `${ran} of ${seeds.length}`;
  const failing = failed ? `, FAILED: ${failures.map(({ seed }) => seed).join(' ')}` : '';
  process.stdout.write(
    `${kind}: ${count} seeds (${repeated} twice), ${events} events, ${seconds} s, ${cpuSeconds} s of CPU${failing}\n`,
  );
  if (ran < seeds.length && !(failed && first))
    process.stdout.write(`left out: ${seeds.length - ran} ${kind} seeds: the time is over\n`);
  return failed ? 1 : 0;
}

/** Where the run can be watched, and how to get the page if it is not there. */
function tellView(seed: number, focus: string | undefined): void {
  const isMade = existsSync(viewPage);
  const advice = isMade ? 'npm run playground makes it anew, after changes' : 'npm run playground makes the page';
  process.stdout.write(`to watch it: ${viewAddress(viewPage, seed, focus)} (${advice})\n`);
}

/** The same seeds over several processes, interleaved. */
async function parallel(
  kind: SeedKind,
  first: number,
  count: number,
  jobCount: number,
  endMs: number,
  focus: string | undefined = values.focus,
): Promise<number> {
  const leftMinutes = (endMs - nowMs()) / 60_000;
  // What is over already ends at once, and says so.
  const time = Number.isFinite(leftMinutes) ? ['--minutes', `${Math.max(leftMinutes, Number.MIN_VALUE)}`] : [];
  const about = [
    ...(focus === undefined ? [] : ['--focus', focus]),
    ...(values.view && kind === 'cluster' ? ['--view'] : []),
  ];
  const codes = Array.from({ length: jobCount }, (_, job) => {
    const share = Math.ceil((count - job) / jobCount);
    const range = ['--from', String(first + job), '--count', String(share), '--stride', String(jobCount)];
    const child = fork(self, [kind, ...range, ...time, ...about], { stdio: 'inherit' });
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
async function score(names: readonly string[], clusterSeeds: number, jobCount: number, endMs: number): Promise<number> {
  const unknown = names.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) return fail(`no mutant is named ${unknown.join(', ')}`);
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.includes(name));
  const text = existsSync(scoreFile) ? readFileSync(scoreFile, 'utf8') : '';
  let waiting = chosen.length;
  const verdicts = await scoreMutants(
    chosen,
    jobCount,
    (mutant) => {
      // What the others do not use of their share is for those that come later.
      const shareMs = (Math.max(0, endMs - nowMs()) * jobCount) / Math.max(jobCount, waiting);
      waiting -= 1;
      if (mutant.kind === 'unit') return huntWithUnitTest(mutant, unitTests);
      const count = mutant.kind === 'quorum' ? clusterSeeds * QUORUM_SEEDS_PER_CLUSTER_SEED : clusterSeeds;
      const minutes = Number.isFinite(shareMs) ? Math.max(shareMs / 60_000, Number.MIN_VALUE) : undefined;
      return hunt(mutant, { program: self, from, count, known: knownSeedOf(mutant, text), minutes });
    },
    (line) => process.stdout.write(`${line}\n`),
  );
  process.stdout.write(`${describeScore(verdicts)}\n`);
  if (values.write) {
    writeFileSync(scoreFile, renderScore(rowsOf(mutants, verdicts, text)));
    process.stdout.write(`${scoreFile} is written\n`);
  }
  return verdicts.every(isNoticed) ? 0 : 1;
}

function tellParent(message: SeedMessage): void {
  process.send?.(message);
}

/** The time of a clock that simulations leave alone. */
function nowMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`);
  return EXIT_CODE_USAGE;
}
