import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Runs start.ts. Not through a loader for TypeScript: the bundler is there for the programs anyway, and is quicker.
// One build and the end: the bundler's own command collects no garbage for that either.
const { GOGC } = process.env;
process.env.GOGC = 'off';
const source = new URL('./start.ts', import.meta.url);
const script = new URL('../../node_modules/.cache/drave/start.mjs', import.meta.url);
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(source)],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  // Where the scripts are, whoever of them asks.
  define: { 'import.meta.url': JSON.stringify(new URL('../workspace.ts', import.meta.url).href) },
  logLevel: 'warning',
});
// The bundler runs by now. Its setting is not for the nodes.
if (GOGC === undefined) delete process.env.GOGC;
else process.env.GOGC = GOGC;
mkdirSync(new URL('.', script), { recursive: true });
writeFileSync(script, outputFiles[0].contents);
await import(pathToFileURL(fileURLToPath(script)).href);
