import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build, stop, type Plugin } from 'esbuild';
import {
  BUNDLE_MANIFEST_FILE,
  bundlesOfThisProcess,
  codeFile,
  earlyCacheFile,
  fingerprintOf,
  runCode,
  sourceLinesFile,
  type BundleManifest,
} from '../../packages/env/src/node/bundle.js';
import { tuneHeap } from '../../packages/node/src/process/heap.js';
import type { loadRoles } from '../../packages/node/src/roles.js';
import { consolePage, keepsFreshPage, makePage } from '../bundle/fresh-page.js';
import { bundlers, INSTALLED_LIBRARIES, makeCode, makeTable, type BundleSource } from '../bundle/make-bundle.js';
import { makeStarter, STARTER_FILE } from '../bundle/make-starter.js';
import { root } from '../workspace.js';

/**
 * The `drave` command and the node, made from the sources: one file for both, because most of it is the same, and a
 * small one for each that loads it. They lie among npm's own caches, as packages that look like the compiled ones to
 * whoever resolves them: `@drave/node` means the node beside the command, and libraries are found further up.
 */
const cache = join(root, 'node_modules', '.cache', 'drave');
const stateFile = join(cache, 'programs.json');
const packages = [
  { name: 'cli', entry: 'main.ts' },
  { name: 'node', entry: 'process/main.ts' },
] as const;

/** Both programs in one; only the one that is asked for is run. */
const getters = packages.map(({ name, entry }) => `${name}: { get: () => require('./packages/${name}/src/${entry}') }`);
const contents = `Object.defineProperties(exports, { ${getters.join(', ')} });`;
/** The page of the console is where the build leaves it, too, and not beside these programs. */
const pagePlace: Plugin = {
  name: 'page-place',
  setup({ onLoad }) {
    const code = `export function pageFolder() { return ${JSON.stringify(consolePage)}; }`;
    onLoad({ filter: /[\\/]node[\\/]src[\\/]process[\\/]page-place\.ts$/ }, () => ({ contents: code }));
  },
};
const source: BundleSource = {
  stdin: { contents, resolveDir: root, loader: 'js' },
  conditions: ['source'],
  plugins: [pagePlace],
};

/** What the programs were made of, relative to the root, and what those files said then. */
interface ProgramsState {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly fingerprint: string;
}

interface Programs {
  /** The file that runs the command. */
  readonly command: string;
  /** What is still to be done about them and that no node has to wait for. */
  readonly pending: PendingWork | undefined;
}

export interface PendingWork {
  /** Notes what the programs were made of, so that the next start finds them. */
  remember(): void;
  /** Makes the page of the console, unless it is there and of the sources that are there now. */
  makePage(): Promise<void>;
  /** Makes the table for stack traces, and ends the bundler. */
  makeTable(): Promise<void>;
}

/**
 * Makes the programs unless they are there and made of exactly what is there now: every source that is inside, the
 * libraries that npm has installed, this version of Node.
 */
export async function preparePrograms(tell: (line: string) => void): Promise<Programs> {
  const command = join(folderOf('cli'), 'dist', 'bin.js');
  const hasPage = keepsFreshPage(consolePage, root);
  const makeMissingPage = async (): Promise<void> => {
    if (!hasPage) await makePage(consolePage);
  };
  const before = readState();
  if (before !== undefined && fingerprint(before.inputs) === before.fingerprint) {
    const { name } = before;
    const hasTable = existsSync(join(bundleFolder('node'), sourceLinesFile(name)));
    if (hasTable && hasPage) return { command, pending: undefined };
    const pending = { remember() {}, makePage: makeMissingPage, makeTable: () => makeTables(name) };
    return { command, pending };
  }
  const why = before === undefined ? 'there are no programs yet' : 'the sources, the libraries or Node have changed';
  tell(`${why}: making them from the sources`);
  const startedMs = performance.now();
  const { name, remember } = await make();
  tell(`made in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s; starting the nodes`);
  return { command, pending: { remember, makePage: makeMissingPage, makeTable: () => makeTables(name) } };
}

async function make(): Promise<{ readonly name: string; readonly remember: () => void }> {
  // What is being replaced is not there meanwhile, however this process ends.
  rmSync(stateFile, { force: true });
  const beganMs = Date.now();
  const [{ name, modules, code }] = await Promise.all([makeCode(bundleFolder('cli'), source), makePackages()]);
  writeFileSync(join(bundleFolder('node'), codeFile(name)), code);
  await compileOnce(name, code);
  for (const program of packages.map((one) => one.name)) finish(program, name);
  return {
    name,
    remember() {
      const inputs = inputsOf(modules);
      // What was written meanwhile may be inside or not; the next start makes everything anew.
      if (!inputs.every((input) => statSync(join(root, input)).mtimeMs < beganMs)) return;
      replace(stateFile, JSON.stringify({ name, inputs, fingerprint: fingerprint(inputs) } satisfies ProgramsState));
    },
  };
}

/**
 * Runs the code here, where the command goes on with it, and leaves what V8 has compiled by then to the nodes: each of
 * six would spend as long on it.
 */
async function compileOnce(name: string, code: Uint8Array): Promise<void> {
  const folder = bundleFolder('cli');
  // V8 refuses a cache that was made with other flags than those of a node.
  tuneHeap();
  const { exports, script } = runCode<BundledPrograms>(folder, name, Buffer.from(code.buffer), undefined);
  bundlesOfThisProcess().set(join(folder, codeFile(name)), exports);
  await exports.node.loadRoles({ node: { roles: ['controller', 'broker'] } });
  writeFileSync(join(bundleFolder('node'), earlyCacheFile(name, 'node')), script.createCachedData());
}

interface BundledPrograms {
  readonly cli: object;
  readonly node: { readonly loadRoles: typeof loadRoles };
}

/** After the nodes have started: the same once more, with what takes longest. */
async function makeTables(name: string): Promise<void> {
  const file = sourceLinesFile(name);
  await makeTable(bundleFolder('cli'), source, name);
  await stop();
  if (existsSync(join(bundleFolder('cli'), file)))
    copyFileSync(join(bundleFolder('cli'), file), join(bundleFolder('node'), file));
}

/** The small programs that load the large file, and what makes their folders packages. */
async function makePackages(): Promise<void> {
  for (const { name } of packages) {
    const folder = folderOf(name);
    mkdirSync(join(folder, 'dist', 'bundle'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), readFileSync(join(root, 'packages', name, 'package.json')));
    // Never loaded; whoever looks for the node resolves the package first.
    writeFileSync(join(folder, 'dist', 'index.js'), '');
  }
  await Promise.all([
    makeStarter('packages/node/src/bin.ts', bundleFolder('node'), { condition: 'source' }),
    build({
      absWorkingDir: root,
      entryPoints: ['packages/cli/src/bin.ts'],
      outfile: join(folderOf('cli'), 'dist', 'bin.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      conditions: ['source'],
      // Where there is no bundle a program loads its modules; here there is one.
      external: ['./main.js'],
      logLevel: 'warning',
    }),
  ]);
}

/** Last: a bundle without a manifest does not exist. */
function finish(program: string, name: string): void {
  const folder = bundleFolder(program);
  // Nothing is looked at again when it starts: whoever started it has done that.
  const fresh = { inputs: [], fingerprint: fingerprintOf(folder, []) };
  const manifest: BundleManifest = { ...fresh, name, programs: packages.map((one) => one.name), keepsCache: true };
  replace(join(folder, BUNDLE_MANIFEST_FILE), JSON.stringify(manifest));
  for (const file of readdirSync(folder))
    if (file !== BUNDLE_MANIFEST_FILE && file !== STARTER_FILE && !file.startsWith(name))
      rmSync(join(folder, file), { force: true });
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function inputsOf(modules: readonly string[]): readonly string[] {
  const own = modules.filter((module) => module.startsWith('packages/'));
  const manifests = own
    .flatMap((module) => /^packages\/[^/]+\//.exec(module)?.[0] ?? [])
    .map((at) => `${at}package.json`);
  const bins = packages.map(({ name }) => `packages/${name}/src/bin.ts`);
  const scripts = ['scripts/start/programs.ts', 'scripts/bundle/make-starter.ts', ...bundlers];
  return [...new Set([...own, ...bins, ...manifests, ...scripts, INSTALLED_LIBRARIES])].toSorted();
}

function fingerprint(inputs: readonly string[]): string {
  return `${process.version} ${process.arch} ${fingerprintOf(root, inputs)}`;
}

function readState(): ProgramsState | undefined {
  return existsSync(stateFile) ? (JSON.parse(readFileSync(stateFile, 'utf8')) as ProgramsState) : undefined;
}

function bundleFolder(name: string): string {
  return join(folderOf(name), 'dist', 'bundle');
}

function folderOf(name: string): string {
  return join(cache, 'node_modules', '@drave', name);
}
