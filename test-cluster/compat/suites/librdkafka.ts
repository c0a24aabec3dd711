import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Broker } from './broker.js';
import { run } from './external.js';
import { failureIn, hasRun, skipIn, unmetIn, type RunnerReport } from './librdkafka-report.js';
import type { Round } from './librdkafka-rounds.js';
import type { Outcome } from './expected.js';
import { nodeRdkafka } from './node-rdkafka.js';
import { boundMs, leftMs } from '../../src/bounds.js';

/**
 * librdkafka's own C tests, from the sources that node-rdkafka brings, against a broker that runs. Every test number
 * gets a process of its own: one that crashes or hangs takes nothing else along.
 */
/** Tests from 1000 on need a setup of their own and are never run by the suite itself. */
const NUMBER_MAX = 999;
const testTimeoutMs = boundMs(240_000, 'a test of librdkafka');
/** What a test is expected to take: with less than that left, none begins. */
const EXPECTED_TEST_MS = 30_000;
/** Most tests wait most of the time. */
const WORKERS_MAX = 3;
/** The release whose behaviour is asked for; it also makes the suite use BROKERS instead of a ZooKeeper. */
const KAFKA_VERSION = '4.0.0';
const kafkaPath = fileURLToPath(new URL('../kafka', import.meta.url));

export class LibrdkafkaSuite {
  /** Tests that were not begun, or not ended, because the time of the run was over. */
  readonly leftOut: string[] = [];
  private readonly folder: string;
  private readonly libraries: string;

  private constructor(folder: string, libraries: string) {
    this.folder = folder;
    this.libraries = libraries;
  }

  static async compiled(): Promise<LibrdkafkaSuite> {
    const { folder } = await nodeRdkafka();
    return new LibrdkafkaSuite(join(folder, 'deps', 'librdkafka', 'tests'), join(folder, 'build', 'deps'));
  }

  /** Runs the tests of one round. What belongs to other scenarios is not told. */
  async run(broker: Broker, round: Round, selection: Selection): Promise<Map<string, Outcome>> {
    const work = mkdtempSync(join(tmpdir(), 'drave-librdkafka-'));
    try {
      const config = join(work, 'test.conf');
      const lines = { 'metadata.broker.list': broker.kafka, 'test.topic.random': 'true', ...round.clientConfig };
      writeFileSync(
        config,
        Object.entries(lines)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(''),
      );
      const session: Session = { broker, round, config, work };
      const { only } = selection;
      const numbers = round.only ?? (await this.numbers(session));
      const jobs = numbers
        .filter((number) => (only?.includes(number) ?? true) && round.except?.includes(number) !== true)
        .flatMap(
          (number): readonly Job[] => round.subtests?.[number]?.map((subtest) => ({ number, subtest })) ?? [{ number }],
        );
      const findings = await this.drain(session, jobs);
      await this.again(session, findings, selection);
      return new Map(findings.flatMap(({ outcomes }) => [...outcomes]));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }

  private async drain(session: Session, jobs: readonly Job[]): Promise<Finding[]> {
    const queue = [...jobs];
    const findings: Finding[] = [];
    const worker = async (): Promise<void> => {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        const outcomes = await this.runJob(session, job);
        if (outcomes !== undefined) findings.push({ job, outcomes });
      }
    };
    await Promise.all(Array.from({ length: WORKERS_MAX }, worker));
    return findings;
  }

  /**
   * What failed beside others, and is not known to, is run once more alone: many tests measure times, and the machine
   * may have two cores.
   */
  private async again(session: Session, findings: Finding[], { isExpected }: Selection): Promise<void> {
    for (const finding of findings) {
      const isSurprise = [...finding.outcomes].some(
        ([test, outcome]) => outcome.result === 'fail' && !isExpected(test, outcome),
      );
      // Without the time for that, nothing is known of it.
      if (isSurprise) finding.outcomes = (await this.runJob(session, finding.job)) ?? new Map();
    }
  }

  /** Every number that the suite knows, from the report of a run that selects none. */
  private async numbers(session: Session): Promise<string[]> {
    const { report } = await this.runner(session, 'none');
    const names = Object.keys(report?.tests ?? {}).filter((name) => /^\d{4}_/.test(name));
    if (names.length === 0) throw new Error('the test runner names no test');
    return [...new Set(names.map((name) => name.slice(0, 4)))].filter((number) => Number(number) <= NUMBER_MAX);
  }

  /** Undefined when the time of the run was over before it had ended. */
  private async runJob(session: Session, job: Job): Promise<ReadonlyMap<string, Outcome> | undefined> {
    const startedMs = performance.now();
    const { number, subtest } = job;
    const found = leftMs() < boundMs(EXPECTED_TEST_MS) ? undefined : await this.runner(session, number, subtest);
    if (found === undefined || (found.timedOut && leftMs() === 0)) {
      this.leftOut.push(nameOf(session, number, job));
      return undefined;
    }
    const outcomes = new Map<string, Outcome>();
    if (found.report === undefined)
      outcomes.set(nameOf(session, `${number}_*`, job), failed(found, number, 'no report'));
    for (const [test, { state }] of Object.entries(found.report?.tests ?? {})) {
      if (!test.startsWith(`${number}_`)) continue;
      const outcome = outcomeOf(found, test, state, subtest);
      if (outcome !== undefined) outcomes.set(nameOf(session, test, job), outcome);
    }
    for (const [name, outcome] of outcomes) tell(name, outcome, performance.now() - startedMs);
    this.keepLog(session, job, found.output);
    return outcomes;
  }

  private keepLog({ round }: Session, { number, subtest = '' }: Job, output: string): void {
    const folder = process.env['DRAVE_COMPAT_LOGS'];
    if (folder !== undefined) appendFileSync(join(folder, `${number} ${subtest} ${round.name}.log`), output);
  }

  private async runner(session: Session, selected: string, subtest?: string): Promise<RunnerRun> {
    const { round } = session;
    const reportFile = join(session.work, `${selected}${subtest ?? ''}.json`);
    const { stdout, stderr, exitCode, signal, timedOut } = await run(
      [join(this.folder, 'test-runner'), '-L', ...(round.isQuick ? ['-Q'] : []), '-p1', '-s', round.scenario],
      {
        folder: this.folder,
        timeoutMs: Math.min(testTimeoutMs, leftMs()),
        environment: {
          TESTS: selected,
          TEST_REPORT: reportFile,
          TEST_KAFKA_VERSION: process.env['TEST_KAFKA_VERSION'] ?? KAFKA_VERSION,
          RDKAFKA_TEST_CONF: session.config,
          LD_LIBRARY_PATH: this.libraries,
          BROKERS: session.broker.kafka,
          ZK_ADDRESS: session.broker.kafka,
          KAFKA_PATH: kafkaPath,
          DRAVE_BOOTSTRAP: session.broker.drave,
          ...round.environment,
          ...(subtest === undefined ? {} : { SUBTESTS: subtest }),
        },
      },
    );
    const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as RunnerReport) : undefined;
    const ended = timedOut ? `did not end within ${testTimeoutMs / 1_000} s` : `ended with ${signal ?? exitCode}`;
    return { report, output: stdout + stderr, ended, timedOut };
  }
}

/** What of a round is asked for, and what is known of it. */
interface Selection {
  /** Test numbers; all of the round when undefined. */
  readonly only: readonly string[] | undefined;
  readonly isExpected: (test: string, outcome: Outcome) => boolean;
}

/** One process of the runner: a number, or one subtest of it. */
interface Job {
  readonly number: string;
  readonly subtest?: string;
}

interface Finding {
  readonly job: Job;
  outcomes: ReadonlyMap<string, Outcome>;
}

function nameOf({ round }: Session, test: string, { subtest }: Job): string {
  return `${test}${subtest === undefined ? '' : ` ${subtest.replaceAll(/^_|:$/g, '')}`}${round.suffix ?? ''}`;
}

/** Undefined for a test that belongs to another scenario. */
function outcomeOf(found: RunnerRun, test: string, state: string, subtest: string | undefined): Outcome | undefined {
  const { output } = found;
  if (state === 'SKIPPED') {
    const why = skipIn(output, test);
    return why === undefined ? undefined : { result: 'skip', why };
  }
  if (state !== 'PASSED') return failed(found, test, state);
  const unmet = unmetIn(output, test);
  if (unmet !== undefined) return { result: 'fail', at: test, says: unmet };
  if (subtest !== undefined && !hasRun(output, subtest)) return failed(found, test, 'the suite has no such subtest');
  return { result: 'pass' };
}

function failed({ output, ended }: RunnerRun, test: string, state: string): Outcome {
  return { result: 'fail', at: 'runner', says: `${state}, ${ended}`, ...failureIn(output, test) };
}

interface Session {
  readonly broker: Broker;
  readonly round: Round;
  readonly config: string;
  readonly work: string;
}

interface RunnerRun {
  readonly report: RunnerReport | undefined;
  readonly output: string;
  readonly ended: string;
  readonly timedOut: boolean;
}

function tell(name: string, outcome: Outcome, tookMs: number): void {
  const detail =
    outcome.result === 'pass' ? '' : outcome.result === 'skip' ? outcome.why : `${outcome.at}: ${outcome.says}`;
  console.log(`  ${outcome.result} ${name} ${(tookMs / 1_000).toFixed(1)} s ${detail}`);
}
