/** `npm run generate`: the tables of src/schemas to src/generated. Writes only what changed, each file atomically. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '../src/generator/generate.js';
import { apiTables, structureModules } from '../src/schemas/index.js';

const outputRoot = fileURLToPath(new URL('../src/generated', import.meta.url));

const files = generate(apiTables, structureModules);
mkdirSync(outputRoot, { recursive: true });
let changed = 0;
for (const [name, text] of files) {
  const path = join(outputRoot, name);
  if (readOrEmpty(path) === text) continue;
  writeFileSync(`${path}.${process.pid}.tmp`, text);
  renameSync(`${path}.${process.pid}.tmp`, path);
  changed++;
}
for (const name of readdirSync(outputRoot))
  if (name.endsWith('.ts') && !files.has(name)) rmSync(join(outputRoot, name));
console.log(`${files.size} files from ${apiTables.length} APIs, ${changed} changed`);

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
