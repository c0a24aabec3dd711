import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './workspace.js';

/**
 * Examples in TypeScript in the documents: each is made into a module, which is checked and can be run. Readers see a
 * part of a program; what is missing for a whole one stands in comments next to the block, which only we see:
 *
 *     <!-- ts before
 *     const client = connect({ bootstrap: process.env['DRAVE_BOOTSTRAP'] ?? '' });
 *     -->
 *     ```ts
 *     await client.topic('orders');
 *     ```
 *     <!-- ts after
 *     await client.close();
 *     -->
 */
interface Example {
  readonly file: string;
  /** Of its block, from 1. */
  readonly line: number;
  /** Its lines are those of the document, all others being empty: what the compiler says and traces tell is there. */
  readonly text: string;
}

/** Set by `drave local run`, for programs that need a cluster. */
const BOOTSTRAP = 'DRAVE_BOOTSTRAP';

export function examplesIn(file: string): readonly Example[] {
  const found: { readonly line: number; readonly lines: Map<number, string> }[] = [];
  let before = new Map<number, string>();
  let part: Map<number, string> | undefined;
  for (const [index, line] of readText(file).split('\n').entries()) {
    if (part !== undefined) {
      if (line === '```' || line === '-->') part = undefined;
      else part.set(index, line);
    } else if (line === '<!-- ts before') part = before = new Map<number, string>();
    else if (line === '<!-- ts after') part = found.at(-1)?.lines;
    else if (line === '```ts') {
      found.push({ line: index + 1, lines: (part = before) });
      before = new Map<number, string>();
    }
  }
  return found.map(({ line, lines }) => ({ file, line, text: textOf(lines) }));
}

/** The command that runs an example, once it is compiled. */
export function commandOf(folder: string, example: Example): string {
  const command = `node --enable-source-maps '${moduleOf(folder, example)}.mjs'`;
  return example.text.includes(BOOTSTRAP) ? `drave local run --single -- ${command}` : command;
}

/** Compiles examples below a folder of the repository, from where they find its packages. Returns what is wrong. */
export function compileExamples(folder: string, examples: readonly Example[]): readonly string[] {
  if (examples.length === 0) return [];
  mkdirSync(folder, { recursive: true });
  for (const example of examples) writeFileSync(`${moduleOf(folder, example)}.mts`, example.text);
  const modules = join(import.meta.dirname, '../node_modules');
  const compilerOptions = {
    typeRoots: [join(modules, '@types')],
    // What programs outside may use, beyond what Node 20 has: the compiler knows how to do without.
    lib: ['es2023', 'esnext.disposable'],
    composite: false,
    declaration: false,
    declarationMap: false,
    // Names that an example only introduces.
    noUnusedLocals: false,
  };
  const tooling = join(import.meta.dirname, '../packages/tooling/tsconfig.base.json');
  const project = join(folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ extends: tooling, compilerOptions, include: ['*.mts'] }));
  const compiler = join(modules, '.bin/tsc');
  const { status, stdout, stderr } = spawnSync(compiler, ['-p', project, '--pretty', 'false'], { encoding: 'utf8' });
  if (status === 0) return [];
  const lines = `${stdout}${stderr}`.trim().split('\n');
  return lines.map((line) => inDocument(line, examples));
}

function textOf(lines: ReadonlyMap<number, string>): string {
  const last = Math.max(...lines.keys());
  return `${Array.from({ length: last + 1 }, (_, index) => lines.get(index) ?? '').join('\n')}\n`;
}

function moduleOf(folder: string, { file, line }: Example): string {
  return join(folder, `${file.replaceAll('/', '-')}-${line}`);
}

/** What the compiler says of a module, told of the document. */
function inDocument(said: string, examples: readonly Example[]): string {
  const [, name, line, what] = /([^/\s]+)\.mts\((\d+),\d+\): (.*)/.exec(said) ?? [];
  const example = examples.find((one) => moduleOf('', one) === name);
  return example === undefined ? said : `${example.file}:${line}: ${what}`;
}
