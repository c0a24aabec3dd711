import { present } from '@drave/base';
import type { ControlRequest, NetworkLinks } from '@drave/cluster/running';
import { printJson } from '../output.js';
import type { Terminal } from '../terminal.js';
import { ask, type TimedOptions } from './local-request.js';

export type NetworkVerb = 'partition' | 'isolate' | 'slow' | 'drop' | 'reset';

export interface NetworkVerbOptions extends TimedOptions {
  /** Undefined with verbs that have nothing to wait for. */
  readonly wait?: boolean;
  readonly oneWay?: boolean;
  /** In ms, like `jitter`. */
  readonly latency?: number;
  readonly jitter?: number;
  readonly bytesPerSecond?: number;
  readonly share?: number;
}

const done: Readonly<Record<NetworkVerb, string>> = {
  partition: 'cut off from',
  isolate: 'cut off from',
  slow: 'slow to',
  drop: 'losing what passes to',
  reset: 'reset connections with',
};

/** Puts a fault between nodes and others of a proxied cluster. */
export async function localNetwork(
  terminal: Terminal,
  verb: NetworkVerb,
  nodes: string,
  others: string | undefined,
  options: NetworkVerbOptions,
): Promise<void> {
  const { wait = true, oneWay = false, latency, jitter, bytesPerSecond, share } = options;
  const request: Partial<ControlRequest> = {
    verb,
    nodes,
    wait,
    oneWay,
    ...present({ others, latencyMs: latency, jitterMs: jitter, bytesPerSecond, share }),
  };
  const { cluster, result: links, tookMs } = await ask<NetworkLinks>(terminal, request, options);
  if (options.output === 'json') {
    printJson(terminal, { cluster, verb, expression: nodes, ...links, waited: wait, tookMs });
    return;
  }
  const names = links.nodes.join(',');
  const meant = nodes === names ? '' : `${nodes} → `;
  const way = oneWay ? ', one way' : '';
  terminal.line(`${meant}${links.nodes.join(', ')} ${done[verb]} ${links.others.join(', ')}${way} (${tookMs} ms)`);
}

/** Ends the faults of the network, all of them or those of some nodes. */
export async function localHeal(
  terminal: Terminal,
  expressions: readonly string[],
  options: NetworkVerbOptions,
): Promise<void> {
  const { wait = true } = options;
  const expression = expressions.join(',');
  const request = { verb: 'heal', nodes: expression, wait } as const;
  const { cluster, result: nodes, tookMs } = await ask<readonly string[]>(terminal, request, options);
  if (options.output === 'json')
    printJson(terminal, { cluster, verb: 'heal', expression, nodes, waited: wait, tookMs });
  else terminal.line(nodes.length === 0 ? 'there was nothing to heal' : `${nodes.join(', ')} healed (${tookMs} ms)`);
}
