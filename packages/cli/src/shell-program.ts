import { assert } from '@drave/base';
import type { Command } from 'commander';
import type { ClusterChoice } from './commands/local-verbs.js';
import type { DraveCommand } from './drave-command.js';
import { leavesOf, pathOf } from './examples.js';
import type { Terminal } from './terminal.js';

/** Runs one command with another terminal; resolves with its exit code. */
export type RunCommand = (parameters: readonly string[], terminal: Terminal) => Promise<number>;

/** `drave local shell`, which runs all other commands. A program that only describes itself has no `run`. */
export function addShell(program: DraveCommand, terminal: Terminal, run: RunCommand | undefined): void {
  const local = program.commands.find((command) => command.name() === 'local');
  assert(local instanceof program.constructor, 'the shell is one of the commands for local clusters');
  (local as DraveCommand)
    .command('shell')
    .description('a prompt for verbs and commands, with completion; or commands from standard input')
    .option('--cluster <name>', 'which cluster')
    .action(async (options: ClusterChoice) => {
      assert(run !== undefined, 'a program that is run has a way to run commands');
      const { localShell } = await import('./commands/local-shell.js');
      return localShell(terminal, options, {
        run,
        paths: leavesOf(program).map(pathOf),
        takesCluster: (words) => commandOf(program, words).options.some(({ long }) => long === '--cluster'),
      });
    });
}

/** The command that words begin with. */
function commandOf(program: Command, words: readonly string[]): Command {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    found = next;
  }
  return found;
}
