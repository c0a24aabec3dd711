export const USAGE = `usage: drave-simulate <quorum|cluster|starved|starved-cluster> [--from N] [--count N] [--jobs N]
                       [--minutes N] [--first] [--focus NAME] [--view]
       drave-simulate shrink --seed N [--runs N]
       drave-simulate mutants [NAME...] [--from N] [--count N] [--jobs N] [--minutes N] [--write]
       drave-simulate ci [--minutes N] [--view]

  Every seed is a whole run in virtual time under its own faults; a failure prints the seed, the faults and the last
  events, and the same seed replays it: drave-simulate cluster --from SEED. starved runs five virtual minutes of a
  quorum on a machine that is twenty times too slow, and demands that it keeps its leader; starved-cluster the same of
  a whole cluster and its clients. With --minutes no seed begins after that time; how many ran is printed. With
  --first nothing runs after a failure; with --focus every cluster seed is about that subject; with --view the address
  is printed of the page where a failed cluster seed, or the only one, can be watched (npm run playground makes it).
  shrink looks for fewer faults that make a cluster seed fail. mutants puts known bugs back, one by one, and says
  which seed noticed, or which unit test where no seed can; the same must pass without the bug. --count (60) bounds
  the cluster seeds of each, quorum seeds are twenty times as many, --minutes is for all of them, and --write writes
  the table mutants.md, whose seeds the next hunt begins with. ci runs the seeds that once found a bug, 2,000 quorum
  seeds, 20 starved ones, 2 starved clusters, 100 cluster seeds and 150 about transactions, for 20 minutes at most;
  $SEED shifts where those begin.`;

interface Parsed {
  readonly values: { readonly help: boolean };
  readonly positionals: readonly string[];
}

type ReadCommandLine<Made> =
  | { readonly kind: 'run'; readonly commandLine: Made }
  | { readonly kind: 'help' }
  /** In words, for somebody who has typed it. */
  | { readonly kind: 'wrong'; readonly text: string };

/** Reads a command line by `parse`, which is Node's own parser of the words behind the name of the program. */
export function readCommandLine<Made extends Parsed>(parse: () => Made): ReadCommandLine<Made> {
  try {
    const commandLine = parse();
    const isHelp = commandLine.values.help || commandLine.positionals[0] === 'help';
    return isHelp ? { kind: 'help' } : { kind: 'run', commandLine };
  } catch (reason) {
    const isOfTheWords =
      reason instanceof Error && 'code' in reason && String(reason.code).startsWith('ERR_PARSE_ARGS_');
    if (!isOfTheWords) throw reason;
    return { kind: 'wrong', text: `${reason.message}\n${ADVICE}` };
  }
}

export function unknownCommand(command: string | undefined): string {
  return command === undefined ? USAGE : `there is no '${command}' to simulate\n${ADVICE}`;
}

const ADVICE = 'drave-simulate --help says what there is';
