import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, type BuildOptions } from 'esbuild';
import { resolveRelative, root } from '../workspace.js';

export interface WrittenPage {
  /** Everything that it is made of, relative to the root. */
  readonly modules: readonly string[];
  /** What a browser loads before it shows the first page, compressed by brotli. */
  readonly firstViewBytes: number;
}

const PAGE = 'packages/console/page';
const INDEX = 'index.html';
const MAIN = '../../packages/console/page/main.js';
const THEME = '../../packages/console/page/early-theme.js';
const FIRST_VIEW_BYTES_MAX = 100_000;
/** What is smaller does not gain from being compressed. */
const COMPRESSED_BYTES_MIN = 512;

/**
 * Bundles the console's page into the folder: `index.html`, and files whose names carry the hash of what is in them,
 * each with a `.gz` and a `.br` beside it. Throws when the first view is larger than it may be.
 */
export async function writePage(folder: string): Promise<WrittenPage> {
  mkdirSync(folder, { recursive: true });
  for (const file of filesIn(folder)) rmSync(join(folder, file));
  const shared: BuildOptions & { readonly metafile: true } = {
    absWorkingDir: root,
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    metafile: true,
    minify: true,
    platform: 'browser',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const entryPoints = { console: sourceOf(MAIN), style: join(PAGE, 'style/index.css') };
  const { metafile } = await build({ ...shared, entryPoints, splitting: true, format: 'esm' });
  // It runs before anything is drawn, so it is no module, and has nothing in common with one.
  const theme = await build({ ...shared, entryPoints: { theme: sourceOf(THEME) }, format: 'iife' });
  const written = filesIn(folder);
  for (const file of written) compress(join(folder, file));
  // Last: without it there is no page, so that nobody is served half of one.
  const index = pageOf(written);
  writeCompressed(join(folder, INDEX), Buffer.from(index));
  writeFileSync(join(folder, INDEX), index);
  const first = [INDEX, ...written.filter(isFirst), ...importedFirst(metafile.outputs, written)];
  const firstViewBytes = sum(first.map((file) => transferBytes(join(folder, file))));
  if (firstViewBytes > FIRST_VIEW_BYTES_MAX)
    throw new Error(`the first view of the console has ${firstViewBytes} bytes, at most ${FIRST_VIEW_BYTES_MAX}`);
  const inputs = { ...metafile.inputs, ...theme.metafile.inputs };
  return { modules: [join(PAGE, INDEX), ...Object.keys(inputs)], firstViewBytes };
}

function sourceOf(entry: string): string {
  const source = resolveRelative('scripts/bundle/write-page.ts', entry);
  if (source === undefined) throw new Error(`there is no ${entry}`);
  return source;
}

/** Only files: the compiler keeps its declarations in a folder beside them. */
export function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function isFirst(file: string): boolean {
  return /^(console|theme|style)-/.test(file);
}

/** Chunks that the entry points need at once; those that are imported later are no part of the first view. */
function importedFirst(
  outputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>>,
  written: readonly string[],
): readonly string[] {
  const entries = Object.entries(outputs).filter(([path]) => isFirst(basename(path)));
  const found = new Set(
    entries.flatMap(([, { imports }]) =>
      imports.flatMap(({ path, kind }) => (kind === 'import-statement' ? [basename(path)] : [])),
    ),
  );
  return written.filter((file) => found.has(file) && !isFirst(file));
}

function pageOf(written: readonly string[]): string {
  const named = (pattern: RegExp): string => {
    const file = written.find((one) => pattern.test(one));
    if (file === undefined) throw new Error(`the bundler wrote nothing like ${pattern.source}`);
    return file;
  };
  return readFileSync(join(root, PAGE, INDEX), 'utf8')
    .replace('{theme}', named(/^theme-.*\.js$/))
    .replace('{style}', named(/^style-.*\.css$/))
    .replace('{console}', named(/^console-.*\.js$/));
}

function compress(file: string): void {
  writeCompressed(file, readFileSync(file));
}

/** The twins of the file, where they are worth it. */
function writeCompressed(file: string, content: Buffer): void {
  if (content.length < COMPRESSED_BYTES_MIN) return;
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

function transferBytes(file: string): number {
  const content = readFileSync(file);
  if (content.length < COMPRESSED_BYTES_MIN) return content.length;
  return readFileSync(`${file}.br`).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
