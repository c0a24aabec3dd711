/**
 * `npm run generate`: proto/ to packages/rpc/src/generated and docs/grpc.md. Writes only what changed, each file
 * atomically.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '../src/generator/generate.js';
import { grpcPage } from '../src/generator/grpc-page.js';

const protoRoot = fileURLToPath(new URL('../../../proto', import.meta.url));
const outputRoot = fileURLToPath(new URL('../src/generated', import.meta.url));
const page = fileURLToPath(new URL('../../../docs/grpc.md', import.meta.url));

const protos = new Map<string, string>();
for (const entry of readdirSync(protoRoot, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.proto')) continue;
  const path = join(entry.parentPath, entry.name);
  protos.set(relative(protoRoot, path).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
}

const { files, failures } = generate(protos);
mkdirSync(outputRoot, { recursive: true });
let changed = 0;
for (const [name, text] of files) if (write(join(outputRoot, name), text)) changed++;
const isPageFresh = failures.length > 0 || !write(page, grpcPage(protos));
// Files are removed only on request: another process that generates at the same time may have added a proto that we
// have not seen.
if (process.argv.includes('--prune') && failures.length === 0) {
  for (const name of readdirSync(outputRoot)) {
    if (name.endsWith('.ts') && !files.has(name)) rmSync(join(outputRoot, name));
  }
}
console.log(`${files.size} files from ${protos.size} protos, ${changed} changed`);
console.log(`docs/grpc.md: ${isPageFresh ? 'fresh' : 'changed'}`);
for (const failure of failures) console.error(`error: ${failure}`);
if (failures.length > 0) process.exitCode = 1;

/** Returns false when that is what the file has already. */
function write(path: string, text: string): boolean {
  if (readOrEmpty(path) === text) return false;
  writeFileSync(`${path}.${process.pid}.tmp`, text);
  renameSync(`${path}.${process.pid}.tmp`, path);
  return true;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
