import { addClusterCommand, addListing } from './cluster-command.js';
import type { AbortOptions, HangingOptions, ListOptions } from './commands/transaction.js';
import type { ShowOptions } from './commands/show.js';
import type { DraveCommand } from './drave-command.js';
import { collectChoice, collectInteger, parseDurationMs, parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

/** The states of transactions, as `txn ls` prints them. */
const transactionStates = ['Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort'];

/** The commands below `drave txn`. */
export function addTransaction(program: DraveCommand, terminal: Terminal): void {
  const transaction = program.command('txn').description('transactions of producers');
  const offset = parseInteger('offset', 0, Number.MAX_SAFE_INTEGER);
  addListing(transaction, 'ls [prefix]', 'all transactional ids, or those that begin so')
    .option('-r, --regex <pattern>', 'those that match as a whole')
    .option(
      '--state <states...>',
      `only in these states: ${transactionStates.join(', ')}`,
      collectChoice('state', transactionStates),
    )
    .option('--producer <ids...>', 'only with these producer ids', collectInteger('producer id'))
    .option('--longer-than <duration>', 'only those that were begun longer ago', parseDurationMs)
    .action(async (prefix: string | undefined, options: ListOptions) => {
      const { listTransactions } = await import('./commands/transaction.js');
      return listTransactions(terminal, prefix, options);
    });
  addListing(transaction, 'describe <ids...>', 'producers, timeouts, and the partitions of what is open').action(
    async (ids: string[], options: ShowOptions) => {
      const { describeTransactions } = await import('./commands/transaction.js');
      return describeTransactions(terminal, ids, options);
    },
  );
  addListing(transaction, 'producers <partition>', 'the producers that the leader of a partition remembers').action(
    async (place: string, options: ShowOptions) => {
      const { listProducers, parsePartition } = await import('./commands/transaction.js');
      return listProducers(terminal, parsePartition(place), options);
    },
  );
  addListing(
    transaction,
    'hanging',
    'transactions that are open in a partition and that no coordinator is going to end',
  )
    .option('-t, --topic <name>', 'this topic only')
    .option('--longer-than <duration>', 'only where the last batch is older', parseDurationMs)
    .action(async (options: HangingOptions) => {
      const { hangingTransactions } = await import('./commands/transaction.js');
      return hangingTransactions(terminal, options);
    });
  addClusterCommand(
    transaction,
    'abort [ids...]',
    'abort what producers have open, and fence them; or what hangs in a partition',
  )
    .option('-p, --partition <topic:number>', 'with --start-offset: what hangs in this partition')
    .option('--start-offset <offset>', 'where it begins there', offset)
    .option('--force', 'also what a coordinator is going to end: other partitions may be committed')
    .option('--validate-only', 'check, abort nothing')
    .action(async (ids: string[], options: Omit<AbortOptions, 'partition'> & { partition?: string }) => {
      const { abortTransactions, parsePartition } = await import('./commands/transaction.js');
      const { partition, ...rest } = options;
      const place = partition === undefined ? {} : { partition: parsePartition(partition) };
      return abortTransactions(terminal, ids, { ...rest, ...place });
    });
}
