import { assert, DraveError } from '@drave/base';
import type { ClusterEvent, Supervisor } from '@drave/cluster';
import { Contexts, startInBackground, type ClusterDescription } from '@drave/cluster/running';
import { printJson, type OutputOptions } from '../output.js';
import type { CommandContext, Terminal } from '../terminal.js';
import { printOverview } from './cluster-overview.js';
import { eventText } from './event-text.js';
import { BoardScreen } from './local-board.js';
import { toClusterOptions, type LocalUpOptions } from './local-options.js';

/**
 * `drave local up`: runs a cluster in the foreground until Ctrl-C or `drave local down`; with `-d` it returns when the
 * cluster is ready.
 */
export async function localUp(
  terminal: Terminal,
  runtime: CommandContext['runtime'],
  options: LocalUpOptions & OutputOptions & { readonly detach?: boolean },
): Promise<void> {
  if (options.detach === true) return upInBackground(terminal, options);
  const startedMs = terminal.wallMs();
  let isUp = false;
  const hasBoard = terminal.isInteractive && options.output === 'table';
  const onEvent = (event: ClusterEvent): void => {
    if (isUp && options.output === 'table' && !hasBoard) terminal.line(eventText(event));
  };
  const { Supervisor: LocalSupervisor } = await import('@drave/cluster');
  const supervisor = await LocalSupervisor.start(await runtime(), {
    ...toClusterOptions(options),
    onEvent,
    onWaiting: terminal.note,
    signal: terminal.interruption(),
  });
  terminal.title(`drave local:${supervisor.cluster.name}`);
  isUp = true;
  try {
    const described = await supervisor.describe();
    new Contexts().select(described.name);
    if (options.output === 'json') printJson(terminal, described);
    else printOverview(terminal, described, terminal.wallMs() - startedMs);
    if (hasBoard) void showBoard(terminal, supervisor);
    await untilEnd(terminal, supervisor);
  } finally {
    await supervisor.close();
    if (supervisor.reason !== undefined) terminal.note(`${supervisor.cluster.name} ends: ${supervisor.reason}`);
    if (options.output === 'table') terminal.line(`${supervisor.cluster.name} is down${keptText(supervisor)}`);
  }
}

/**
 * The background process of `-d`. It has no terminal, and reports the outcome of the start in one line to the process
 * that started it.
 */
export async function localSupervise(
  terminal: Terminal,
  runtime: CommandContext['runtime'],
  options: LocalUpOptions,
): Promise<void> {
  const nodeRuntime = await runtime();
  const { Supervisor: LocalSupervisor } = await import('@drave/cluster');
  const tell = (line: BackgroundLine): void => terminal.reportToParent(JSON.stringify(line));
  const supervisor = await LocalSupervisor.start(nodeRuntime, {
    ...toClusterOptions(options),
    onWaiting: (text) => tell({ kind: 'waiting', text }),
    signal: terminal.interruption(),
  }).catch((reason: unknown) => {
    const { code, message } = DraveError.from(reason);
    tell({ kind: 'failed', code, message });
    throw reason;
  });
  terminal.title(`drave local:${supervisor.cluster.name}`);
  try {
    tell({ kind: 'ready', cluster: await supervisor.describe() });
    await untilEnd(terminal, supervisor);
  } finally {
    await supervisor.close();
  }
}

async function upInBackground(terminal: Terminal, options: LocalUpOptions & OutputOptions): Promise<void> {
  const startedMs = terminal.wallMs();
  let outcome: Exclude<BackgroundLine, { kind: 'waiting' }> | undefined;
  const onLine = (line: string): boolean => {
    const said = JSON.parse(line) as BackgroundLine;
    if (said.kind === 'waiting') terminal.note(said.text);
    else outcome = said;
    return said.kind !== 'waiting';
  };
  const signal = terminal.interruption();
  await startInBackground([...terminal.self, 'local', 'supervise', JSON.stringify(options)], { onLine, signal });
  assert(outcome !== undefined, 'a start that has succeeded or failed has said so');
  if (outcome.kind === 'failed') throw new DraveError(outcome.code, outcome.message);
  new Contexts().select(outcome.cluster.name);
  if (options.output === 'json') printJson(terminal, outcome.cluster);
  else printOverview(terminal, outcome.cluster, terminal.wallMs() - startedMs);
}

type BackgroundLine =
  | { readonly kind: 'waiting'; readonly text: string }
  | { readonly kind: 'ready'; readonly cluster: ClusterDescription }
  | { readonly kind: 'failed'; readonly code: DraveError['code']; readonly message: string };

/** The board takes the place of the overview, until the cluster ends. */
async function showBoard(terminal: Terminal, { cluster }: Supervisor): Promise<void> {
  const screen = new BoardScreen(terminal);
  try {
    for await (const board of cluster.watchBoard(terminal.interruption())) screen.show(board);
  } finally {
    screen.close();
  }
}

async function untilEnd(terminal: Terminal, supervisor: Supervisor): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    const interruption = terminal.interruption();
    if (interruption.aborted) resolve();
    interruption.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([interrupted, supervisor.ended]);
}

function keptText(supervisor: Supervisor): string {
  return supervisor.cluster.temporary ? '' : `; its data is kept in ${supervisor.cluster.directory}`;
}
