import { present } from '@drave/base';
import { askSupervisor, Registry, type ControlRequest } from '@drave/cluster/running';
import type { OutputOptions } from '../output.js';
import type { Terminal } from '../terminal.js';
import type { ClusterChoice } from './local-verbs.js';

export interface TimedOptions extends OutputOptions, ClusterChoice {
  /** In ms. */
  readonly timeout?: number;
}

/** Has the supervisor of the chosen cluster carry out a verb. */
export async function ask<Result>(
  terminal: Terminal,
  request: Partial<ControlRequest>,
  { cluster: name, timeout }: TimedOptions,
): Promise<{ readonly cluster: string; readonly result: Result; readonly tookMs: number }> {
  const entry = new Registry().find(name);
  const startedMs = terminal.wallMs();
  const whole = { ...request, ...present({ timeoutMs: timeout }) };
  const result = await askSupervisor(entry, whole, { onWaiting: terminal.note });
  return { cluster: entry.name, result: result as Result, tookMs: terminal.wallMs() - startedMs };
}
