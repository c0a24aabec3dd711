import type { Argument, Command, Option } from 'commander';
import { pathOf } from '../examples.js';

/** Names that only a cluster, or this machine, can tell. */
export type LiveKind = 'topic' | 'partition' | 'group' | 'broker' | 'resource' | 'context' | 'cluster' | 'transaction';

/** What the word that is being typed may become. */
interface Candidates {
  /** What is known without asking anybody. */
  readonly words: readonly string[];
  /** What a cluster has to be asked for as well. */
  readonly live?: LiveKind;
  /** What stands before the part that is completed, as in `a,b,` of a list. */
  readonly before: string;
}

const nothing: Candidates = { words: [], before: '' };

/**
 * What the last of these words may become: a command, an option, one of the choices of an option, or a live name. The
 * words are those behind `drave`, up to the cursor; the last one may be empty.
 */
export function candidatesFor(program: Command, typed: readonly string[]): Candidates {
  const words = typed.slice(0, -1);
  const word = typed.at(-1) ?? '';
  const { command, rest } = commandOf(program, words);
  const previous = words.at(-1);
  const taking = previous === undefined ? undefined : optionOf(command, previous);
  if (taking !== undefined && takesValue(taking)) return valuesOf(command, taking, word);
  const joined = /^(--[^=]+)=(.*)$/.exec(word);
  if (joined !== null) {
    const option = optionOf(command, joined[1] ?? '');
    if (option === undefined) return nothing;
    const { before, ...found } = valuesOf(command, option, joined[2] ?? '');
    return { ...found, before: `${joined[1]}=${before}` };
  }
  if (word.startsWith('-')) return { words: optionNames(command), before: '' };
  if (command.commands.length > 0 && rest.length === 0) {
    const visible = command.createHelp().visibleCommands(command);
    return { words: visible.map((one) => one.name()), before: '' };
  }
  return argumentAt(command, positionals(command, rest).length);
}

function commandOf(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  for (const [index, word] of words.entries()) {
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) return { command, rest: words.slice(index) };
    command = next;
  }
  return { command, rest: [] };
}

function optionOf(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function optionNames(command: Command): string[] {
  return [...command.options.map(({ long, short }) => long ?? short ?? ''), '--help'];
}

/** The words that are neither options nor values of options. */
function positionals(command: Command, rest: readonly string[]): string[] {
  return rest.filter((word, index) => {
    if (word.startsWith('-')) return false;
    const option = optionOf(command, rest[index - 1] ?? '');
    return option === undefined || !takesValue(option);
  });
}

function valuesOf(command: Command, option: Option, word: string): Candidates {
  if (option.argChoices !== undefined) return { words: option.argChoices, before: '' };
  const named = liveOption[option.long ?? ''];
  const live = named === 'to' ? toOf(command) : named;
  if (live === undefined) return nothing;
  // Of a list with commas only the last part is completed.
  return { words: [], live, before: word.slice(0, word.lastIndexOf(',') + 1) };
}

const liveOption: Readonly<Record<string, LiveKind | 'to'>> = {
  '--topic': 'topic',
  '--group': 'group',
  '--to-group': 'group',
  '--cluster': 'cluster',
  '--context': 'context',
  '--broker': 'broker',
  '--partition': 'partition',
  '--to': 'to',
};

/** `--to` is a broker where a partition is led, and a point in a log elsewhere. */
function toOf(command: Command): LiveKind | undefined {
  return command.name() === 'lead' ? 'broker' : undefined;
}

function argumentAt(command: Command, index: number): Candidates {
  const known = command.registeredArguments;
  const last = known.at(-1);
  const argument = known[index] ?? (last?.variadic === true ? last : undefined);
  if (argument === undefined) return nothing;
  if (argument.argChoices !== undefined) return { words: argument.argChoices, before: '' };
  const live = liveArgument(pathOf(command), argument);
  return live === undefined ? nothing : { words: [], live, before: '' };
}

/** By the name of the argument, and by the group of the command where that says too little. */
function liveArgument(path: string, argument: Argument): LiveKind | undefined {
  const [group = ''] = path.split(' ');
  // A name that nobody has yet cannot be completed.
  if (path === 'topic create' || path === 'context add') return undefined;
  switch (argument.name()) {
    case 'topic':
      return 'topic';
    case 'partition':
    case 'partitions':
    case 'what':
      return 'partition';
    case 'group':
    case 'groups':
      return 'group';
    case 'resource':
    case 'first':
    case 'second':
      return 'resource';
    case 'ids':
    case 'id':
      return ({ broker: 'broker', txn: 'transaction' } as const)[group];
    case 'from':
      return group === 'group' ? 'group' : undefined;
    case 'name':
    case 'names':
    case 'source':
    case 'prefix':
      return ({ topic: 'topic', group: 'group', context: 'context', local: 'cluster', txn: 'transaction' } as const)[
        group
      ];
    default:
      return undefined;
  }
}
