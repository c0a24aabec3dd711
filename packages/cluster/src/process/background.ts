import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DraveError } from '@drave/base';
import { readLines } from './line-reader.js';

interface BackgroundStart {
  /** Takes each line that the program says about its start; true when it was the last one. */
  readonly onLine: (line: string) => boolean;
  /** Ends the program while it starts. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a program that goes on after this one has ended, and listens to what it says about its start on its file
 * descriptor 3. Whatever else it prints goes to a log that is shown when it dies before it has said all.
 *
 * @throws DraveError with what the program printed, when it ends too early; CANCELLED when `signal` has ended it.
 */
export async function startInBackground(
  command: readonly [executable: string, ...parameters: string[]],
  { onLine, signal }: BackgroundStart,
): Promise<void> {
  const [executable, ...parameters] = command;
  const scratch = mkdtempSync(join(tmpdir(), 'drave-background-'));
  const logFile = join(scratch, 'output.log');
  const log = openSync(logFile, 'a');
  const child = spawn(executable, parameters, { detached: true, stdio: ['ignore', log, log, 'pipe'] });
  const said = child.stdio[3] as Readable;
  const interrupt = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', interrupt, { once: true });
  const isStarted = await new Promise<boolean>((resolve) => {
    readLines(said, (line) => {
      if (onLine(line)) resolve(true);
    });
    said.on('end', () => resolve(false));
    child.once('error', () => resolve(false));
  });
  signal?.removeEventListener('abort', interrupt);
  said.destroy();
  child.unref();
  const printed = isStarted ? '' : readFileSync(logFile, 'utf8').trim();
  // The program holds the file open; its name has served.
  rmSync(scratch, { recursive: true });
  if (signal?.aborted === true) throw new DraveError('CANCELLED', 'the start was interrupted');
  if (isStarted) return;
  throw new DraveError('BROKER_NOT_AVAILABLE', printed === '' ? `${executable} ended without a word` : printed);
}

/**
 * Runs a program with this terminal until it ends; resolves with its exit code, 128 + signal number when a signal ended
 * it. When `interruption` is aborted, the program gets the signal that its reason names: all but SIGINT, which a
 * terminal sends to the whole process group by itself.
 */
export async function runToEnd(
  command: readonly [executable: string, ...parameters: string[]],
  environment: Readonly<Record<string, string>>,
  interruption?: AbortSignal,
): Promise<number> {
  const [executable, ...parameters] = command;
  const child = spawn(executable, parameters, { stdio: 'inherit', env: { ...process.env, ...environment } });
  const passOn = (): void => {
    if (interruption?.reason !== 'SIGINT') child.kill(interruption?.reason === 'SIGHUP' ? 'SIGHUP' : 'SIGTERM');
  };
  interruption?.addEventListener('abort', passOn, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', (reason) =>
      reject(new DraveError('INVALID_REQUEST', `${executable} could not be started: ${reason.message}`)),
    );
    child.once('exit', (exitCode, signal) => {
      interruption?.removeEventListener('abort', passOn);
      resolve(exitCode ?? 128 + (signalNumbers[signal ?? ''] ?? 0));
    });
  });
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };
