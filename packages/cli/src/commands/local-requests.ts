import { present } from '@drave/base';
import { askSupervisor, Registry, type ClientRequest, type LoggedRequests } from '@drave/cluster/running';
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
  const requests = { apis: [...apis], count, off, ...present({ client }) };
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
