import { addClusterCommand, addListing } from './cluster-command.js';
import type { GetConfigOptions, SetConfigOptions } from './commands/config.js';
import type { EditConfigOptions } from './commands/config-edit.js';
import type { ShowOptions } from './commands/show.js';
import type { DraveCommand } from './drave-command.js';
import type { Terminal } from './terminal.js';

const RESOURCES = '\nResources: topic/<name>, group/<id>, broker/<id>, cluster (all brokers together)';

/** The commands below `drave config`. */
export function addConfig(program: DraveCommand, terminal: Terminal): void {
  const config = program.command('config').description('settings of topics, groups, brokers and the cluster');
  addListing(config, 'get <resource> [keys...]', 'what was set, or these keys, with source and default')
    .option('-a, --all', 'also what has its default')
    .addHelpText('after', RESOURCES)
    .action(async (resource: string, keys: string[], options: GetConfigOptions) => {
      const { getConfig } = await import('./commands/config.js');
      return getConfig(terminal, resource, keys, options);
    });
  addClusterCommand(config, 'set <resource> [settings...]', 'set key=value, and leave the other settings')
    .option('--unset <keys...>', 'back to the default')
    .option('--validate-only', 'check, change nothing')
    .addHelpText('after', RESOURCES)
    .action(async (resource: string, settings: string[], options: SetConfigOptions) => {
      const { setConfig } = await import('./commands/config.js');
      return setConfig(terminal, resource, settings, options);
    });
  addClusterCommand(config, 'edit <resource>', 'edit the settings in $EDITOR; shows what has changed before it is done')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', RESOURCES)
    .action(async (resource: string, options: EditConfigOptions) => {
      const { editConfig } = await import('./commands/config-edit.js');
      return editConfig(terminal, resource, options);
    });
  addListing(config, 'diff <first> <second>', 'what two resources of one kind have different values of')
    .addHelpText('after', RESOURCES)
    .action(async (first: string, second: string, options: ShowOptions) => {
      const { diffConfig } = await import('./commands/config.js');
      return diffConfig(terminal, first, second, options);
    });
}
