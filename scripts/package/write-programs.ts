import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_MANIFEST_FILE, codeFile, fingerprintOf, type BundleManifest } from '@drave/env/bundle';
import { build } from 'esbuild';
import { makeBundle } from '../bundle/make-bundle.js';
import { makeStarter } from '../bundle/make-starter.js';
import { root } from '../workspace.js';
import { packedModules } from './packed-modules.js';

const programs = {
  cli: 'packages/cli/dist/main.js',
  node: 'packages/node/dist/process/main.js',
} as const;

interface WrittenPrograms {
  readonly code: string;
  /** Every module that is inside, libraries among them, relative to the root. */
  readonly modules: readonly string[];
}

/**
 * Writes what runs as a process of its own, the command and the node, as one bundle with its libraries inside: six
 * nodes start at once, and to find the files of the libraries takes each as long as to start. A bundle leaves V8's code
 * cache beside itself after its first run, if the folder may be written to; without that the next start is slower.
 */
export async function writePrograms(folder: string): Promise<WrittenPrograms> {
  const bundle = join(folder, 'bundle');
  const getters = Object.entries(programs).map(([name, module]) => `${name}: { get: () => require('./${module}') }`);
  const contents = `Object.defineProperties(exports, { ${getters.join(', ')} });`;
  const stdin = { contents, resolveDir: root, loader: 'js' as const };
  const { name, modules } = await makeBundle(bundle, { stdin, plugins: [packedModules] });
  // Nothing that it was made of is there, so nothing is looked at when it starts.
  const made = { inputs: [], fingerprint: fingerprintOf(bundle, []) };
  const manifest: BundleManifest = { ...made, name, programs: Object.keys(programs), keepsCache: true };
  writeFileSync(join(bundle, BUNDLE_MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  await Promise.all([
    makeStarter('packages/node/dist/bin.js', bundle, { file: join(folder, 'node.cjs'), program: 'bin.js' }),
    build({
      absWorkingDir: root,
      entryPoints: ['packages/cli/dist/bin.js'],
      outfile: join(folder, 'bin.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      // Where there is no bundle a program loads its modules; here there is one.
      external: ['./main.js'],
      logLevel: 'warning',
    }),
  ]);
  return { code: readFileSync(join(bundle, codeFile(name)), 'latin1'), modules };
}
