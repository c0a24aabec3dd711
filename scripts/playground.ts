import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { root } from './workspace.js';

/**
 * Makes the playground: one page, its style and its script, which work without a server. A page that was opened from
 * the file system may start no worker from a file beside it, so the worker's code is inside the page's script, as text.
 */
const folder = join(root, 'docs/playground');
const nodeModules = ['crypto', 'module', 'zlib'];

const workerCode = await bundle('worker', {
  inject: ['@drave/playground/node-globals'],
  alias: Object.fromEntries(nodeModules.map((name) => [`node:${name}`, `@drave/playground/node-${name}`])),
});
const pageCode = await bundle('page', { define: { WORKER_CODE: JSON.stringify(workerCode) } });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'playground.js'), pageCode);
for (const file of ['index.html', 'playground.css'])
  copyFileSync(join(root, 'packages/playground/src/page', file), join(folder, file));

async function bundle(entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`@drave/playground/${entry}`],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    conditions: ['source'],
    logLevel: 'warning',
    ...options,
  });
  const [output] = outputFiles ?? [];
  if (output === undefined) throw new Error(`the bundler made nothing of ${entry}`);
  return output.text;
}
