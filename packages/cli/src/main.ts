import { DraveError, type ErrorCode, isDraveError, isError } from '@drave/base';
import { type Command, CommanderError } from 'commander';
import { errorJson, isDocument } from './output.js';
import { withNextStep } from './next-step.js';
import { UsageError } from './parse.js';
import { makeProgram } from './program.js';
import type { CommandContext, Terminal } from './terminal.js';

/**
 * Runs one command, and resolves with the exit code: 0 for success, 1 for a failure, 2 for a wrong command line, 130
 * for an interruption. An expected error is printed as one message; a stack is printed only for a bug.
 */
export async function main(parameters: readonly string[], context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { program, exitCode } = makeProgram(context, (inner, within) => main(inner, { ...context, terminal: within }));
  const configure = (command: Command): void => {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.line(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => {
        if (!asksForDocument(parameters)) write(text);
      },
    });
    if (asksForDocument(parameters)) command.showHelpAfterError(false);
    command.commands.forEach(configure);
  };
  configure(program);
  try {
    await program.parseAsync(withHelpLast(parameters), { from: 'user' });
    return exitCode();
  } catch (reason) {
    if (reason instanceof CommanderError) {
      if (reason.exitCode === 0) return 0;
      if (asksForDocument(parameters)) report(terminal, new UsageError(withoutPrefix(reason.message)), parameters);
      return 2;
    }
    report(terminal, reason, parameters);
    if (reason instanceof UsageError) return 2;
    return isDraveError(reason) && reason.code === 'CANCELLED' ? EXIT_CODE_INTERRUPTED : 1;
  }
}

/** Turns `help topic create` into `topic create --help`, because commander's `help` takes only one command name. */
function withHelpLast(parameters: readonly string[]): string[] {
  const [first, ...words] = parameters;
  const isPath = words.length > 1 && words.every((word) => !word.startsWith('-'));
  return first === 'help' && isPath ? [...words, '--help'] : [...parameters];
}

function withoutPrefix(message: string): string {
  return message.replace(/^error: /, '');
}

/** The exit code that a shell reports for a program that SIGINT has ended. */
const EXIT_CODE_INTERRUPTED = 130;

/** How local nodes are run in production; loaded only by the commands that run some. */
export const localRuntime: CommandContext['runtime'] = async () => (await import('@drave/cluster')).nodeRuntime;

/** Errors about which there is no more to say than their message says. */
const codesThatSayAll: ReadonlySet<ErrorCode> = new Set(['INVALID_REQUEST', 'INVALID_CONFIG', 'CANCELLED']);

function report(terminal: Terminal, reason: unknown, parameters: readonly string[]): void {
  const error = DraveError.from(reason);
  if (asksForDocument(parameters)) {
    terminal.note(errorJson(error));
    return;
  }
  const isOurFault = !isDraveError(reason);
  terminal.note(`drave: ${isOurFault && isError(error.cause) ? error.cause.stack : withNextStep(error)}`);
  // A script, and its log, gets the one line.
  if (terminal.isInteractive && !isOurFault && !codesThatSayAll.has(error.code))
    terminal.note(`(drave explain ${error.code} says more)`);
}

/**
 * Whether the result is for a program, so that the error is as well; the command line may be one that does not parse.
 */
function asksForDocument(parameters: readonly string[]): boolean {
  return parameters.some((parameter, index) => {
    const joined = /^(?:-o|--output=)(.+)$/.exec(parameter)?.[1];
    return isDocument(joined ?? (['-o', '--output'].includes(parameters[index - 1] ?? '') ? parameter : undefined));
  });
}
