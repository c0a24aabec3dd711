import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../workspace.js';
import { packedModules } from './packed-modules.js';

/** What people import, by the name of the file: its entry, and the compiled module behind it. */
export const entries = [
  { name: 'index', subpath: '.', module: 'packages/drave/dist/index.js' },
  { name: 'testing', subpath: './testing', module: 'packages/drave/dist/testing/index.js' },
] as const;

/** Libraries are dependencies of the package, so that a program has each of them once and can see which one. */
const librariesStayOutside: Plugin = {
  name: 'libraries-stay-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@drave/') || path.startsWith('node:')
        ? undefined
        : { path, external: true },
    );
  },
};

/**
 * Writes what runs in the caller's own process: one script for both entries, of which only the part that is asked for
 * is run. `import` and `require` lead to the same script, so a class or an error is the same one whichever way it came.
 * Returns the code.
 */
export async function writeKit(folder: string): Promise<string> {
  const getters = entries.map(({ name, module }) => `${name}: { get: () => require('./${module}') }`);
  const contents = `Object.defineProperties(exports, { ${getters.join(', ')} });`;
  const file = join(folder, 'kit', 'kit.cjs');
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, loader: 'js' },
    outfile: file,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    plugins: [packedModules, librariesStayOutside],
    // Of a library that loads as either kind of module the program has one copy.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'kitUrl' },
    banner: { js: "const kitUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  mkdirSync(join(folder, 'kit'), { recursive: true });
  writeFileSync(file, code);
  const kit = createRequire(file)(file) as Readonly<Record<string, object>>;
  for (const { name } of entries) {
    // In two statements: of `module.exports = require(…)` Node looks for the names in what is required, and to read
    // four megabytes for that takes as long as to run them.
    const script = ["const kit = require('./kit/kit.cjs');", `module.exports = kit.${name};`];
    writeFileSync(join(folder, `${name}.cjs`), `${script.join('\n')}\n`);
    const names = Object.keys(kit[name] ?? {}).join(', ');
    const lines = [`import kit from './${name}.cjs';`, `export const { ${names} } = kit;`];
    writeFileSync(join(folder, `${name}.js`), `${lines.join('\n')}\n`);
  }
  return code;
}
