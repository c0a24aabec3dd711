import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The file that runs one node. Always the built form: a node is started often and should load nothing it does not need.
 * Where the whole build has run there is the same program as a script beside its bundle, which starts sooner. In the
 * package that people install it lies elsewhere: `scripts/package/packed-modules.ts` has what stands there for this
 * module.
 */
export function nodeProgram(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('@drave/node'));
  const script = join(folder, 'bundle', 'bin.cjs');
  return existsSync(script) ? script : join(folder, 'bin.js');
}
