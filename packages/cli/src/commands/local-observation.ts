import type { ClusterEvent } from '@drave/cluster';
import { askSupervisor, Registry, tailLines, type RegistryEntry } from '@drave/cluster/running';
import { printJson, printTable } from '../output.js';
import type { Terminal } from '../terminal.js';
import { eventText } from './event-text.js';
import { ask, type TimedOptions } from './local-request.js';
import { describeLocal } from './local-verbs.js';

export async function localWait(
  terminal: Terminal,
  conditions: readonly string[],
  options: TimedOptions,
): Promise<void> {
  const { cluster, tookMs } = await ask<null>(terminal, { verb: 'wait', conditions: [...conditions] }, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'wait', conditions, tookMs });
  else terminal.line(`${conditions.join(' and ')} (${tookMs} ms)`);
}

/** Prints the timeline of the cluster, oldest first; with `watch` it goes on until the user or the cluster ends it. */
export async function localEvents(terminal: Terminal, options: TimedOptions & { watch?: boolean }): Promise<void> {
  if (options.watch === true) return watchEvents(terminal, options);
  const { cluster, result: events } = await ask<readonly ClusterEvent[]>(terminal, { verb: 'events' }, options);
  if (options.output === 'json') {
    printJson(terminal, { cluster, events });
    return;
  }
  const rows = events.map(({ wallMs, node, kind, detail }) => [new Date(wallMs).toISOString(), node, kind, detail]);
  printTable(terminal, ['time', 'node', 'event', 'detail'], rows);
}

async function watchEvents(terminal: Terminal, { cluster, output }: TimedOptions): Promise<void> {
  const onTold = (item: unknown): void => {
    if (output === 'json') printJson(terminal, item);
    else terminal.line(eventText(item as ClusterEvent));
  };
  const signal = terminal.interruption();
  await askSupervisor(new Registry().find(cluster), { verb: 'watchEvents' }, { onTold, signal });
}

interface LogsOptions extends TimedOptions {
  readonly follow?: boolean;
  readonly lines: number;
}

/** Prints the last lines of the logs of nodes; with `follow` also what they log from then on. */
export async function localLogs(
  terminal: Terminal,
  expressions: readonly string[],
  { cluster, follow, lines, output }: LogsOptions,
): Promise<void> {
  const entry = new Registry().find(cluster);
  const files = await logFilesOf(entry, expressions);
  const print = (node: string, line: string): void => {
    if (output === 'json') printJson(terminal, { node, line });
    else terminal.line(files.length === 1 ? line : `${node}  ${line}`);
  };
  const signal = follow === true ? terminal.interruption() : undefined;
  const show = async ({ name, logFile }: LogOfNode): Promise<void> => {
    for await (const line of tailLines(logFile, { lines, follow: signal })) print(name, line);
  };
  if (signal !== undefined) await Promise.all(files.map(show));
  else for (const file of files) await show(file);
}

interface LogOfNode {
  readonly name: string;
  readonly logFile: string;
}

/** The names come from the supervisor, because an expression may be a role. */
async function logFilesOf(entry: RegistryEntry, expressions: readonly string[]): Promise<readonly LogOfNode[]> {
  const names = (await askSupervisor(entry, { verb: 'resolve', nodes: expressions.join(',') })) as readonly string[];
  const { nodes } = await describeLocal(entry);
  return nodes.filter(({ name }) => names.includes(name));
}
