import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../workspace.js';

/** Beside the bundle that it loads. */
export const STARTER_FILE = 'bin.cjs';

interface StarterOptions {
  /** The export condition by which packages are resolved: `source` for their sources. */
  readonly condition?: string;
  /** Where it goes; by default beside the bundle. */
  readonly file?: string;
  /** The place of the program it is made of, relative to where it goes. */
  readonly program?: string;
}

/**
 * The program that loads the bundle in this folder, as one file without modules: each node is a process of its own, and
 * to find and link three modules takes as long as to load a fifth of the bundle. Without a bundle that is fresh it goes
 * on with the modules, like the program it is made of (`dist/bin.js`, one folder up).
 */
export async function makeStarter(entry: string, folder: string, options: StarterOptions = {}): Promise<void> {
  const { condition, file = join(folder, STARTER_FILE), program = '../bin.js' } = options;
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    ...(condition === undefined ? {} : { conditions: [condition] }),
    define: { 'import.meta.url': 'programUrl' },
    banner: { js: `const programUrl = require('node:url').pathToFileURL(__dirname + '/${program}').href;` },
    plugins: [
      {
        name: 'modules-stay-outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\/process\/main\.js$/ }, () => ({ path: '../process/main.js', external: true })),
      },
    ],
    logLevel: 'warning',
  });
}
