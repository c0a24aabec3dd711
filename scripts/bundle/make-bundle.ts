import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
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
export const installedLibraries = 'node_modules/.package-lock.json';
/** What decides how a bundle comes out. */
export const bundlers = ['scripts/bundle/make-bundle.ts', 'scripts/bundle/source-lines.ts'];

/**
 * Makes one file of a module and all that it imports, and the table of its sources, in the folder. The manifest is the
 * caller's to write, when all is well.
 */
export async function makeBundle(
  folder: string,
  from: Pick<BuildOptions, 'entryPoints' | 'stdin' | 'conditions'>,
): Promise<MadeBundle> {
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
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, codeFile(name)), code, 'latin1');
  const lines = sourceLinesOf(code, JSON.parse(textOf('.map')) as LineMap);
  const sources = lines.sources.map((source) => relative(root, join(folder, source)).replaceAll('\\', '/'));
  writeFileSync(join(folder, sourceLinesFile(name)), JSON.stringify({ ...lines, sources }));
  return { name, modules: Object.keys(metafile.inputs) };
}
