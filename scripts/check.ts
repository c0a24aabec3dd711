import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readPackages, root, workFiles } from './workspace.js';

/**
 * Everything that is cheap to check: format, lint, layers, dead exports, tidiness, citations, the feature list, and
 * that generated code and documents are fresh.
 */
interface Step {
  readonly name: string;
  readonly run: () => boolean;
}

const steps: readonly Step[] = [
  { name: 'format', run: () => command('biome', ['format', '.']) },
  { name: 'scripts', run: () => command('tsc', ['-p', 'scripts']) },
  {
    name: 'lint',
    run: () =>
      command('oxlint', ['--config', '.oxlintrc.json', '--deny-warnings', 'packages', 'scripts', 'test-cluster']),
  },
  { name: 'layers', run: () => command('tsx', ['scripts/check-layers.ts']) },
  { name: 'exports', run: () => command('tsx', ['scripts/check-exports.ts']) },
  { name: 'tidy', run: () => command('tsx', ['scripts/tidy.ts']) },
  { name: 'citations', run: () => command('tsx', ['scripts/check-citations.ts']) },
  { name: 'features', run: () => command('tsx', ['scripts/check-features.ts']) },
  { name: 'compat', run: () => command('tsx', ['scripts/compat-table.ts', '--check']) },
  { name: 'generated', run: generatedIsFresh },
];

const only = process.argv.slice(2);
const failed: string[] = [];
for (const step of steps) {
  if (only.length > 0 && !only.includes(step.name)) continue;
  const startedMs = performance.now();
  const passed = step.run();
  if (!passed) failed.push(step.name);
  console.log(
    `${passed ? 'ok  ' : 'FAIL'} ${step.name.padEnd(10)} ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}

function command(tool: string, parameters: readonly string[]): boolean {
  const binary = join(root, 'node_modules', '.bin', tool);
  const result = spawnSync(binary, parameters, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.error !== undefined) console.error(`${tool} did not start: ${result.error.message}`);
  return result.status === 0;
}

/** Runs the generators and compares: what they write must be what is committed. The tree is left as it was found. */
function generatedIsFresh(): boolean {
  const folders = readPackages(workFiles())
    .map((one) => join(root, one.folder, 'src', 'generated'))
    .filter((folder) => existsSync(folder));
  const read = (): Map<string, string> => contents([...folders, join(root, 'docs')]);
  const before = read();
  if (!command('tsx', ['scripts/generate.ts'])) return false;
  const after = read();
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  for (const file of stale) {
    console.error(`  ${file}: not what the generator writes; run npm run generate`);
    const text = before.get(file);
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text, 'latin1');
  }
  return stale.length === 0;
}

function contents(folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders)
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      found.set(file, readFileSync(file, 'latin1'));
    }
  return found;
}
