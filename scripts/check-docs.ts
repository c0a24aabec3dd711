import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundMs } from '../test-cluster/src/bounds.js';
import { commandOf, compileExamples, examplesIn } from './doc-examples.js';
import { finish, readText, root, workFiles } from './workspace.js';

/**
 * Runs what the documents tell people to type. A document is README.md, what lies in docs/, and the README of a
 * package; paths given as parameters narrow it down. Every fenced block is one of
 *   `sh`       run from the root of the repository, in one shell for the whole document;
 *   `console`  the same for its lines that begin with '$ ', the rest being output to read;
 *   `ts`       compiled and run, in turn with the commands; with a cluster of its own if it asks for one
 *              (`doc-examples.ts`);
 *   `text`, `yaml`, `json`, `proto`, `mermaid`   shown only.
 * Anything else is a mistake, and so is a file that a document leaves behind. Blocks that would run the tests again, or
 * install, are not run a second time. The first hour is about the package that people install, so
 * `test-cluster/src/package.test.ts` runs it there.
 */
const isDocument = /^(README\.md|docs\/.*\.md|(packages\/[^/]+|test-cluster)\/README\.md)$/;
const RUNS_ELSEWHERE = 'docs/first-hour.md';
const chosen = process.argv.slice(2);
const shown = new Set(['text', 'yaml', 'json', 'proto', 'mermaid']);
/** The commands that brought us here; running them inside themselves would never end. */
const aroundUs = /^(npm (ci|test|run test:full)|\.ci\/run)\b/;
const LAST_LINES_MAX = 10;
const documentTimeoutMs = boundMs(300_000, 'the commands of a document');

const documents = workFiles()
  .filter((file) => isDocument.test(file) && file !== RUNS_ELSEWHERE)
  .filter((file) => chosen.length === 0 || chosen.includes(file));
/** Below the repository, whose packages the examples import. */
const compiled = join(root, 'node_modules', '.cache', 'drave', `documents-${process.pid}`);
const examples = documents.flatMap(examplesIn);
const problems: string[] = [...compileExamples(compiled, examples)];
let commands = 0;
if (problems.length === 0) for (const file of documents) checkDocument(file);
rmSync(compiled, { recursive: true, force: true });
finish('docs', `${commands} commands, ${examples.length} of them examples in TypeScript`, problems);

function checkDocument(file: string): void {
  const lines = commandsOf(file);
  if (lines.length === 0) return;
  commands += lines.length;
  runDocument(file, lines);
}

function commandsOf(file: string): string[] {
  const found: string[] = [];
  let language: string | undefined;
  for (const [index, line] of readText(file).split('\n').entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (fence === null) {
      if (language === 'sh') found.push(line);
      if (language === 'console' && line.startsWith('$ ')) found.push(line.slice(2));
      continue;
    }
    if (language !== undefined) {
      language = undefined;
      continue;
    }
    language = fence[1] ?? '';
    const example = examples.find((one) => one.file === file && one.line === index + 1);
    if (example !== undefined) found.push(commandOf(compiled, example));
    else if (!shown.has(language) && language !== 'sh' && language !== 'console')
      problems.push(`${file}:${index + 1}: a block marked '${language}'; mark it sh, console, or text`);
  }
  return found.filter((line) => line.trim() !== '' && !line.startsWith('#') && !aroundUs.test(line));
}

function runDocument(file: string, lines: readonly string[]): void {
  const before = new Set(workFiles());
  const scratch = mkdtempSync(join(tmpdir(), 'drave-docs-'));
  // A program and no function of the shell: a document may start it in the background, and end it by its process id.
  const program = join(scratch, 'drave');
  mkdirSync(join(scratch, 'home'));
  writeFileSync(program, `#!/bin/sh\nexec node '${join(root, 'packages/cli/dist/bin.js')}' "$@"\n`, { mode: 0o755 });
  const prelude = [
    'set -euo pipefail',
    'npx() { if [ "$1" = drave ]; then shift; drave "$@"; else command npx "$@"; fi; }',
    "trap 'drave local down --all >&2' EXIT",
    'set -v',
  ];
  const path = `${scratch}:${process.env['PATH']}`;
  const environment = { ...process.env, PATH: path, DRAVE_HOME: join(scratch, 'home'), CI: 'true' };
  const result = spawnSync('bash', ['-c', [...prelude, ...lines].join('\n')], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    timeout: documentTimeoutMs,
  });
  rmSync(scratch, { recursive: true, force: true });
  const left = workFiles().filter((name) => !before.has(name));
  if (left.length > 0) problems.push(`${file}: its commands leave ${left.join(', ')} behind; remove what they make`);
  if (result.status === 0) {
    console.log(`  ${file}: ${lines.length} commands ran`);
    return;
  }
  console.error(`${result.stdout}\n${result.stderr}`.slice(-4_000));
  // Once more with the verdict, which is all that is left of a long run; the command that failed is among them.
  const said = result.stderr.trimEnd().split('\n').slice(-LAST_LINES_MAX);
  problems.push([`${file}: its commands failed with ${result.status ?? result.signal}`, ...said].join('\n      '));
}
