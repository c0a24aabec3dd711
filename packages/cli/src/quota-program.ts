import { addClusterCommand, addListing } from './cluster-command.js';
import type { QuotaOptions } from './commands/quota.js';
import type { ShowOptions } from './commands/show.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats } from './output.js';
import type { Terminal } from './terminal.js';

/** Adds the commands that say how much clients may use. */
export function addQuotas(program: DraveCommand, terminal: Terminal): void {
  const quota = program.command('quota').description('limits of what clients may use');
  withEntity(
    addClusterCommand(quota, 'set <limits...>', 'set limits, such as producer_byte_rate=1048576', actionFormats),
  ).action(async (limits: readonly string[], options: QuotaOptions) => {
    const { setQuotas } = await import('./commands/quota.js');
    await setQuotas(terminal, limits, options);
  });
  withEntity(
    addClusterCommand(quota, 'rm <limits...>', 'take limits away, such as producer_byte_rate', actionFormats),
  ).action(async (limits: readonly string[], options: QuotaOptions) => {
    const { removeQuotas } = await import('./commands/quota.js');
    await removeQuotas(terminal, limits, options);
  });
  addListing(quota, 'ls', 'all limits').action(async (options: ShowOptions) => {
    const { listQuotas } = await import('./commands/quota.js');
    return listQuotas(terminal, options);
  });
}

function withEntity(command: DraveCommand): DraveCommand {
  return command
    .option('--user <name>', 'of this user')
    .option('--user-defaults', 'of each user without a limit of its own')
    .option('--client-id <id>', 'of this client id')
    .option('--client-defaults', 'of each client id without a limit of its own')
    .option('--ip <address>', 'of this address')
    .option('--ip-defaults', 'of each address without a limit of its own')
    .option('--validate-only', 'check, change nothing');
}
