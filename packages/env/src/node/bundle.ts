import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { pointStacksAtSources } from './bundle-stacks.js';

export type { SourceLines } from './bundle-stacks.js';

/**
 * A program in one file: its own modules and the libraries they import, written by `scripts/bundle.ts` beside the
 * modules it was made of, with V8's code cache for it. To load it takes a third of the time that loading the modules
 * takes.
 */
export interface BundleManifest {
  /** What the bundle was made of, relative to its folder, and what those files said then. */
  readonly inputs: readonly string[];
  readonly fingerprint: string;
  /** Names the other files of the bundle, which carry the hash of its code: a cache can never meet other code. */
  readonly name: string;
  /** The code is several programs, each exported by its name. Without it the code is one. */
  readonly programs?: readonly string[];
  /** A process that had to do without a code cache leaves one behind, after a while or when it ends. */
  readonly keepsCache?: boolean;
}

export const BUNDLE_MANIFEST_FILE = 'manifest.json';

export function codeFile(name: string): string {
  return `${name}.cjs`;
}

/** Of several programs in the same code each runs other functions of it. */
export function cacheFile(name: string, program?: string): string {
  return program === undefined ? `${name}.cache` : `${name}.${program}.cache`;
}

/** What was compiled when the bundle had only been loaded; it serves until a process leaves a whole cache. */
export function earlyCacheFile(name: string, program?: string): string {
  return cacheFile(name, program === undefined ? 'early' : `${program}.early`);
}

export function sourceLinesFile(name: string): string {
  return `${name}.lines`;
}

/**
 * What the bundle in this folder exports, or the one of its programs that is meant; undefined when there is none, or
 * when it was made of other modules than those that are there now. The caller loads the modules then.
 */
export function loadBundle<Exports>(folder: string, program: string): Exports | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined || fingerprintOf(folder, manifest.inputs) !== manifest.fingerprint) return undefined;
  if (manifest.programs === undefined) return load<Exports>(folder, manifest, undefined);
  return load<Readonly<Record<string, Exports>>>(folder, manifest, program)?.[program];
}

function load<Exports>(folder: string, manifest: BundleManifest, program: string | undefined): Exports | undefined {
  const { name, keepsCache = false } = manifest;
  const code = join(folder, codeFile(name));
  const ran = bundlesOfThisProcess().get(code);
  if (ran !== undefined) return ran as Exports;
  // Another build may be replacing it at this moment.
  const text = readIfThere(code);
  if (text === undefined) return undefined;
  const wholeFile = join(folder, cacheFile(name, program));
  const earlyFile = join(folder, earlyCacheFile(name, program));
  const whole = readIfThere(wholeFile);
  const early = whole === undefined && keepsCache ? readIfThere(earlyFile) : undefined;
  const cache = whole ?? early;
  const { exports, script } = runCode<Exports>(folder, name, text, cache);
  const isTaken = cache !== undefined && script.cachedDataRejected === false;
  if (keepsCache && !(isTaken && whole !== undefined)) {
    const keep = (): void => keepCache(script, wholeFile, whole);
    // Processes that start together have different ids: one is the first, and the others find what it left.
    const turn = process.pid % KEEP_SPREAD;
    setTimeout(keep, KEEP_AFTER_MS + turn * KEEP_TURN_MS).unref();
    process.once('exit', keep);
    if (!isTaken)
      setTimeout(() => keepCache(script, earlyFile, early), KEEP_EARLY_AFTER_MS + turn * KEEP_EARLY_TURN_MS).unref();
  }
  return exports;
}

/**
 * Bundles that whoever started the program here has run before it, by their files. Kept at the process, because he and
 * the program each have a copy of this module.
 */
export function bundlesOfThisProcess(): Map<string, unknown> {
  const place = globalThis as { [ran]?: Map<string, unknown> };
  place[ran] ??= new Map();
  return place[ran];
}
const ran = Symbol.for('drave.bundles');

/** The time by which a process has run what a start runs. */
const KEEP_AFTER_MS = 10_000;
const KEEP_TURN_MS = 1_000;
/** The nodes of a test are killed long before that; by now they have started, which is most of what they do. */
const KEEP_EARLY_AFTER_MS = 1_000;
const KEEP_EARLY_TURN_MS = 50;
const KEEP_SPREAD = 10;

/**
 * Writes what V8 has compiled by now, for those that start later: by one process, because all have run much the same,
 * and it holds the thread for 15 ms.
 */
function keepCache(script: Script, file: string, before: Buffer | undefined): void {
  try {
    const there = readIfThere(file);
    if (there !== undefined && before?.equals(there) !== true) return;
    const ours = `${file}.${process.pid}`;
    writeFileSync(ours, script.createCachedData());
    renameSync(ours, file);
  } catch {
    // The folder may be read-only, its disk full, or the bundle replaced: the next start is slower, nothing else.
  }
}

/** One text for the content of all these files. One that is missing counts as empty. */
export function fingerprintOf(folder: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const content = readIfThere(join(folder, input)) ?? Buffer.alloc(0);
    hash.update(`${input} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

interface RunningBundle<Exports> {
  readonly exports: Exports;
  readonly script: Script;
}

/** Runs the code of a bundle. V8 takes the cache only if its own version and flags made it. */
export function runBundle<Exports>(folder: string, name: string, cache: Buffer | undefined): RunningBundle<Exports> {
  return runCode(folder, name, readFileSync(join(folder, codeFile(name))), cache);
}

/** The same with the code at hand. */
export function runCode<Exports>(
  folder: string,
  name: string,
  code: Buffer,
  cache: Buffer | undefined,
): RunningBundle<Exports> {
  const file = join(folder, codeFile(name));
  // The bundler writes ASCII only, which V8 keeps as it is, outside its heap.
  const text = code.toString('latin1');
  // The wrapper stands on one line with the first of the code, so that line numbers stay true.
  const script = new Script(`(function (exports, require, module, bundleUrl) {${text}\n})`, {
    filename: file,
    ...(cache === undefined ? {} : { cachedData: cache }),
  });
  pointStacksAtSources(file, join(folder, sourceLinesFile(name)));
  const run = script.runInThisContext() as BundleFunction;
  const module = { exports: {} };
  run(module.exports, createRequire(file), module, pathToFileURL(file).href);
  return { exports: module.exports as Exports, script };
}

type BundleFunction = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  bundleUrl: string,
) => void;

function readManifest(folder: string): BundleManifest | undefined {
  const content = readIfThere(join(folder, BUNDLE_MANIFEST_FILE));
  return content === undefined ? undefined : (JSON.parse(content.toString()) as BundleManifest);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw reason;
  }
}
