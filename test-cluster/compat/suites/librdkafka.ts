import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Broker } from './broker.js';
import { run, runOrThrow } from './external.js';
import { failureIn, skipIn, type RunnerReport } from './librdkafka-report.js';
import type { Outcome } from './expected.js';
import { nodeRdkafka } from './node-rdkafka.js';

/**
 * librdkafka's own C tests, from the sources that node-rdkafka brings, against a broker that runs. Every test number
 * gets a process of its own: one that crashes or hangs takes nothing else along.
 */
export const librdkafkaVersion = '2.12.0';
/** Tests from 1000 on need a setup of their own and are never run by the suite itself. */
const numberMax = 999;
const testTimeoutMs = 240_000;
/** Most tests wait most of the time. */
const workersMax = 3;
/** The release whose behaviour is asked for; it also makes the suite use BROKERS instead of a ZooKeeper. */
const kafkaVersion = '4.0.0';
const kafkaPath = fileURLToPath(new URL('../kafka', import.meta.url));

export class LibrdkafkaSuite {
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

  /** Runs the tests of one scenario; `only` narrows it to some numbers. What belongs to other scenarios is not told. */
  async run(broker: Broker, scenario: string, only?: readonly string[]): Promise<Map<string, Outcome>> {
    const work = mkdtempSync(join(tmpdir(), 'drave-librdkafka-'));
    try {
      const config = join(work, 'test.conf');
      writeFileSync(config, `metadata.broker.list=${broker.kafka}\ntest.topic.random=true\n`);
      const session: Session = { broker, scenario, config, work };
      const queue = only === undefined ? await this.numbers(session) : [...only];
      const outcomes = await this.drain(session, queue);
      await this.again(session, outcomes);
      return outcomes;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }

  private async drain(session: Session, queue: string[]): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    const worker = async (): Promise<void> => {
      for (let number = queue.shift(); number !== undefined; number = queue.shift())
        for (const [test, outcome] of await this.runNumber(session, number)) outcomes.set(test, outcome);
    };
    await Promise.all(Array.from({ length: workersMax }, worker));
    return outcomes;
  }

  /** What failed beside others is run once more alone: many tests measure times, and the machine may have two cores. */
  private async again(session: Session, outcomes: Map<string, Outcome>): Promise<void> {
    const failed = [...outcomes].filter(([, outcome]) => outcome.result === 'fail').map(([test]) => test.slice(0, 4));
    for (const number of new Set(failed))
      for (const [test, outcome] of await this.runNumber(session, number)) outcomes.set(test, outcome);
  }

  /** Every number that the suite knows, from the report of a run that selects none. */
  private async numbers(session: Session): Promise<string[]> {
    const { report } = await this.runner(session, 'none');
    const names = Object.keys(report?.tests ?? {}).filter((name) => /^\d{4}_/.test(name));
    if (names.length === 0) throw new Error('the test runner names no test');
    return [...new Set(names.map((name) => name.slice(0, 4)))].filter((number) => Number(number) <= numberMax);
  }

  private async runNumber(session: Session, number: string): Promise<Map<string, Outcome>> {
    const startedMs = performance.now();
    const { report, output, ended } = await this.runner(session, number);
    const outcomes = new Map<string, Outcome>();
    if (report === undefined) {
      outcomes.set(`${number}_*`, { result: 'fail', at: 'runner', says: ended, ...failureIn(output, number) });
    }
    for (const [name, { state }] of Object.entries(report?.tests ?? {})) {
      if (!name.startsWith(`${number}_`)) continue;
      if (state === 'PASSED') outcomes.set(name, { result: 'pass' });
      else if (state === 'SKIPPED') {
        const why = skipIn(output, name);
        if (why !== undefined) outcomes.set(name, { result: 'skip', why });
      } else
        outcomes.set(name, { result: 'fail', at: 'runner', says: `${state}, ${ended}`, ...failureIn(output, name) });
    }
    for (const [name, outcome] of outcomes) tell(name, outcome, performance.now() - startedMs);
    const keep = process.env['DRAVE_COMPAT_LOGS'];
    if (keep !== undefined) writeFileSync(join(keep, `${number}-${session.scenario}.log`), output);
    return outcomes;
  }

  private async runner(session: Session, selected: string): Promise<RunnerRun> {
    const reportFile = join(session.work, `${selected}.json`);
    const { stdout, stderr, exitCode, signal, timedOut } = await run(
      [join(this.folder, 'test-runner'), '-L', '-Q', '-E', '-p1', '-s', session.scenario],
      {
        folder: this.folder,
        timeoutMs: testTimeoutMs,
        environment: {
          TESTS: selected,
          TEST_REPORT: reportFile,
          TEST_KAFKA_VERSION: process.env['TEST_KAFKA_VERSION'] ?? kafkaVersion,
          RDKAFKA_TEST_CONF: session.config,
          LD_LIBRARY_PATH: this.libraries,
          BROKERS: session.broker.kafka,
          ZK_ADDRESS: session.broker.kafka,
          KAFKA_PATH: kafkaPath,
          DRAVE_BOOTSTRAP: session.broker.drave,
        },
      },
    );
    const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as RunnerReport) : undefined;
    const ended = timedOut ? `did not end within ${testTimeoutMs / 1_000} s` : `ended with ${signal ?? exitCode}`;
    return { report, output: stdout + stderr, ended };
  }
}

/** The runner of librdkafka's tests, beside the libraries that the add-on has compiled already. */
export async function compileTests(folder: string, logFile: string): Promise<void> {
  const tests = join(folder, 'deps', 'librdkafka', 'tests');
  await runOrThrow(['make', '-j2', 'test-runner'], { folder: tests, logFile, timeoutMs: 10 * 60_000 });
}

interface Session {
  readonly broker: Broker;
  readonly scenario: string;
  readonly config: string;
  readonly work: string;
}

interface RunnerRun {
  readonly report: RunnerReport | undefined;
  readonly output: string;
  readonly ended: string;
}

function tell(name: string, outcome: Outcome, tookMs: number): void {
  const detail =
    outcome.result === 'pass' ? '' : outcome.result === 'skip' ? outcome.why : `${outcome.at}: ${outcome.says}`;
  console.log(`  ${outcome.result} ${name} ${(tookMs / 1_000).toFixed(1)} s ${detail}`);
}
