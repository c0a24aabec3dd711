/**
 * Part of `npm run generate`: writes docs/cli.md and docs/errors.md from the commands and the tables of explanations.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cliPage } from '../src/generator/cli-page.js';
import { errorsPage } from '../src/generator/errors-page.js';
import { makeProgram } from '../src/program.js';
import type { Terminal } from '../src/terminal.js';

/** The commands are described and not run, so nothing is printed. */
const terminal: Terminal = {
  line: unused,
  write: unused,
  note: unused,
  input: unused,
  readFile: unused,
  isInteractive: false,
  environment: {},
  wallMs: unused,
  interruption: unused,
  reportToParent: unused,
  title: unused,
  self: [process.execPath],
};
const { program } = makeProgram({ terminal, runtime: unused, version: '' });
write('docs/cli.md', cliPage(program));
write('docs/errors.md', errorsPage());

function write(path: string, page: string): void {
  const file = new URL(`../../../${path}`, import.meta.url);
  const fresh = existsSync(file) && readFileSync(file, 'utf8') === page;
  if (!fresh) writeFileSync(file, page);
  console.log(`${path}: ${page.split('\n### ').length - 1} sections, ${fresh ? 'fresh' : 'changed'}`);
}

function unused(): never {
  throw new Error('a command that is only described has run');
}
