import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { codeFile, sourceLinesFile } from '../../packages/env/src/node/bundle.js';
import { root } from '../workspace.js';
import { sourceLinesOf, type LineMap } from './source-lines.js';

interface MadeBundle {
  /** Carries the hash of the code, and names the files. */
  readonly name: string;
  /** Everything that is inside, relative to the root. */
  readonly modules: readonly string[];
}

/**
 * What comes with a binary of its own, which it looks for beside itself; and a reader of `.proto` files, which the gRPC
 * library would load for services that are not used here.
 */
const external = [
  '@node-rs/crc32',
  '@mongodb-js/zstd',
  'lz4-napi',
  'snappy',
  'classic-level/binding.js',
  '@grpc/proto-loader',
];

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
export const INSTALLED_LIBRARIES = 'node_modules/.package-lock.json';
/** What decides how a bundle comes out. */
export const bundlers = ['scripts/bundle/make-bundle.ts', 'scripts/bundle/source-lines.ts'];

export type BundleSource = Pick<BuildOptions, 'entryPoints' | 'stdin' | 'conditions' | 'plugins'>;

/**
 * Makes one file of a module and all that it imports, and the table of its sources, in the folder. The manifest is the
 * caller's to write, when all is well.
 */
export async function makeBundle(folder: string, from: BundleSource): Promise<MadeBundle> {
  const { code, name, modules, map } = await bundleOf(folder, from, 'external');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, codeFile(name)), code);
  writeTable(folder, name, code, map);
  return { name, modules };
}

/** The same without the table, which takes as long again as the code. */
export async function makeCode(
  folder: string,
  from: BundleSource,
): Promise<MadeBundle & { readonly code: Uint8Array }> {
  const { code, name, modules } = await bundleOf(folder, from, false);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, codeFile(name)), code);
  return { name, modules, code };
}

/** The table for what `makeCode` has made, unless another code would come of the sources by now. */
export async function makeTable(folder: string, from: BundleSource, name: string): Promise<void> {
  const made = await bundleOf(folder, from, 'external');
  if (made.name === name) writeTable(folder, name, made.code, made.map);
}

async function bundleOf(folder: string, from: BundleSource, sourcemap: 'external' | false) {
  const { outputFiles, metafile } = await build({
    ...from,
    absWorkingDir: root,
    outfile: join(folder, 'bundle.cjs'),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    external,
    plugins: [binaryOfLevel, ...(from.plugins ?? [])],
    // A script has no module loader of its own, so what stays outside is required.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'bundleUrl' },
    sourcemap,
    sourcesContent: false,
    logLevel: 'warning',
  });
  const code = outputFiles.find(({ path }) => path.endsWith('.cjs'))?.contents ?? new Uint8Array();
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const map = outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '';
  return { code, name, map, modules: Object.keys(metafile?.inputs ?? {}) };
}

function writeTable(folder: string, name: string, code: Uint8Array, map: string): void {
  const lines = sourceLinesOf(Buffer.from(code).toString('latin1'), JSON.parse(map) as LineMap);
  const sources = lines.sources.map((source) => relative(root, join(folder, source)).replaceAll('\\', '/'));
  const file = join(folder, sourceLinesFile(name));
  // Whole or not at all: whoever fails meanwhile reads it.
  writeFileSync(`${file}.new`, JSON.stringify({ ...lines, sources }));
  renameSync(`${file}.new`, file);
}
