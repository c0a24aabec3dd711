#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadBundle } from '@drave/env/bundle';
import { TITLE_CHANNEL, type LineOptions, type Terminal } from './terminal.js';

const HISTORY_LINES_MAX = 1_000;
// They are for who writes the command, not for who types it: grpc-js has one about every TLS connection by address.
process.noDeprecation = true;
const interrupt = new AbortController();
let hasSomethingToFinish = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A second signal ends the command at once. Local nodes end too, because their pipes close with this process.
    if (interrupt.signal.aborted || !hasSomethingToFinish) process.exit(128 + constants.signals[signal]);
    interrupt.abort(signal);
  });
}

let hasStatus = false;

/** Takes the status line away, so that what is printed next does not stand behind it. */
function clearStatus(): void {
  if (hasStatus) process.stderr.write('\r\u001B[K');
  hasStatus = false;
}

const terminal: Terminal = {
  line(text) {
    clearStatus();
    process.stdout.write(`${text}\n`);
  },
  note(text) {
    clearStatus();
    process.stderr.write(`${text}\n`);
  },
  status(text) {
    if (!process.stderr.isTTY) return;
    clearStatus();
    // A line that is wider than the terminal could not be taken away.
    process.stderr.write(text.slice(0, Math.max(0, process.stderr.columns - 1)));
    hasStatus = text !== '';
  },
  async write(bytes) {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  },
  input: () => process.stdin,
  typedLines: (options) => terminalLines(options),
  readFile: (path) => readFile(path),
  edit: (text, fileName) => editText(text, fileName, process.env['VISUAL'] ?? process.env['EDITOR']),
  isInteractive: process.stdout.isTTY,
  // A terminal that nobody has given a size says 0.
  size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
  environment: process.env,
  directory: process.cwd(),
  wallMs: () => Date.now(),
  machine: () => ({ nodeVersion: process.versions.node, openFilesMax: openFilesMax() }),
  interruption() {
    hasSomethingToFinish = true;
    return interrupt.signal;
  },
  title(text) {
    process.title = text;
    channel(TITLE_CHANNEL).publish(text);
  },
  self: [process.execPath, fileURLToPath(import.meta.url)],
  // Descriptor 3 is the pipe to the process that started this one in the background.
  reportToParent: (text) => void writeSync(3, `${text}\n`),
};

// A reader that closes the pipe (`drave … | head`) ends the command without an error.
process.stdout.on('error', (reason: NodeJS.ErrnoException) => {
  if (reason.code === 'EPIPE') process.exit(0);
  throw reason;
});

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
const parameters = process.argv.slice(2);
// `ps` shows the command line, by which commands can be distinguished; that of a supervisor is cut, because its options
// are long.
process.title = ['drave', ...parameters.slice(0, parameters[1] === 'supervise' ? 2 : undefined)].join(' ');
const bundle = loadBundle<typeof import('./main.js')>(fileURLToPath(new URL('bundle', import.meta.url)), 'cli');
const { main, localRuntime } = bundle ?? (await import('./main.js'));
process.exitCode = await main(parameters, { terminal, runtime: localRuntime, version: manifest.version });
// The process of a stopped node or cluster, or of an interrupted command, ends even if a library holds a handle open.
const isServer = parameters[0] === 'server' || parameters[1] === 'supervise';
if (isServer || interrupt.signal.aborted) process.exit();

/** The soft limit of this process, as Linux tells it. */
function openFilesMax(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return limit === undefined ? undefined : Number(limit);
}

/** Has a person change a text in their editor, in a file of its own. */
async function editText(text: string, fileName: string, editor: string | undefined): Promise<string> {
  if (editor === undefined || editor.trim() === '')
    throw new Error('there is no editor: set EDITOR, for example EDITOR=vi');
  const directory = await mkdtemp(join(tmpdir(), 'drave-edit-'));
  const file = join(directory, fileName);
  try {
    await writeFile(file, text, { mode: 0o600 });
    await runEditor(editor, file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** An editor may be a command with parameters, such as `code --wait`. */
function runEditor(editor: string, file: string): Promise<void> {
  const [executable = '', ...parameters] = editor.trim().split(/\s+/);
  const failed = (why: string): Error => new Error(`the editor '${editor}' ${why}`);
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...parameters, file], { stdio: 'inherit' });
    child.once('error', ({ message }) => reject(failed(`could not be started: ${message}`)));
    child.once('exit', (exitCode, signal) => {
      if (exitCode === 0) resolve();
      else reject(failed(`ended with ${exitCode ?? signal}; nothing was changed`));
    });
  });
}

/** Lines from standard input; on a terminal with a prompt, completion, and a history that is kept in a file. */
async function* terminalLines({
  prompt,
  complete,
  historyFile,
  onInterrupt,
}: LineOptions): AsyncGenerator<string, void, undefined> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const reader = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout, history: historyOf(historyFile) } : {}),
    terminal: isTerminal,
    historySize: HISTORY_LINES_MAX,
    removeHistoryDuplicates: true,
    completer: complete,
    prompt,
  });
  reader.on('SIGINT', () => {
    onInterrupt();
    process.stdout.write('\n');
    reader.prompt();
  });
  reader.on('history', (history) => keepHistory(historyFile, history));
  try {
    if (isTerminal) reader.prompt();
    for await (const line of reader) {
      yield line;
      if (isTerminal) reader.prompt();
    }
  } finally {
    reader.close();
  }
}

/** The newest line first, as the reader of lines wants it. */
function historyOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .toReversed();
  } catch {
    // There is none before the first shell.
    return [];
  }
}

function keepHistory(file: string, history: readonly string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${history.toReversed().join('\n')}\n`, { mode: 0o600 });
}
