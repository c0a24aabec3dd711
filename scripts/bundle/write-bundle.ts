import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join, posix, relative } from 'node:path';
import { codeFile, fingerprintOf, sourceLinesFile, type BundleManifest, type SourceLines } from '@drave/env/bundle';
import { build, type Plugin } from 'esbuild';
import { root } from '../workspace.js';

export interface WrittenBundle {
  readonly folder: string;
  readonly manifest: BundleManifest;
}

/** What comes with a binary of its own, which it looks for beside itself. */
const external = ['@node-rs/crc32', '@mongodb-js/zstd', 'lz4-napi', 'snappy', 'classic-level/binding.js'];

/** A library names its own binary by a relative path, which would lead nowhere from the bundle. */
const binaryOfLevel: Plugin = {
  name: 'binary-of-level',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/binding$/ }, ({ importer }) =>
      importer.includes('/classic-level/') ? { path: 'classic-level/binding.js', external: true } : undefined,
    );
  },
};

/** Says which version of each library is installed; npm writes it. */
const installedLibraries = 'node_modules/.package-lock.json';

/** Bundles what `dist/<entry>` of a package imports. The manifest is the caller's to write, when all is well. */
export async function writeBundle(packageFolder: string, entry: string): Promise<WrittenBundle> {
  const folder = join(root, packageFolder, 'dist', 'bundle');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(packageFolder, 'dist', entry)],
    outfile: join(folder, 'bundle.cjs'),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    external,
    plugins: [binaryOfLevel],
    // A script has no module loader of its own, so what stays outside is required.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'bundleUrl' },
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
  });
  const textOf = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  const code = textOf('.cjs');
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
  writeFileSync(join(folder, codeFile(name)), code, 'latin1');
  const lines = sourceLinesOf(code, JSON.parse(textOf('.map')) as SourceMapPayload, folder);
  writeFileSync(join(folder, sourceLinesFile(name)), JSON.stringify(lines));
  const inputs = inputsOf(Object.keys(metafile.inputs)).map((file) =>
    posix.relative(`${packageFolder}/dist/bundle`, file),
  );
  return { folder, manifest: { inputs, fingerprint: fingerprintOf(folder, inputs), name } };
}

/** Of all modules that could be bundled; it changes with every compile that changes anything. */
export function fingerprintOfModules(): string {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  return fingerprintOf(root, [...packages.flatMap(recordsOf), installedLibraries]);
}

/**
 * The compiler's own record of a package has the hash of every source in it, so it stands for all the modules; npm's
 * record stands for the libraries.
 */
function inputsOf(modules: readonly string[]): readonly string[] {
  const packages = modules.flatMap((module) => /^packages\/[^/]+(?=\/dist\/)/.exec(module)?.[0] ?? []);
  const foreign = modules.find((module) => !/^(packages\/[^/]+\/dist|node_modules)\//.test(module));
  if (foreign !== undefined) throw new Error(`${foreign} is neither a compiled module nor a library`);
  const records = [...new Set(packages)].toSorted().flatMap(recordsOf);
  return [...records, installedLibraries, 'scripts/bundle/write-bundle.ts'];
}

function recordsOf(packageFolder: string): readonly string[] {
  return [`${packageFolder}/dist/.tsbuildinfo`, `${packageFolder}/package.json`];
}

/** The source map without its columns: a thirtieth of its size, and a statement has a line of its own. */
function sourceLinesOf(code: string, payload: SourceMapPayload, folder: string): SourceLines {
  const map = new SourceMap(payload);
  const numbers = new Map(payload.sources.map((source, index) => [source, index]));
  const lines = code.split('\n').flatMap((text, index) => {
    const indentation = text.length - text.trimStart().length;
    const entry = map.findEntry(index, indentation);
    if (!('originalSource' in entry) || entry.generatedLine !== index) return [-1, 0];
    return [numbers.get(entry.originalSource) ?? -1, entry.originalLine + 1];
  });
  const sources = payload.sources.map((source) => relative(root, join(folder, source)).replaceAll('\\', '/'));
  return { sources, lines };
}
