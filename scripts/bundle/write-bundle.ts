import { readdirSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fingerprintOf, type BundleManifest } from '@drave/env/bundle';
import { root } from '../workspace.js';
import { bundlers, INSTALLED_LIBRARIES, makeBundle } from './make-bundle.js';

interface WrittenBundle {
  readonly folder: string;
  readonly manifest: BundleManifest;
}

/** Bundles what `dist/<entry>` of a package imports. The manifest is the caller's to write, when all is well. */
export async function writeBundle(packageFolder: string, entry: string): Promise<WrittenBundle> {
  const folder = join(root, packageFolder, 'dist', 'bundle');
  rmSync(folder, { recursive: true, force: true });
  const { name, modules } = await makeBundle(folder, { entryPoints: [join(packageFolder, 'dist', entry)] });
  const inputs = inputsOf(modules).map((file) => posix.relative(`${packageFolder}/dist/bundle`, file));
  return { folder, manifest: { inputs, fingerprint: fingerprintOf(folder, inputs), name } };
}

/** Of all modules that could be bundled; it changes with every compile that changes anything. */
export function fingerprintOfModules(): string {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  return fingerprintOf(root, [...packages.flatMap(recordsOf), INSTALLED_LIBRARIES]);
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
  return [...records, INSTALLED_LIBRARIES, ...bundlers, 'scripts/bundle/write-bundle.ts'];
}

function recordsOf(packageFolder: string): readonly string[] {
  return [`${packageFolder}/dist/.tsbuildinfo`, `${packageFolder}/package.json`];
}
