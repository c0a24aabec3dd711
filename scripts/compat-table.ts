import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { features, type Feature } from '../test-cluster/compat/suites/features.js';
import type { ExpectedSuite } from '../test-cluster/compat/suites/expected.js';
import { compareApiVersions } from './api-versions.js';
import { finish, readJson, readText, root } from './workspace.js';

/**
 * Writes docs/compat.md and test-cluster/compat/FINDINGS.md from what the runs have recorded: the outcome of other
 * projects' suites, test by test, and which client could do what. The runs themselves fail when a record no longer
 * holds.
 *
 *   tsx scripts/compat-table.ts                     write both files
 *   tsx scripts/compat-table.ts --check             are they what this script would write?
 *   tsx scripts/compat-table.ts --record REPORT...  take over which client could do what, from reports of vitest
 */
const FOLDER = 'test-cluster/compat/expected';
const CLIENTS_FILE = `${FOLDER}/clients.json`;
const outputs = [
  { file: 'docs/compat.md', text: table },
  { file: 'test-cluster/compat/FINDINGS.md', text: findings },
] as const;

/** By client and version: each feature that a test asks of it, and whether it passed. */
type Clients = Record<string, Partial<Record<Feature, boolean>>>;

const [mode, ...reports] = process.argv.slice(2);
const suites = ['librdkafka', 'node-rdkafka'].map((name) => readJson<ExpectedSuite>(`${FOLDER}/${name}.json`));
if (mode === '--record') recordClients(reports);
const clients = readJson<Clients>(CLIENTS_FILE);
const versions = compareApiVersions();
if (mode === '--check') check();
else for (const { file, text } of outputs) writeFileSync(join(root, file), text());

function check(): void {
  const stale = outputs.filter(({ file, text }) => !existsSync(join(root, file)) || readText(file) !== text());
  const problems = stale.map(({ file }) => `${file}: not what the results say; run npx tsx scripts/compat-table.ts`);
  problems.push(...versions.problems);
  for (const suite of suites)
    for (const [test, expected] of Object.entries(suite.tests))
      if (expected.result !== 'pass' && expected.because === 'unexplained')
        problems.push(`${suite.suite}: ${test} does not pass, and nothing says why`);
  finish('compat', `${suites.length} suites, ${Object.keys(clients).length} clients`, problems);
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** A feature that several tests ask for counts when all of them passed. */
function recordClients(files: readonly string[]): void {
  const found: Clients = existsSync(join(root, CLIENTS_FILE)) ? readJson<Clients>(CLIENTS_FILE) : {};
  const seen = new Set<string>();
  for (const file of files)
    for (const { assertionResults } of (JSON.parse(readFileSync(file, 'utf8')) as VitestReport).testResults)
      for (const { ancestorTitles, title, status } of assertionResults) {
        const name = /^feature: (\w+)/.exec(title)?.[1];
        const client = ancestorTitles.at(-1);
        if (name === undefined || client === undefined || !isFeature(name) || status === 'skipped') continue;
        const row = (found[client] ??= {});
        const before = seen.has(`${client}/${name}`) ? row[name] === true : true;
        row[name] = before && status === 'passed';
        seen.add(`${client}/${name}`);
      }
  const sorted = Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(root, CLIENTS_FILE), `${JSON.stringify(sorted, null, 2)}\n`);
}

function isFeature(name: string): name is Feature {
  return name in features;
}

function table(): string {
  const names = (Object.keys(features) as Feature[]).filter((feature) =>
    Object.values(clients).some((row) => row[feature] !== undefined),
  );
  const header = ['client', ...names.map((name) => features[name])];
  const rows = Object.entries(clients).map(([client, row]) => [client, ...names.map((name) => cell(row[name]))]);
  const counts = suites.map(({ suite, version, tests }) => {
    const results = Object.values(tests).map(({ result }) => result);
    const count = (wanted: string): string => `${results.filter((result) => result === wanted).length}`;
    return [suite, version, `${results.length}`, count('pass'), count('fail'), count('skip')];
  });
  return [
    '# Clients and suites of other projects',
    '',
    'Written by `scripts/compat-table.ts` from the results that `npm run test:full` compares with every run. Each cell',
    'stands for tests against a cluster of three controllers and three brokers; `–` means that the client cannot do it,',
    'or is not asked to.',
    '',
    ...markdown(header, rows),
    '',
    '## Suites',
    '',
    ...markdown(['suite', 'version', 'tests', 'pass', 'fail', 'left out by the suite'], counts),
    '',
    'Of a few of librdkafka’s tests each part counts, because one part ends the test early for want of something that',
    'Drave leaves out; some tests of consumer groups count for each group protocol.',
    '',
    'Why each test that does not pass does not is in [FINDINGS](../test-cluster/compat/FINDINGS.md).',
    '',
    '## Versions of the APIs',
    '',
    `What a plain broker of Apache Kafka ${versions.kafka} advertises to clients, from its message definitions, and what Drave`,
    'does. An API that is switched off is answered as Kafka answers it while its subject is off: tools count on that.',
    '',
    ...markdown(['key', 'API', `Kafka ${versions.kafka}`, 'Drave', 'why they differ'], versions.rows),
    '',
  ].join('\n');
}

function cell(passed: boolean | undefined): string {
  return passed === undefined ? '–' : passed ? 'yes' : '**no**';
}

function findings(): string {
  const lines = [
    '# Findings',
    '',
    'Every test of another project that does not pass, the line of theirs that fails, and why.',
    '',
  ];
  for (const { suite, version, tests } of suites) {
    lines.push(`## ${suite} ${version}`, '');
    const open = Object.entries(tests).filter(([, { result }]) => result !== 'pass');
    if (open.length === 0) lines.push('All pass.');
    for (const [test, expected] of open) {
      if (expected.result === 'fail')
        lines.push(`- \`${test}\` fails at \`${expected.at}\` (${expected.says}): ${expected.because}.`);
      if (expected.result === 'skip')
        lines.push(`- \`${test}\` is left out by the suite (${expected.why}): ${expected.because}.`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : ':-:'))), ...rows.map(line)];
}
