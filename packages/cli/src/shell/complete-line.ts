/** What can be completed in a line of the shell. */
interface ShellNames {
  /** Commands by their path: `kill`, `topic`, `topic create`. */
  readonly commands: readonly string[];
  readonly nodes: readonly string[];
  readonly topics: readonly string[];
}

const roles = ['controller', 'voter', 'random', 'any', 'all', 'brokers', 'controllers', 'others', 'clients'];
const rolesOfPartitions = ['leader:', 'follower:', 'isr:'];

/** What the last word of a line may become, and that word. */
export function completeLine(line: string, { commands, nodes, topics }: ShellNames): [string[], string] {
  const words = line.trimStart().split(/\s+/);
  const word = words.pop() ?? '';
  const before = words.join(' ');
  const prefix = before === '' ? '' : `${before} `;
  const nextWords = commands.flatMap((path) =>
    path.startsWith(prefix) ? [path.slice(prefix.length).split(' ')[0] ?? ''] : [],
  );
  const subcommands = [...new Set(nextWords)].filter((next) => next !== '');
  if (subcommands.length > 0) return [startingWith(subcommands, word), word];
  // Of a list with commas only the last part is completed.
  const start = word.slice(0, word.lastIndexOf(',') + 1);
  const part = word.slice(start.length);
  const role = rolesOfPartitions.find((one) => part.startsWith(one));
  const names =
    role === undefined
      ? [...nodes, ...roles, ...rolesOfPartitions, ...topics]
      : topics.map((topic) => `${role}${topic}/`);
  return [startingWith(names, part).map((name) => start + name), word];
}

function startingWith(names: readonly string[], start: string): string[] {
  return names.filter((name) => name.startsWith(start));
}
