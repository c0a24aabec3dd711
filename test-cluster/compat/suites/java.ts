import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { boundMs } from '../../src/bounds.js';
import { CACHE_FOLDER, INSTALL_TIMEOUT_MS, runOrThrow, start, type Requirements, type Running } from './external.js';

/**
 * Our programs in Java, `compat/java`, on Apache Kafka's own libraries. Maven fetches those into the user's cache, once
 * for each state of `pom.xml`; the programs are compiled when a test begins.
 */
const SOURCE_FOLDER = fileURLToPath(new URL('../java', import.meta.url));
const POM = join(SOURCE_FOLDER, 'pom.xml');
/** Small machines run several of them beside a cluster. */
export const VIRTUAL_MACHINE_OPTIONS = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m'];
const COMPILE_TIMEOUT_MS = 60_000;

export const JAVA: Requirements = {
  commands: ['java', 'javac', 'mvn'],
  from: 'a JDK, 17 or newer, and Maven have them',
};
/** The version of Apache Kafka whose libraries the programs use. */
export const KAFKA_VERSION =
  /<artifactId>kafka-streams<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(POM, 'utf8'))?.[1] ?? '';

/** What it logs is in `NAME.log` in the folder; the trace of what ends it is in the result. */
type JavaLauncher = (name: string, command: JavaCommand) => Running;

export interface JavaCommand {
  readonly mainClass: string;
  readonly parameters: readonly string[];
  readonly onLine?: (line: string) => void;
}

interface Execution {
  /** For their classes and logs. */
  readonly folder: string;
  /** How long each may run. */
  readonly timeoutMs: number;
}

export async function compiledJava({ folder, timeoutMs }: Execution): Promise<JavaLauncher> {
  const libraries = join(await fetchedLibraries(), '*');
  const classes = join(folder, 'classes');
  mkdirSync(classes, { recursive: true });
  const sources = readdirSync(SOURCE_FOLDER).filter((file) => file.endsWith('.java'));
  const compiler = ['javac', '-Xlint:all', '-Werror', '-d', classes, '-cp', libraries];
  await runOrThrow([...compiler, ...sources], {
    folder: SOURCE_FOLDER,
    timeoutMs: boundMs(COMPILE_TIMEOUT_MS, 'javac'),
  });
  const classPath = [libraries, classes].join(delimiter);
  return (name, { mainClass, parameters, onLine }) => {
    const logging = { logFile: join(folder, `${name}.log`), showDateTime: 'true', defaultLogLevel: 'warn' };
    const settings = Object.entries(logging).map(([key, value]) => `-Dorg.slf4j.simpleLogger.${key}=${value}`);
    const command = ['java', ...VIRTUAL_MACHINE_OPTIONS, ...settings, '-cp', classPath, mainClass, ...parameters];
    return start(command, { folder, timeoutMs, ...(onLine === undefined ? {} : { onLine }) });
  };
}

async function fetchedLibraries(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 8);
  const folder = join(CACHE_FOLDER, `java-${KAFKA_VERSION}-${hash}`);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`fetching Apache Kafka's libraries ${KAFKA_VERSION} into ${folder}`);
  const maven = ['mvn', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  await runOrThrow(maven, { folder, logFile: join(folder, 'install.log'), timeoutMs: INSTALL_TIMEOUT_MS });
  writeFileSync(complete, '');
  return folder;
}
