import type { ControlRequest } from '@drave/cluster/running';
import { printJson } from '../output.js';
import type { Terminal } from '../terminal.js';
import { ask, type TimedOptions } from './local-request.js';

export async function localLead(
  terminal: Terminal,
  partition: string,
  options: TimedOptions & { readonly to: string },
): Promise<void> {
  const { to } = options;
  const request: Partial<ControlRequest> = { verb: 'lead', partitions: [partition], nodes: to };
  const { cluster, result: leader, tookMs } = await ask<string>(terminal, request, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'lead', partition, leader, tookMs });
  else terminal.line(`${to === leader ? '' : `${to} → `}${leader} leads ${partition} (${tookMs} ms)`);
}

export async function localMoveCoordinator(
  terminal: Terminal,
  of: string,
  options: TimedOptions & { readonly to: string },
): Promise<void> {
  const { to } = options;
  const request: Partial<ControlRequest> = { verb: 'moveCoordinator', partitions: [of], nodes: to };
  const { cluster, result: coordinator, tookMs } = await ask<string>(terminal, request, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'move-coordinator', of, coordinator, tookMs });
  else terminal.line(`${to === coordinator ? '' : `${to} → `}${coordinator} coordinates ${of} (${tookMs} ms)`);
}

export async function localElect(
  terminal: Terminal,
  partitions: readonly string[],
  options: TimedOptions & { readonly unclean?: boolean },
): Promise<void> {
  const { unclean = false } = options;
  const request: Partial<ControlRequest> = { verb: 'elect', partitions: [...partitions], unclean };
  const { cluster, result: elected, tookMs } = await ask<readonly string[]>(terminal, request, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'elect', unclean, partitions: elected, tookMs });
  else if (elected.length === 0) terminal.line('no partition needed an election');
  else terminal.line(`${elected.join(', ')} ${elected.length === 1 ? 'has' : 'have'} another leader (${tookMs} ms)`);
}

export async function localStepDown(terminal: Terminal, options: TimedOptions): Promise<void> {
  const { cluster, result: controller, tookMs } = await ask<string>(terminal, { verb: 'stepDown' }, options);
  if (options.output === 'json') printJson(terminal, { cluster, verb: 'step-down', controller, tookMs });
  else terminal.line(`the active controller gave way; ${controller} is active (${tookMs} ms)`);
}
