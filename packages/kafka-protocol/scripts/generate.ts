/** `npm run generate`: the tables of src/schemas to src/generated. Writes only what changed, each file atomically. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generate } from '../src/generator/generate.js';
import { structureModules } from '../src/schemas/structures.js';
import { moduleName, type ApiTable } from '../src/table/table.js';

const schemaRoot = fileURLToPath(new URL('../src/schemas', import.meta.url));
const outputRoot = fileURLToPath(new URL('../src/generated', import.meta.url));

const apiTables = await readTables();
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

/** Every file whose name begins with a key holds the table of one API, and is called after it. */
async function readTables(): Promise<readonly ApiTable[]> {
  const names = readdirSync(schemaRoot).filter((name) => /^\d+-.*\.ts$/.test(name));
  const tables = await Promise.all(names.map(readTable));
  return tables.toSorted((one, other) => one.key - other.key);
}

async function readTable(name: string): Promise<ApiTable> {
  const exported = (await import(pathToFileURL(join(schemaRoot, name)).href)) as Readonly<Record<string, ApiTable>>;
  const [table, ...others] = Object.values(exported);
  if (table === undefined || others.length > 0) throw new Error(`src/schemas/${name}: export one table, of one API`);
  const [called] = Object.keys(exported);
  if (`${moduleName(table)}.ts` !== name || called?.toLowerCase() !== table.name.toLowerCase())
    throw new Error(`src/schemas/${name}: the file of ${table.name} with key ${table.key} is ${moduleName(table)}.ts`);
  return table;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
