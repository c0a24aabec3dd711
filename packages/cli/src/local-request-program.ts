import type { DraveCommand } from './drave-command.js';
import { NODES_HELP, withChoice } from './local-verb-options.js';
import { parseInteger, parseList } from './parse.js';
import type { TimedOptions } from './commands/local-request.js';
import type { Terminal } from './terminal.js';

/** What is done with the requests of Kafka clients as they are: they are shown. */
export function addLocalRequests(local: DraveCommand, terminal: Terminal): void {
  withChoice(local.command('requests').description('the requests of Kafka clients; the first call begins the log'))
    .option('-w, --watch', 'print requests as they come, until Ctrl-C; with -o json one a line')
    .option('--api <names>', "only these, by Kafka's names, with commas: Produce,Fetch", parseList)
    .option('--client <id>', 'only those with this client id')
    .option('--on <nodes>', 'only those to these brokers (default: all)')
    .option('-n, --lines <count>', 'how many of the last ones', parseInteger('number of lines', 0, 10_000), 50)
    .option('--off', 'end the log')
    .addHelpText('after', NODES_HELP)
    .action(async (options: TimedOptions & { lines: number }) => {
      const { localRequests } = await import('./commands/local-requests.js');
      await localRequests(terminal, options);
    });
}
