/** The verbs of the fault kit as forms. docs/faults-kit.md says what each does and when it is done. */
interface VerbOption {
  readonly name: string;
  readonly label: string;
  readonly type: 'number' | 'flag' | 'text';
  readonly standard?: string;
}

export interface Verb {
  readonly name: string;
  /** As people read it. */
  readonly label: string;
  readonly text: string;
  /** Nodes that it is done to, and those on the other side. */
  readonly arguments: readonly ('nodes' | 'others')[];
  readonly options: readonly VerbOption[];
  /** Whether something ends by it: it stands apart. */
  readonly isHarm: boolean;
  /** Whether it is done to all where no node is named. */
  readonly isNodeOptional: boolean;
}

const number = (name: string, label: string, standard: string): VerbOption => ({
  name,
  label,
  type: 'number',
  standard,
});
const flag = (name: string, label: string): VerbOption => ({ name, label, type: 'flag' });
const text = (name: string, label: string, standard = ''): VerbOption => ({ name, label, type: 'text', standard });
/** Done to all nodes where none is named. */
const optional: ReadonlySet<string> = new Set(['heal', 'fail']);

const known: readonly Verb[] = [
  verb('kill', 'Ends the process at once, as by SIGKILL.', ['nodes'], true),
  verb('stop', 'A controlled shutdown: others lead first.', ['nodes'], true),
  verb('start', 'The same id, ports and data.', ['nodes'], false, [flag('wipe', 'with an empty disk')]),
  verb('restart', 'Stops, then starts.', ['nodes'], true),
  verb('pause', 'Silent, with open connections, as by SIGSTOP.', ['nodes'], true),
  verb('resume', 'Goes on after a pause.', ['nodes'], false),
  verb('partition', 'Nothing passes between it and the others; clients still reach it.', ['nodes', 'others'], true, [
    flag('oneWay', 'only what it sends'),
  ]),
  verb('isolate', 'Nothing passes between it and anybody, clients included.', ['nodes'], true),
  verb('slow', 'Everything from and to it takes longer.', ['nodes', 'others'], true, [
    number('latencyMs', 'milliseconds', '200'),
    number('jitterMs', 'and up to this many more', '0'),
  ]),
  verb('drop', 'A share of what is sent must be sent again.', ['nodes', 'others'], true, [
    number('share', 'share, 0 to 1', '0.05'),
  ]),
  verb('reset', 'Connections are reset, until it is healed.', ['nodes', 'others'], true),
  verb('disk', 'Its disk is slow, or fails.', ['nodes'], true, [
    number('slowMs', 'milliseconds late', '100'),
    number('fullAfterBytes', 'full after bytes', ''),
    number('flipBitsShare', 'share of reads with a wrong bit', ''),
    flag('failing', 'fails altogether'),
  ]),
  verb('healDisk', 'Its disk is as before.', ['nodes'], false),
  verb('corrupt', 'Damages records of a replica on its disk, while it is down.', ['nodes'], true, [
    text('replica', 'topic/partition'),
    number('offset', 'at this offset', ''),
  ]),
  verb('clock', 'Its wall clock is wrong; without an offset it is right again.', ['nodes'], true, [
    number('offsetMs', 'milliseconds ahead', '30000'),
  ]),
  verb(
    'fail',
    'Requests of an API fail, wait or are never answered; give one of these. All brokers without a node.',
    ['nodes'],
    true,
    [
      text('api', 'API', 'Fetch'),
      text('topic', 'only of this topic'),
      text('error', 'with this error', 'NOT_LEADER_OR_FOLLOWER'),
      number('delayMs', 'milliseconds late', ''),
      flag('drop', 'never answered'),
      flag('disconnect', 'the connection ends'),
      number('times', 'only so many times', ''),
    ],
  ),
  verb('unfail', 'Ends faults of requests, all or those of these names.', [], false, [
    text('names', 'names, by commas'),
  ]),
  verb('elect', 'Elects preferred leaders.', [], false),
  verb('stepDown', 'The active controller resigns.', [], true),
  verb('heal', 'Ends every fault, all or those of some nodes.', ['nodes'], false),
];

/** The forms of the verbs that a cluster knows, in the order of the kit; a verb that is new here takes nodes. */
export function verbsOf(names: readonly string[]): readonly Verb[] {
  const listed = known.filter(({ name }) => names.includes(name));
  const others = names.filter((name) => !known.some((one) => one.name === name));
  return [...listed, ...others.map((name) => verb(name, 'See the fault kit.', ['nodes'], true))];
}

/** What is typed, as the verb takes it; what is empty is left out. Null while a number is none. */
export function optionsOf(
  { options }: Verb,
  typed: Readonly<Record<string, string | boolean>>,
): Readonly<Record<string, string | number | boolean>> | null {
  const found: Record<string, string | number | boolean> = {};
  for (const { name, type } of options) {
    const value = typed[name];
    if (type === 'flag') {
      if (value === true) found[name] = true;
      continue;
    }
    if (typeof value !== 'string' || value.trim() === '') continue;
    if (type === 'text') {
      found[name] = value.trim();
      continue;
    }
    if (!Number.isFinite(Number(value))) return null;
    found[name] = Number(value);
  }
  return found;
}

function verb(
  name: string,
  text: string,
  parts: Verb['arguments'],
  isHarm: boolean,
  options: readonly VerbOption[] = [],
): Verb {
  const label = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { name, label, text, arguments: parts, options, isHarm, isNodeOptional: optional.has(name) };
}
