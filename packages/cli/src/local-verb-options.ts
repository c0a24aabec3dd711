import type { DraveCommand } from './drave-command.js';
import { actionFormats, withOutput } from './output.js';
import { parseDurationMs } from './parse.js';

export const NODES_HELP =
  '\nNodes: a name (b2), controller, voter, leader:<topic>/<partition>, follower:…, isr:…, coordinator:group/<id>,' +
  '\ncoordinator:txn/<id>, random, any, all, brokers, controllers';

export function withChoice<Made extends DraveCommand>(command: Made): Made {
  return withOutput(command, actionFormats).option('--cluster <name>', 'which cluster');
}

export function withWait<Made extends DraveCommand>(command: Made): Made {
  return withTimeout(command.option('--no-wait', 'do not wait for the effect'));
}

export function withTimeout<Made extends DraveCommand>(command: Made): Made {
  return command.option(
    '--timeout <duration>',
    'how long the effect may take (default: while there is progress)',
    parseDurationMs,
  );
}
