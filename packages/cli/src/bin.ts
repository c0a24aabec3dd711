#!/usr/bin/env node
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadBundle } from '@drave/env/bundle';
import { TITLE_CHANNEL, type Terminal } from './terminal.js';

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
  readFile: (path) => readFile(path),
  isInteractive: process.stdout.isTTY,
  environment: process.env,
  wallMs: () => Date.now(),
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
