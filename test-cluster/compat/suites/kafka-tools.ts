import { boundMs } from '../../src/bounds.js';
import { installedFromMaven, isRunnable, runOrThrow } from './external.js';

/** Apache Kafka's own command-line tools, as they are at Maven Central. */
const KAFKA_VERSION = '4.1.0';

export function areKafkaToolsRunnable(): Promise<boolean> {
  return isRunnable("Kafka's own tools", { commands: ['java', 'mvn'] });
}

/** Runs a tool by its class below `org.apache.kafka.tools` to its end, and resolves with what it printed. */
export async function kafkaTool(name: string, parameters: readonly string[]): Promise<string> {
  const folder = await installedFromMaven({
    name: `kafka-tools-${KAFKA_VERSION}`,
    artifact: `org.apache.kafka:kafka-tools:${KAFKA_VERSION}`,
    // Kafka Connect and its web server: none of the tools here need them.
    exclusions: ['org.apache.kafka:connect-runtime', 'org.apache.kafka:connect-json', 'org.apache.kafka:connect-api'],
  });
  const command = ['java', '-cp', `${folder}/*`, `org.apache.kafka.tools.${name}`, ...parameters];
  return runOrThrow(command, { timeoutMs: boundMs(60_000, `Kafka's ${name}`) });
}
