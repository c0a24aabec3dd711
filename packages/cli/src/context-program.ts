import type { AddContextOptions } from './commands/context.js';
import type { DraveCommand } from './drave-command.js';
import { withOutput, type OutputOptions } from './output.js';
import type { Terminal } from './terminal.js';

const ABOUT = `
A context says which cluster the other commands mean. A local cluster that runs is one, too, and "drave local up"
selects it. In the order in which they count: --bootstrap, --cluster, --context, DRAVE_BOOTSTRAP, DRAVE_CONTEXT, the
file .drave.json of the directory or one above it ({"context": "shop"} or {"bootstrap": "host:port"}), the selected
context, the one local cluster that runs.`;

/** The commands below `drave context`. */
export function addContexts(program: DraveCommand, terminal: Terminal): void {
  const context = program.command('context').description('which cluster the commands mean').addHelpText('after', ABOUT);
  const add = (usage: string, description: string): DraveCommand =>
    withOutput(context.command(usage).description(description));
  add('ls', 'all contexts, and which one is selected').action(async (options: OutputOptions) => {
    const { listContexts } = await import('./commands/context.js');
    return listContexts(terminal, options);
  });
  add('use <name>', 'select a context; - is the one before').action(async (name: string, options: OutputOptions) => {
    const { useContext } = await import('./commands/context.js');
    return useContext(terminal, name, options);
  });
  add('add <name> <bootstrap>', 'keep the addresses of a cluster under a name')
    .option('--ca-file <pem>', "TLS: the authority that signed the brokers' certificates")
    .option('--cert-file <pem>', 'TLS: our own certificate')
    .option('--key-file <pem>', 'TLS: its private key')
    .option('--use', 'select it as well')
    .action(async (name: string, bootstrap: string, options: AddContextOptions) => {
      const { addContext } = await import('./commands/context.js');
      return addContext(terminal, name, bootstrap, options);
    });
  add('rm <name>', 'forget a context').action(async (name: string, options: OutputOptions) => {
    const { removeContext } = await import('./commands/context.js');
    return removeContext(terminal, name, options);
  });
}
