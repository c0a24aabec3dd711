import { present } from '@drave/base';
import {
  askSupervisor,
  Registry,
  type ClientRequest,
  type ControlRequest,
  type LoggedRequests,
  type RecordingSummary,
  type ReplayReport,
} from '@drave/cluster/running';
import { printJson, printTable } from '../output.js';
import type { Terminal } from '../terminal.js';
import { ask, type TimedOptions } from './local-request.js';

interface RequestsCommandOptions extends TimedOptions {
  readonly watch?: boolean;
  readonly off?: boolean;
  readonly api?: readonly string[];
  readonly client?: string;
  readonly on?: string;
  readonly lines: number;
}

/** Prints the requests of Kafka clients to a local cluster: the last of a log, or with `watch` as they come. */
export async function localRequests(terminal: Terminal, options: RequestsCommandOptions): Promise<void> {
  const { watch, off = false, api: apis = [], client, on: nodes = '', lines: count, output } = options;
  const requests = asking({ apis: [...apis], count, off, ...present({ client }) });
  if (watch === true) return watchRequests(terminal, options, { nodes, requests });
  const asked = await ask<LoggedRequests | null>(terminal, { verb: 'requests', nodes, requests }, options);
  const { cluster, result } = asked;
  if (output === 'json') printJson(terminal, { cluster, ...(result ?? { off }) });
  else if (result === null) terminal.line('requests are not logged any more');
  else {
    if (result.hasBegun) terminal.note('requests are logged from now on, until --off; ask again, or give --watch');
    printTable(terminal, columns, result.requests.map(rowOf));
    const { kept, dropped } = result;
    terminal.note(`${kept} requests kept, ${dropped} dropped`);
  }
}

async function watchRequests(
  terminal: Terminal,
  { cluster, output }: RequestsCommandOptions,
  request: object,
): Promise<void> {
  const onTold = (item: unknown): void => {
    if (output === 'json') printJson(terminal, item);
    else terminal.line(rowOf(item as ClientRequest).join('  '));
  };
  const signal = terminal.interruption();
  await askSupervisor(new Registry().find(cluster), { verb: 'watchRequests', ...request }, { onTold, signal });
}

function asking(members: Partial<ControlRequest['requests']>): ControlRequest['requests'] {
  return { apis: [], count: 0, off: false, file: '', directory: '', pace: 'recorded', ...members };
}

interface RecordCommandOptions extends Omit<RequestsCommandOptions, 'watch' | 'off' | 'lines'> {
  /** In ms. */
  readonly for?: number;
}

/** Records what Kafka clients send into a file, until the user has had enough, or for a time. */
export async function localRecord(terminal: Terminal, file: string, options: RecordCommandOptions): Promise<void> {
  const { api: apis = [], client, on: nodes = '', for: forMs, output, cluster: name } = options;
  const entry = new Registry().find(name);
  const signal = terminal.interruption();
  const onTold = (): void => terminal.note(`recording into ${file}${forMs === undefined ? ', until Ctrl-C' : ''}`);
  const requests = asking({ apis: [...apis], file, directory: terminal.directory, ...present({ client, forMs }) });
  const asked = await askSupervisor(entry, { verb: 'record', nodes, requests }, { onTold, signal });
  const summary = asked as RecordingSummary;
  if (output === 'json') printJson(terminal, { cluster: entry.name, ...summary });
  else
    terminal.line(
      `${summary.requests} requests, ${summary.bytes} bytes in ${summary.file}; ${summary.dropped} dropped`,
    );
}

/** Sends what was recorded again, and says which answers have another error. */
export async function localReplay(
  terminal: Terminal,
  file: string,
  options: TimedOptions & { readonly pace: 'recorded' | 'answered' },
): Promise<void> {
  const requests = asking({ file, directory: terminal.directory, pace: options.pace });
  const { cluster, result } = await ask<ReplayReport>(terminal, { verb: 'replay', requests }, options);
  if (options.output === 'json') return printJson(terminal, { cluster, ...result });
  const { sent, connections, answered, differing, differences, tookMs } = result;
  terminal.line(
    `${sent} of ${result.requests} requests sent on ${connections} connections, ${answered} answered (${tookMs} ms)`,
  );
  terminal.line(
    differing === 0 ? 'every answer has the same error as before, or none' : `${differing} answers differ:`,
  );
  const rows = differences.map(({ broker, api, version, correlationId, recorded = 'ok', replayed = 'ok' }) => [
    ...[broker, `${api} v${version}`, `${correlationId}`],
    ...[recorded, replayed],
  ]);
  if (rows.length > 0) printTable(terminal, ['broker', 'request', 'correlation id', 'recorded', 'replayed'], rows);
}

const columns = ['time', 'broker', 'request', 'client', 'topics', 'answer', 'took'];

function rowOf(request: ClientRequest): string[] {
  const { wallMs, broker, api, apiKey, version, clientId = '-', topics, outcome, error, tookMs } = request;
  const named = topics.map(({ name, partitions }) =>
    partitions.length === 0 ? name : `${name}/${partitions.join('+')}`,
  );
  const answer = outcome === 'answered' ? (error ?? 'ok') : outcome;
  return [
    new Date(wallMs).toISOString(),
    broker,
    `${api === '' ? `key ${apiKey}` : api} v${version}`,
    clientId,
    named.join(',') || '-',
    answer,
    `${tookMs.toFixed(1)} ms`,
  ];
}
