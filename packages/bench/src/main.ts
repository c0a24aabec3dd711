import { present } from '@drave/base';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commands, type CommandSettings } from './commands.js';
import { compareWithBaseline, type BenchReport } from './baseline.js';
import { describeMachine } from './machine.js';
import { PageCacheFiller } from './page-cache.js';
import { formatTable } from './table.js';

const usage = `usage: drave-bench <command> [options]

commands: ${Object.keys(commands).join(', ')}, all, compare <report.json>

  -h, --help                print this
  -o, --output table|json   how to print (default table)
  --seconds <n>             length of each timed run (default 10)
  --rounds <n>              kills, starts, clusters side by side (default 20, 5 and 20)
  --partitions <n>          partitions of the failover topic (default 1000)
  --only <text>             only what has it in its name: produce "1KiB r3 acks=all", failover "leader reset",
                            topics "many" or "wide", kafka "produce 1KiB r3 acks=all", in-process "start 3+3", "many"
  --profile local|real      timer profile of the cluster (default local)
  --fill-page-cache         first fill the page cache, as it is on a machine that has run for a while (produce, consume,
                            kafka); without it a young virtual machine pays its host for every page of a file
  --rdkafka-performance <path>  librdkafka's benchmark program, for the command kafka (default: on the PATH)
  --save <file>             write the report, e.g. as a new baseline
  --baseline <file>         compare with this report and exit 1 when a figure is worse
  --tolerance <fraction>    how much worse counts as the same (default 0.25)
  --cpu-profile <directory> write CPU profiles of client and nodes there
`;

/** Runs the command line of the benchmarks, and resolves with the exit code. */
export async function main(parameters: readonly string[]): Promise<number> {
  const parsed = parseOrRefusal(parameters);
  if (typeof parsed === 'string') return misused(parsed);
  const { positionals, values } = parsed;
  if (values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const [command, file] = positionals;
  const tolerance = Number(values.tolerance ?? 0.25);
  if (command === 'compare') {
    if (file === undefined || values.baseline === undefined) return misused();
    return compare(readReport(file), values.baseline, tolerance);
  }
  const names = command === 'all' ? Object.keys(commands) : [command ?? ''];
  if (names.some((name) => commands[name] === undefined)) return misused();
  const pageCache = values['fill-page-cache'] === true ? new PageCacheFiller() : undefined;
  const settings = { ...settingsOf(values), ...present({ pageCache }) };
  const measurements = [];
  try {
    for (const name of names) measurements.push(...((await commands[name]?.(settings)) ?? []));
  } finally {
    pageCache?.close();
  }
  const report: BenchReport = {
    command: command ?? '',
    profile: settings.profile,
    machine: describeMachine(),
    settings: {
      seconds: settings.seconds,
      rounds: settings.rounds ?? 'default',
      partitions: settings.partitions,
      pageCache: pageCache === undefined ? 'as found' : 'filled',
    },
    measurements,
  };
  print(report, values.output ?? 'table');
  if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(report, undefined, 2)}\n`);
  return values.baseline === undefined ? 0 : compare(report, values.baseline, tolerance);
}

/** The parsed options, or a message about an option that does not exist. */
function parseOrRefusal(parameters: readonly string[]): ReturnType<typeof parse> | string {
  try {
    return parse(parameters);
  } catch (reason) {
    const isTypedWrongly = reason instanceof TypeError && 'code' in reason && isOptionFault(String(reason.code));
    if (!isTypedWrongly) throw reason;
    return reason.message;
  }
}

function isOptionFault(code: string): boolean {
  return code.startsWith('ERR_PARSE_ARGS_');
}

function parse(parameters: readonly string[]) {
  return parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      output: { type: 'string', short: 'o' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      partitions: { type: 'string' },
      only: { type: 'string' },
      profile: { type: 'string' },
      save: { type: 'string' },
      baseline: { type: 'string' },
      tolerance: { type: 'string' },
      'cpu-profile': { type: 'string' },
      'rdkafka-performance': { type: 'string' },
      'fill-page-cache': { type: 'boolean' },
    },
  });
}

function settingsOf(values: ReturnType<typeof parse>['values']): CommandSettings {
  const cpuProfile = values['cpu-profile'];
  const rdkafkaPerformance = values['rdkafka-performance'];
  return {
    seconds: Number(values.seconds ?? 10),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    partitions: Number(values.partitions ?? 1000),
    only: values.only ?? '',
    profile: values.profile === 'real' ? 'real' : 'local',
    ...present({ profileDirectory: cpuProfile, rdkafkaPerformance }),
  };
}

function misused(why = ''): number {
  process.stderr.write(why === '' ? usage : `${why}\n\n${usage}`);
  return 64;
}

function print(report: BenchReport, output: string): void {
  if (output === 'json') {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const { machine, profile, measurements } = report;
  const rows = measurements.map(({ name, value, unit, notes }) => [name, value, unit, notesText(notes)]);
  process.stdout.write(
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}; profile ${profile}\n` +
      `${formatTable(['what', 'value', 'unit', 'notes'], rows)}\n`,
  );
}

function notesText(notes: Readonly<Record<string, number | string>> | undefined): string {
  return Object.entries(notes ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function compare(report: BenchReport, baselineFile: string, tolerance: number): number {
  const verdicts = compareWithBaseline(readReport(baselineFile).measurements, report.measurements, tolerance);
  const rows = verdicts.map((verdict) => [
    verdict.name,
    verdict.kind,
    'ratio' in verdict ? verdict.ratio.toFixed(2) : '-',
  ]);
  process.stdout.write(`${formatTable(['what', 'verdict', 'ratio'], rows)}\n`);
  return verdicts.some((verdict) => verdict.kind === 'worse') ? 1 : 0;
}

function readReport(file: string): BenchReport {
  return JSON.parse(readFileSync(file, 'utf8')) as BenchReport;
}
