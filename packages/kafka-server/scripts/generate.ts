/** `npm run generate`: the files of src/handlers whose names begin with a key, as one list in src/generated. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const handlerRoot = fileURLToPath(new URL('../src/handlers', import.meta.url));
const outputRoot = fileURLToPath(new URL('../src/generated', import.meta.url));

const names = readdirSync(handlerRoot).filter((name) => /^\d+-[a-z-]+\.ts$/.test(name));
const rows = names.map((file) => ({ file, row: rowIn(file) })).toSorted((one, other) => keyOf(one) - keyOf(other));
const text = [
  '// Generated from the files in src/handlers by `npm run generate`. Do not edit.',
  ...rows.map(({ file, row }) => `import { ${row} } from '../handlers/${file.replace(/\.ts$/, '.js')}';`),
  "import type { AnyHandlerRow } from '../handlers/handler-row.js';",
  '',
  '/** Every API that has a handler, in the order of its key. */',
  'export const handlerRows: readonly AnyHandlerRow[] = [',
  ...rows.map(({ row }) => `  ${row},`),
  '];',
  '',
].join('\n');
mkdirSync(outputRoot, { recursive: true });
const output = join(outputRoot, 'handler-rows.ts');
writeFileSync(`${output}.${process.pid}.tmp`, text);
renameSync(`${output}.${process.pid}.tmp`, output);
console.log(`${rows.length} handlers`);

function rowIn(file: string): string {
  const exported = readFileSync(join(handlerRoot, file), 'utf8').matchAll(/^export const (\w+Row)\b/gm);
  const [row, ...others] = [...exported].map(([, name]) => name);
  if (row === undefined || others.length > 0) throw new Error(`src/handlers/${file}: export one row, '<api>Row'`);
  return row;
}

function keyOf({ file }: { readonly file: string }): number {
  return Number.parseInt(file, 10);
}
