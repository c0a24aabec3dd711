import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program `drave`, as it was built. */
export const draveProgram = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url));

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `drave` to its end, as a user would, in a Drave home of its own. */
export async function drave(
  home: string,
  parameters: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const running = startDrave(home, parameters, environment);
  running.child.stdin?.end(input);
  const [exitCode] = (await once(running.child, 'close')) as [number | null];
  return { exitCode, stdout: running.stdout(), stderr: running.stderr() };
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when the text has come on standard error; rejects when the command ends without it. */
  saysOnStderr(text: string): Promise<void>;
}

/** Starts `drave` and leaves it running. */
export function startDrave(
  home: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [draveProgram, ...parameters], {
    env: { ...process.env, DRAVE_HOME: home, DRAVE_BOOTSTRAP: '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const gathered = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (gathered.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (gathered.stderr += chunk.toString()));
  return {
    child,
    stdout: () => gathered.stdout,
    stderr: () => gathered.stderr,
    async saysOnStderr(text) {
      const closed = once(child, 'close').then(() => 'closed' as const);
      while (!gathered.stderr.includes(text)) {
        const what = await Promise.race([once(child.stderr, 'data'), closed]);
        if (what === 'closed' && !gathered.stderr.includes(text))
          throw new Error(`the command ended without '${text}' on standard error, but with: ${gathered.stderr}`);
      }
    },
  };
}
