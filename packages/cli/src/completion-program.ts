import { Argument } from 'commander';
import { type Shell, shells } from './completion/scripts.js';
import type { DraveCommand } from './drave-command.js';
import type { Terminal } from './terminal.js';

/** `drave completion`, and the hidden command that its scripts call. */
export function addCompletion(program: DraveCommand, terminal: Terminal): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .description('print a script that completes commands, options and live names in a shell')
    .addHelpText(
      'after',
      '\nTopics, groups, brokers and the like are asked of the cluster that the command line means, for a second at most.',
    )
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./completion/scripts.js');
      terminal.line(completionScript(shell));
    });
  program
    .command('complete [words...]', { hidden: true })
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { complete } = await import('./commands/complete.js');
      await complete(terminal, program, words);
    });
}
