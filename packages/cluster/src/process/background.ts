import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DraveError } from '@drave/base';
import { readLines } from './line-reader.js';

/**
 * Starts a program that goes on after this one has ended, and waits for the one line it says about its start on its
 * file descriptor 3. Whatever else it prints goes to a log that is shown when it dies before that.
 *
 * @throws DraveError with what the program printed, when it ends without having said anything.
 */
export async function startInBackground(
  command: readonly [executable: string, ...parameters: string[]],
): Promise<string> {
  const [executable, ...parameters] = command;
  const scratch = mkdtempSync(join(tmpdir(), 'drave-background-'));
  const logFile = join(scratch, 'output.log');
  const log = openSync(logFile, 'a');
  const child = spawn(executable, parameters, { detached: true, stdio: ['ignore', log, log, 'pipe'] });
  const said = child.stdio[3] as Readable;
  const line = await new Promise<string | undefined>((resolve) => {
    readLines(said, resolve);
    said.on('end', () => resolve(undefined));
    child.once('error', () => resolve(undefined));
  });
  said.destroy();
  child.unref();
  if (line !== undefined) {
    // The program holds the file open; its name has served.
    rmSync(scratch, { recursive: true });
    return line;
  }
  const printed = readFileSync(logFile, 'utf8').trim();
  rmSync(scratch, { recursive: true });
  throw new DraveError('BROKER_NOT_AVAILABLE', printed === '' ? `${executable} ended without a word` : printed);
}

/**
 * Runs a program with this terminal until it ends; resolves with its exit code, 128 + signal number when a signal ended
 * it.
 */
export async function runToEnd(
  command: readonly [executable: string, ...parameters: string[]],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const [executable, ...parameters] = command;
  const child = spawn(executable, parameters, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return new Promise((resolve, reject) => {
    child.once('error', (reason) =>
      reject(new DraveError('INVALID_REQUEST', `${executable} could not be started: ${reason.message}`)),
    );
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? 128 + (signalNumbers[signal ?? ''] ?? 0)));
  });
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
