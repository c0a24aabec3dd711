import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { codeFile, sourceLinesFile } from '../../packages/env/src/node/bundle.js';
import { root } from '../workspace.js';
import { sourceLinesOf, type LineMap } from './source-lines.js';

/** A program to be made, as one file. */
export interface Program {
  /** The module that exports what the program does, relative to the root. */
  readonly entry: string;
  /** Where the file goes. */
  readonly folder: string;
}

export interface MadeProgram {
  readonly folder: string;
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
 * Writes the code of each program and the table of its sources. Modules are taken in their compiled form, or with
 * `fromSources` as they were written, which needs no compiler. The manifest is the caller's to write, when all is well.
 */
export async function makeBundles(
  programs: readonly Program[],
  { fromSources }: { readonly fromSources: boolean },
): Promise<readonly MadeProgram[]> {
  const out = join(root, 'bundles');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: programs.map(({ entry }, index) => ({ in: entry, out: `${index}` })),
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    external,
    plugins: [binaryOfLevel],
    ...(fromSources ? { conditions: ['source'] } : {}),
    // A script has no module loader of its own, so what stays outside is required.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'bundleUrl' },
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
  });
  return programs.map(({ folder }, index): MadeProgram => {
    const textOf = (ending: string): string =>
      outputFiles.find((file) => file.path === join(out, `${index}${ending}`))?.text ?? '';
    const code = textOf('.cjs');
    const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, codeFile(name)), code, 'latin1');
    const lines = sourceLinesOf(code, JSON.parse(textOf('.cjs.map')) as LineMap);
    const sources = lines.sources.map((source) => relative(root, join(out, source)).replaceAll('\\', '/'));
    writeFileSync(join(folder, sourceLinesFile(name)), JSON.stringify({ ...lines, sources }));
    return { folder, name, modules: Object.keys(metafile.outputs[`bundles/${index}.cjs`]?.inputs ?? {}) };
  });
}
