import { boundMs } from '../../src/bounds.js';
import { installedFromMaven, isRunnable, runOrThrow } from './external.js';
import { VIRTUAL_MACHINE_OPTIONS } from './java.js';

/** Apache Kafka's own command-line tools, as they are at Maven Central. */
const KAFKA_VERSION = '4.1.0';
/** Small machines take their time to start a virtual machine. */
const TOOL_TIMEOUT_MS = 60_000;

export function areKafkaToolsRunnable(): Promise<boolean> {
  return isRunnable("Kafka's own tools", { commands: ['java', 'mvn'] });
}

/** Runs a tool by its class below `org.apache.kafka.tools` to its end, and resolves with what it printed. */
export async function kafkaTool(name: string, parameters: readonly string[]): Promise<string> {
  const folder = await installedFromMaven({
    name: `kafka-tools-${KAFKA_VERSION}`,
    artifacts: [`org.apache.kafka:kafka-tools:${KAFKA_VERSION}`],
    // Kafka Connect and its web server: none of the tools here need them.
    exclusions: ['org.apache.kafka:connect-runtime', 'org.apache.kafka:connect-json', 'org.apache.kafka:connect-api'],
  });
  return runClass(folder, `org.apache.kafka.tools.${name}`, parameters);
}

/**
 * What `kafka-dump-log` prints of files of a partition, by the ending of their names. In this version the tool is part
 * of the broker's artifact, not of the tools'.
 */
export async function dumpedLog(
  files: readonly string[],
  decoder: 'print-data-log' | 'offsets-decoder' | 'transaction-log-decoder',
): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = await installedFromMaven({
    name: `kafka-${KAFKA_VERSION}`,
    artifacts: [`org.apache.kafka:kafka_2.13:${KAFKA_VERSION}`],
  });
  const parameters = ['--deep-iteration', `--${decoder}`, '--files', files.join(',')];
  const printed = await runClass(folder, 'kafka.tools.DumpLogSegments', parameters);
  const linesOf = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of printed.split('\n').filter((each) => each !== '')) {
    const ending = /^Dumping .*\.(\w+)$/.exec(line)?.[1];
    if (ending === undefined) lines.push(line);
    else linesOf.set(ending, (lines = linesOf.get(ending) ?? []));
  }
  return linesOf;
}

function runClass(folder: string, name: string, parameters: readonly string[]): Promise<string> {
  const command = ['java', ...VIRTUAL_MACHINE_OPTIONS, '-cp', `${folder}/*`, name, ...parameters];
  return runOrThrow(command, { timeoutMs: boundMs(TOOL_TIMEOUT_MS, `Kafka's ${name}`) });
}
