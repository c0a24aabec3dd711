import { posix } from 'node:path';
import { readJson, readText, workFiles } from './workspace.js';

/** Which versions of which API Kafka and Drave advertise to clients, read off sources without running any. */

const KAFKA_FILE = 'test-cluster/compat/expected/api-versions.json';
const HANDLERS_FOLDER = 'packages/kafka-server/src/handlers';

/** What a plain broker of that release advertises on a listener for clients. */
interface KafkaVersions {
  readonly kafka: string;
  readonly apis: readonly {
    readonly key: number;
    readonly name: string;
    readonly versions: readonly [min: number, max: number];
    /** Why Drave's versions are others. */
    readonly why?: string;
  }[];
}

interface ServedApi {
  readonly versions: string;
  readonly switchedOff: boolean;
}

interface ApiVersionsTable {
  /** The release of Kafka that is compared with. */
  readonly kafka: string;
  readonly rows: readonly (readonly string[])[];
  /** Differences that nobody explains, and explanations of none. */
  readonly problems: readonly string[];
}

export function compareApiVersions(): ApiVersionsTable {
  const { kafka, apis } = readJson<KafkaVersions>(KAFKA_FILE);
  const served = servedApis();
  const problems = [...served.keys()]
    .filter((key) => !apis.some((one) => one.key === key))
    .map((key) => `API ${key} is served, and ${KAFKA_FILE} does not know it`);
  const rows = apis.map(({ key, name, versions, why }) => {
    const ours = served.get(key);
    const theirs = range(...versions);
    const differs = ours?.versions !== theirs;
    if (differs && why === undefined)
      problems.push(`${name}: Kafka has ${theirs}, Drave ${ours?.versions ?? 'none'}: why?`);
    if (!differs && why !== undefined) problems.push(`${name}: a reason for a difference that is none`);
    const remark = why ?? (ours?.switchedOff === true ? 'answered as switched off' : '');
    return [`${key}`, name, theirs, ours?.versions ?? '–', remark];
  });
  return { kafka, rows, problems };
}

/** By API key, from the handlers' own files. */
function servedApis(): ReadonlyMap<number, ServedApi> {
  const served = new Map<number, ServedApi>();
  for (const file of workFiles()) {
    const key = /^(\d+)-[a-z-]+\.ts$/.exec(posix.basename(file))?.[1];
    if (key === undefined || posix.dirname(file) !== HANDLERS_FOLDER) continue;
    const text = readText(file);
    const [min, max] = ['minVersion', 'maxVersion'].map((name) => new RegExp(`${name}: (\\d+)`).exec(text)?.[1]);
    if (min === undefined || max === undefined) throw new Error(`${file} does not say which versions it serves`);
    served.set(Number(key), { versions: range(Number(min), Number(max)), switchedOff: /\bswitchedOff\(/.test(text) });
  }
  return served;
}

function range(min: number, max: number): string {
  return min === max ? `${min}` : `${min}–${max}`;
}
