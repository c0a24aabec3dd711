import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DraveError } from '@drave/base';
import { draveHome } from './cluster-directory.js';

/** How to reach a cluster, under a name of the user's. */
export interface Context {
  /** As `--bootstrap`. */
  readonly bootstrap: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

interface ContextFile {
  readonly contexts: Readonly<Record<string, Context>>;
  /** The name of a context, or of a local cluster. */
  readonly current?: string;
  readonly previous?: string;
}

const FILE_BYTES_MAX = 1024 * 1024;
const FILE_NAME = 'contexts.json';
const PROJECT_FILE_NAME = '.drave.json';
const contextFields = ['bootstrap', 'caFile', 'certFile', 'keyFile'] as const;

/** The contexts of a user, in a file of the Drave home. */
export class Contexts {
  private readonly file: string;

  constructor(directory: string = draveHome()) {
    this.file = join(directory, FILE_NAME);
  }

  /** @throws DraveError INVALID_CONFIG when the file is not what this class writes. */
  read(): ContextFile {
    const parsed = readJson(this.file);
    if (parsed === undefined) return { contexts: {} };
    const { contexts, current, previous } = parsed as { [key in keyof ContextFile]?: unknown };
    if (!isObject(contexts)) throw unusable(this.file, 'it has no contexts');
    return {
      contexts: Object.fromEntries(
        Object.entries(contexts).map(([name, one]) => [name, checkedContext(this.file, name, one)]),
      ),
      ...(typeof current === 'string' ? { current } : {}),
      ...(typeof previous === 'string' ? { previous } : {}),
    };
  }

  /** Makes `name` the current one; what was current before is the previous one. */
  select(name: string): void {
    const { contexts, current, previous } = this.read();
    const before = current === name ? previous : current;
    this.write({ contexts, current: name, ...(before === undefined ? {} : { previous: before }) });
  }

  set(name: string, context: Context): void {
    const known = this.read();
    this.write({ ...known, contexts: { ...known.contexts, [name]: context } });
  }

  remove(name: string): void {
    const { contexts, current, previous } = this.read();
    this.write({
      contexts: Object.fromEntries(Object.entries(contexts).filter(([one]) => one !== name)),
      ...(current === undefined || current === name ? {} : { current }),
      ...(previous === undefined || previous === name ? {} : { previous }),
    });
  }

  /** A reader sees the file as it was or as it is, and never a part. */
  private write(content: ContextFile): void {
    const partial = `${this.file}.${process.pid}`;
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeFileSync(partial, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    renameSync(partial, this.file);
  }
}

/**
 * What the `.drave.json` of the directory, or of the nearest one above it, says: `{"context": "shop"}`, or
 * `{"bootstrap": "host:port"}`. @throws DraveError INVALID_CONFIG.
 */
export function projectContext(directory: string): { readonly context: string } | Context | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const file = join(at, PROJECT_FILE_NAME);
    const parsed = readJson(file);
    if (parsed !== undefined) {
      const { context } = parsed as { context?: unknown };
      return typeof context === 'string' ? { context } : checkedContext(file, 'project', parsed);
    }
    if (dirname(at) === at) return undefined;
  }
}

function readJson(file: string): object | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(file, (reason as Error).message);
  }
  if (text.length > FILE_BYTES_MAX) throw unusable(file, 'it is too long');
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return parsed;
  } catch {
    // What is no JSON is refused like JSON that is no object.
  }
  throw unusable(file, 'it is no JSON object');
}

function checkedContext(file: string, name: string, given: unknown): Context {
  if (!isObject(given)) throw unusable(file, `'${name}' is no object`);
  const fields = contextFields.flatMap((field) => {
    const value = (given as Record<string, unknown>)[field];
    if (value === undefined) return [];
    if (typeof value !== 'string') throw unusable(file, `${field} of '${name}' is no text`);
    return [[field, value] as const];
  });
  const context = Object.fromEntries(fields);
  const { bootstrap } = context;
  if (bootstrap === undefined) throw unusable(file, `'${name}' has no bootstrap, such as 127.0.0.1:20001`);
  return { ...context, bootstrap };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(file: string, why: string): DraveError {
  return new DraveError('INVALID_CONFIG', `${file} cannot be used: ${why}; mend it, or take it away`);
}
