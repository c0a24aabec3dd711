import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.js';
import { costOf, type Costs } from './costs.js';
import type { Work } from './plan.js';

/**
 * The tests, tier by tier. Costs are in units (`test-cluster/src/machine-unit.ts`); 1,000 of them are a minute on a
 * normal machine. A tier's value says what is worth most to know about a change when not everything can be run.
 */
export interface Tier extends Work {
  /** A tool of `node_modules/.bin`, or `node`, and its parameters. */
  command(shareMs: number | undefined): readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Vitest tells how many tests passed and failed; any other tier counts as one test. */
  readonly countsTests?: boolean;
  /** The longest that one thing in it may take without a line printed. */
  readonly silenceUnits: number;
  /** Prepares others: it counts as no test, and without it those that need it say what they lack. */
  readonly isPreparation?: boolean;
}

const vitest = (config: string, ...files: readonly string[]): readonly string[] => [
  'vitest',
  'run',
  '--config',
  `packages/tooling/vitest.${config}.ts`,
  ...files,
];
const costs = JSON.parse(readFileSync(new URL('costs.json', import.meta.url), 'utf8')) as Costs;
/** What all test files in a folder are expected to cost together. */
const costOfFolder = (folder: string): number =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .reduce((sum, file) => sum + costOf(costs, `${folder}/${file}`), 0);
/** Files in which a long run does more than a short one. */
const longer = [
  'faults/kills.test.ts',
  'faults/chaos.test.ts',
  'kafka/kills.test.ts',
  'kafka/admin.test.ts',
  'bad-input/kafka-port.test.ts',
  'starvation/starvation.test.ts',
];
const longerFiles = longer.map((file) => `test-cluster/src/${file}`);
/** Suites of other projects count in seconds of their own. */
const suitesStretchMax = 3;
const long = { DRAVE_TEST_LONG: '1' };
const compiled = ['compile'];

const compile: Tier = {
  name: 'compile',
  value: 100,
  units: 700,
  silenceUnits: 10_000,
  command: () => ['turbo', 'run', '//#compile', '--output-logs=full', '--log-order=stream'],
};

export const quick: readonly Tier[] = [
  compile,
  {
    name: 'unit',
    value: 95,
    units: 1_500,
    unitsMin: 60,
    silenceUnits: 3_000,
    countsTests: true,
    command: () => vitest('unit'),
  },
  {
    name: 'check',
    value: 90,
    units: 700,
    needs: compiled,
    silenceUnits: 5_000,
    command: () => ['tsx', 'scripts/check.ts'],
  },
  {
    name: 'process',
    value: 80,
    units: costOfFolder('test-cluster/src'),
    unitsMin: 1_000,
    needs: compiled,
    silenceUnits: 5_000,
    countsTests: true,
    command: () => vitest('process'),
  },
  {
    name: 'simulate',
    value: 75,
    units: 3_000,
    unitsMin: 200,
    needs: compiled,
    silenceUnits: 3_000,
    command: (shareMs) => [
      'node',
      'packages/simulator/dist/bin.js',
      'ci',
      ...(shareMs === undefined ? [] : ['--minutes', (shareMs / 60_000).toFixed(2)]),
    ],
  },
];

export const full: readonly Tier[] = [
  compile,
  {
    name: 'main-job',
    value: 70,
    units: 1_500,
    needs: compiled,
    silenceUnits: 5_000,
    command: () => ['tsx', 'scripts/main-job.ts'],
  },
  {
    name: 'documents',
    value: 60,
    units: 3_000,
    needs: compiled,
    silenceUnits: 8_000,
    command: () => ['tsx', 'scripts/check-docs.ts'],
  },
  {
    name: 'long-process',
    value: 50,
    units: 7_500,
    unitsMin: 1_000,
    needs: compiled,
    silenceUnits: 6_000,
    countsTests: true,
    environment: long,
    command: () => vitest('process', ...longerFiles),
  },
  {
    name: 'compat',
    value: 40,
    units: 28_000,
    unitsMin: 2_000,
    needs: compiled,
    stretchMax: suitesStretchMax,
    silenceUnits: 15_000,
    countsTests: true,
    command: () => vitest('compat'),
  },
];

/** What `.ci/run` installs first: other projects' clients, and what their sources need to compile. */
export const clients: Tier = {
  name: 'clients',
  value: 85,
  units: 2_000,
  stretchMax: suitesStretchMax,
  silenceUnits: 5_000,
  isPreparation: true,
  command: () => ['node', '--import', 'tsx', 'scripts/install-clients.ts'],
};
