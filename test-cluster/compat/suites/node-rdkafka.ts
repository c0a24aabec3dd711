import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installed, runOrThrow, type Requirements } from './external.js';
import { boundMs } from '../../src/bounds.js';

const NODE_RDKAFKA_VERSION = '3.6.1';
const MOCHA_VERSION = '10.8.2';

/** What node-rdkafka, librdkafka and librdkafka's tests are compiled with. */
export const nodeRdkafkaRequirements = {
  commands: ['gcc', 'g++', 'make', 'npm', 'python3', 'openssl'],
  headers: ['curl/curl.h', 'openssl/ssl.h', 'rapidjson/schema.h', 'zlib.h', 'zstd.h'],
} as const satisfies Requirements;

/**
 * node-rdkafka with its add-on, librdkafka and librdkafka's tests, all compiled here; takes about four minutes once.
 */
export async function nodeRdkafka(): Promise<{ readonly folder: string; readonly mocha: string }> {
  const modules = join(
    await installed({
      name: `node-rdkafka-${NODE_RDKAFKA_VERSION}`,
      packages: [`node-rdkafka@${NODE_RDKAFKA_VERSION}`, `mocha@${MOCHA_VERSION}`],
      compiles: true,
      headers: nodeRdkafkaRequirements.headers,
      finish: (folder, logFile) => compileTests(join(folder, 'node_modules', 'node-rdkafka'), logFile),
    }),
    'node_modules',
  );
  return { folder: join(modules, 'node-rdkafka'), mocha: join(modules, '.bin', 'mocha') };
}

/** The runner of librdkafka's tests, beside the libraries that the add-on has compiled already. */
async function compileTests(folder: string, logFile: string): Promise<void> {
  const tests = join(folder, 'deps', 'librdkafka', 'tests');
  await runOrThrow(['make', '-j2', 'test-runner'], {
    folder: tests,
    logFile,
    timeoutMs: boundMs(10 * 60_000, 'the tests of librdkafka are compiled'),
  });
}

/** The library; it has no types of its own that the tests could compile against. */
export async function loadNodeRdkafka(): Promise<Rdkafka> {
  const { folder } = await nodeRdkafka();
  return createRequire(join(folder, 'package.json'))(folder) as Rdkafka;
}

/** node-rdkafka, as far as tests use it. */
interface Rdkafka {
  readonly Producer: new (global: object, topic: object) => RdkafkaProducer;
  readonly HighLevelProducer: new (global: object, topic: object) => RdkafkaProducer;
  readonly KafkaConsumer: new (
    global: object,
    topic: object,
  ) => RdkafkaClient & {
    subscribe(topics: readonly string[]): void;
    consume(): void;
  };
}

interface RdkafkaClient {
  connect(options: object, callback: (failure: unknown) => void): unknown;
  disconnect(callback: (failure: unknown) => void): unknown;
  on(event: string, listener: (failure: unknown, report: { readonly opaque: unknown }) => void): unknown;
  prependListener(event: string, listener: (...parameters: unknown[]) => void): unknown;
}

interface RdkafkaProducer extends RdkafkaClient {
  produce(...parameters: unknown[]): unknown;
  setPollInterval(intervalMs: number): unknown;
  flush(timeoutMs: number, callback: (failure: unknown) => void): unknown;
}

export function connected(client: RdkafkaClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.connect({}, (failure) => (failure === null || failure === undefined ? resolve() : reject(failure as Error)));
  });
}
