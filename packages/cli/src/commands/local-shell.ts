import { DraveError } from '@drave/base';
import { askSupervisor, draveHome, Registry, type ClusterBoard } from '@drave/cluster/running';
import type { Terminal } from '../terminal.js';
import { completeLine } from '../shell/complete-line.js';
import { splitWords } from '../shell/split-words.js';
import type { ClusterChoice } from './local-verbs.js';

/** What the shell uses of the program that it belongs to. */
interface ShellHost {
  /** Runs one command; resolves with its exit code, after it has printed what went wrong. */
  readonly run: (parameters: readonly string[], terminal: Terminal) => Promise<number>;
  /** The paths of all commands below `drave`. */
  readonly paths: readonly string[];
  /** Whether the command that these words begin with can be told the name of a cluster. */
  readonly takesCluster: (words: readonly string[]) => boolean;
}

const GREETING = 'Type a verb (kill leader:orders/0), a command (topic ls), help, or exit.';

/**
 * Reads commands, one on each line, and runs them: the verbs of `drave local` without these two words, and all others.
 * A command that fails does not end the shell; Ctrl-C ends the command. Resolves with 1 when the last command has
 * failed.
 */
export async function localShell(terminal: Terminal, { cluster }: ClusterChoice, host: ShellHost): Promise<number> {
  const entry = new Registry().find(cluster);
  const verbs = host.paths.flatMap((path) => (path.startsWith('local ') ? [path.slice('local '.length)] : []));
  const others = host.paths.filter((path) => !path.startsWith('local'));
  const commands = [...verbs, ...others, 'help', 'exit'];
  let board = (await askSupervisor(entry, { verb: 'board' })) as ClusterBoard;
  let current: AbortController | undefined;
  const whole = terminal.interruption();
  whole.addEventListener('abort', () => current?.abort('SIGINT'), { once: true });
  const lines = terminal.typedLines({
    prompt: `${entry.name}> `,
    complete: (line) =>
      completeLine(line, { commands, nodes: board.nodes.map(({ name }) => name), topics: board.topics }),
    historyFile: `${draveHome()}/shell-history`,
    onInterrupt: () => current?.abort('SIGINT'),
  });
  if (terminal.isInteractive) terminal.line(GREETING);
  let exitCode = 0;
  for await (const line of lines) {
    const words = wordsOf(terminal, line);
    if (words === undefined) exitCode = 1;
    else if (words[0] === 'exit' || words[0] === 'quit') break;
    else if (words.length > 0) {
      current = new AbortController();
      const { signal } = current;
      const inner = { ...terminal, interruption: () => signal, input: noInput, title: () => {} };
      exitCode = await host.run(parametersOf(words, verbs, entry.name, host), inner);
      current = undefined;
      board = (await askSupervisor(entry, { verb: 'board' }).catch(() => board)) as ClusterBoard;
    }
    if (whole.aborted) break;
  }
  return exitCode === 0 ? 0 : 1;
}

function wordsOf(terminal: Terminal, line: string): readonly string[] | undefined {
  try {
    return splitWords(line);
  } catch (reason) {
    terminal.note(`drave: ${DraveError.from(reason).message}`);
    return undefined;
  }
}

function parametersOf(
  words: readonly string[],
  verbs: readonly string[],
  name: string,
  host: ShellHost,
): readonly string[] {
  const [first = '', ...rest] = words;
  // The backslash is what other shells of this kind have before their own commands.
  const verb = first.replace(/^\\/, '');
  if (verb === 'help')
    return rest.length === 0 ? ['local', '--help'] : [...parametersOf(rest, verbs, name, host), '--help'];
  const path = verbs.includes(verb) ? ['local', verb, ...rest] : [verb, ...rest];
  const isNamed = path.some((word) => word === '--cluster' || word.startsWith('--cluster=') || word === '--bootstrap');
  return isNamed || !host.takesCluster(path) ? path : withCluster(path, name);
}

/** Before the parameters that are not the shell's: what follows `--`. */
function withCluster(path: readonly string[], name: string): readonly string[] {
  const end = path.includes('--') ? path.indexOf('--') : path.length;
  return [...path.slice(0, end), '--cluster', name, ...path.slice(end)];
}

/** Standard input is the shell's own. */
async function* noInput(): AsyncGenerator<Uint8Array> {}
