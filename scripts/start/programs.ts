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
  bundleManifestFile,
  codeFile,
  fingerprintOf,
  sourceLinesFile,
  type BundleManifest,
} from '../../packages/env/src/node/bundle.js';
import { bundlers, installedLibraries, makeBundle } from '../bundle/make-bundle.js';
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

/** What the programs were made of, relative to the root, and what those files said then. */
interface ProgramsState {
  readonly inputs: readonly string[];
  readonly fingerprint: string;
}

/**
 * Makes the programs unless they are there and made of exactly what is there now: every source that is inside, the
 * libraries that npm has installed, this version of Node. Resolves with the file that runs the command.
 */
export async function preparePrograms(tell: (line: string) => void): Promise<string> {
  const command = join(folderOf('cli'), 'dist', 'bin.js');
  const before = readState();
  if (before !== undefined && fingerprint(before.inputs) === before.fingerprint) return command;
  const why = before === undefined ? 'there are no programs yet' : 'the sources, the libraries or Node have changed';
  tell(`${why}: making them from the sources`);
  const startedMs = performance.now();
  const made = await make();
  tell(`made in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s; starting the nodes`);
  finish(made);
  return command;
}

async function make(): Promise<{ readonly name: string; readonly state: ProgramsState | undefined }> {
  // What is being replaced is not there meanwhile, however this process ends.
  rmSync(stateFile, { force: true });
  const beganMs = Date.now();
  try {
    const getters = packages.map(
      ({ name, entry }) => `${name}: { get: () => require('./packages/${name}/src/${entry}') }`,
    );
    // Only the program that is asked for is run.
    const contents = `Object.defineProperties(exports, { ${getters.join(', ')} });`;
    const [{ name, modules }] = await Promise.all([
      makeBundle(bundleFolder('cli'), { stdin: { contents, resolveDir: root, loader: 'js' }, conditions: ['source'] }),
      makePackages(),
    ]);
    const inputs = inputsOf(modules);
    // What was written meanwhile may be inside or not; the next start makes everything anew.
    const isCertain = inputs.every((input) => statSync(join(root, input)).mtimeMs < beganMs);
    return { name, state: isCertain ? { inputs, fingerprint: fingerprint(inputs) } : undefined };
  } finally {
    await stop();
  }
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
  await build({
    absWorkingDir: root,
    entryPoints: packages.map(({ name }) => ({ in: `packages/${name}/src/bin.ts`, out: `${name}/dist/bin` })),
    outdir: join(cache, 'node_modules', '@drave'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['source'],
    plugins: [modulesStayOutside],
    logLevel: 'warning',
  });
}

/** Where there is no bundle a program loads its modules; here there is one. */
const modulesStayOutside: Plugin = {
  name: 'modules-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(process\/)?main\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** Last, and in this order: programs without a state do not exist, and neither does a bundle without a manifest. */
function finish({ name, state }: Awaited<ReturnType<typeof make>>): void {
  for (const program of packages.map((one) => one.name)) {
    const folder = bundleFolder(program);
    if (program !== 'cli')
      for (const file of [codeFile(name), sourceLinesFile(name)])
        copyFileSync(join(bundleFolder('cli'), file), join(folder, file));
    // Nothing is looked at again when it starts: whoever started it has done that.
    const fresh = { inputs: [], fingerprint: fingerprintOf(folder, []) };
    const manifest: BundleManifest = { ...fresh, name, program, keepsCache: true };
    replace(join(folder, bundleManifestFile), JSON.stringify(manifest));
    for (const file of readdirSync(folder))
      if (file !== bundleManifestFile && !file.startsWith(name)) rmSync(join(folder, file), { force: true });
  }
  if (state !== undefined) replace(stateFile, JSON.stringify(state));
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
  const scripts = ['scripts/start/programs.ts', ...bundlers];
  return [...new Set([...own, ...bins, ...manifests, ...scripts, installedLibraries])].toSorted();
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
