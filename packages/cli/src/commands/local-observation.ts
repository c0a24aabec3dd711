import type { ClusterEvent } from '@drave/cluster';
import { printJson, printTable } from '../output.js';
import type { Terminal } from '../terminal.js';
import { ask, type TimedOptions } from './local-request.js';

export async function localWait(
  terminal: Terminal,
  conditions: readonly string[],
  options: TimedOptions,
): Promise<void> {
  const { cluster, tookMs } = await ask<null>(terminal, { verb: 'wait', conditions: [...conditions] }, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'wait', conditions, tookMs });
  else terminal.line(`${conditions.join(' and ')} (${tookMs} ms)`);
}

/** Prints the timeline of the cluster, oldest first. */
export async function localEvents(terminal: Terminal, options: TimedOptions): Promise<void> {
  const { cluster, result: events } = await ask<readonly ClusterEvent[]>(terminal, { verb: 'events' }, options);
  if (options.output === 'json') {
    printJson(terminal, { cluster, events });
    return;
  }
  const rows = events.map(({ wallMs, node, kind, detail }) => [new Date(wallMs).toISOString(), node, kind, detail]);
  printTable(terminal, ['time', 'node', 'event', 'detail'], rows);
}
