import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { present } from '@drave/base';
import { inProcessRuntime } from '@drave/cluster';
import { BenchCluster } from './bench-cluster.js';
import { measureLeaderFailover } from './failover.js';
import type { FoundCycles, FoundStarts, InProcessPart, Spent } from './in-process-program.js';
import { measureBareNode } from './machine.js';
import { median, round, type Measurement } from './measurement.js';

const program = fileURLToPath(new URL('./in-process-program.js', import.meta.url));
/** The test kit of the package that people install, where `npm run package` has made it. */
const packedKit = new URL('../../drave/dist/package/dist/testing.js', import.meta.url);
const STARTS = 4;

/**
 * Measures clusters in the process of their user: loading the code, the first start in a process and later ones, the
 * memory of that process. Each round is a new process. Everything is also given in units of `node -e 0`, measured
 * around it, because that says something on a busy machine, too. The code is that of the workspace, in hundreds of
 * modules, and that of the package, in one script, if it is there.
 */
export async function measureInProcessStart(combined: boolean, rounds: number): Promise<Measurement[]> {
  const nodes = combined ? 'one combined node' : '3+3';
  const found = await measureStarts(`in process ${nodes}`, combined, rounds);
  if (!existsSync(packedKit)) return found;
  return [...found, ...(await measureStarts(`in process, of the package, ${nodes}`, combined, rounds, packedKit.href))];
}

async function measureStarts(name: string, combined: boolean, rounds: number, kit?: string): Promise<Measurement[]> {
  const unit = measureBareNode();
  const found: FoundStarts[] = [];
  const part = { kind: 'start', combined, controllers: combined ? 1 : 3, starts: STARTS, ...present({ kit }) } as const;
  for (let count = 0; count < rounds; count++) found.push(await run<FoundStarts>(part));
  const entries = (what: string, samples: readonly Spent[]): Measurement[] => {
    const wallMs = median(samples.map((sample) => sample.wallMs));
    const processorMs = median(samples.map((sample) => sample.processorMs));
    const notes = { 'bare nodes': round(wallMs / 1_000 / unit.wallSeconds) };
    return [
      { name: `${name} ${what}`, value: round(wallMs / 1_000), unit: 's', better: 'lower', notes },
      {
        name: `${name} ${what}, CPU in bare nodes`,
        value: round(processorMs / 1_000 / unit.cpuSeconds),
        unit: 'ratio',
        better: 'lower',
        notes: { 'CPU ms': round(processorMs), 'bare node, CPU ms': round(unit.cpuSeconds * 1_000) },
      },
    ];
  };
  const resident = median(found.map(({ residentBytes }) => residentBytes)) / 1e6;
  return [
    ...entries(
      'load',
      found.map(({ load }) => load),
    ),
    ...entries(
      'first start',
      found.flatMap(({ starts }) => starts.slice(0, 1)),
    ),
    ...entries(
      'later start',
      found.flatMap(({ starts }) => starts.slice(1)),
    ),
    { name: `${name} resident`, value: round(resident), unit: 'MB', better: 'lower' },
  ];
}

/** Measures, as `measureLeaderFailover`, the kill of a broker in this process that leads the only partition. */
export async function measureInProcessFailover(rounds: number): Promise<Measurement[]> {
  const options = { runtime: inProcessRuntime({ storage: 'disk' }) };
  const found = await BenchCluster.run(options, (bench) => measureLeaderFailover(bench, 'reset', rounds, 1, 'led'));
  return found.map((measurement) => ({ ...measurement, name: `in process ${measurement.name}` }));
}

/** Measures clusters side by side in one process, each of which loses a leader under load, and is verified. */
export async function measureManyInProcess(clusters: number): Promise<Measurement[]> {
  const found = await run<FoundCycles>({ kind: 'cycles', clusters });
  const name = `in process ${clusters} clusters`;
  const seconds = (what: string, milliseconds: number): Measurement => {
    return { name: `${name} ${what}`, value: round(milliseconds / 1_000), unit: 's', better: 'lower' };
  };
  return [
    { ...seconds('whole', found.whole.wallMs), notes: { 'CPU s': round(found.whole.processorMs / 1_000) } },
    seconds('slowest cycle', Math.max(...found.cycleMs)),
    seconds('kill until all partitions take records, median', median(found.killMs)),
    {
      name: `${name} disturbances`,
      value: found.disturbances,
      unit: 'count',
      better: 'lower',
      notes: { 'records acknowledged and verified': found.acknowledged },
    },
    { name: `${name} resident`, value: round(found.residentBytes / 1e6), unit: 'MB', better: 'lower' },
  ];
}

async function run<Found>(part: InProcessPart): Promise<Found> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(part)]);
  return JSON.parse(stdout) as Found;
}
