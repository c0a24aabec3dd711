/** Part of `npm run generate`: writes docs/cli.md from the tree of commands. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cliPage } from '../src/generator/cli-page.js';
import { makeProgram } from '../src/program.js';
import type { Terminal } from '../src/terminal.js';

const file = new URL('../../../docs/cli.md', import.meta.url);

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
const page = cliPage(program);
const fresh = existsSync(file) && readFileSync(file, 'utf8') === page;
if (!fresh) writeFileSync(file, page);
console.log(`docs/cli.md: ${page.split('\n### ').length - 1} commands, ${fresh ? 'fresh' : 'changed'}`);

function unused(): never {
  throw new Error('a command that is only described has run');
}
