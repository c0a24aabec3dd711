import { Option } from 'commander';
import type { DraveCommand } from './drave-command.js';
import { NODES_HELP, withChoice } from './local-verb-options.js';
import { parseDurationMs, parseInteger, parseList } from './parse.js';
import type { TimedOptions } from './commands/local-request.js';
import type { Terminal } from './terminal.js';

/** What is done with the requests of Kafka clients as they are: they are shown, recorded, and sent again. */
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
  withChoice(local.command('record <file>').description('record what Kafka clients send, until Ctrl-C'))
    .option('--for <duration>', 'for so long', parseDurationMs)
    .option('--api <names>', "only these, by Kafka's names, with commas: Produce,Fetch", parseList)
    .option('--client <id>', 'only those with this client id')
    .option('--on <nodes>', 'only those to these brokers (default: all)')
    .addHelpText('after', NODES_HELP)
    .action(async (file: string, options: TimedOptions) => {
      const { localRecord } = await import('./commands/local-requests.js');
      await localRecord(terminal, file, options);
    });
  withChoice(local.command('replay <file>').description('send what was recorded again, and compare the answers'))
    .addOption(
      new Option('--pace <pace>', 'as when it was recorded, or each request when the one before is answered')
        .choices(['recorded', 'answered'])
        .default('recorded'),
    )
    .action(async (file: string, options: TimedOptions & { pace: 'recorded' | 'answered' }) => {
      const { localReplay } = await import('./commands/local-requests.js');
      await localReplay(terminal, file, options);
    });
}
