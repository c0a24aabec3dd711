import { Option } from 'commander';
import type { DirectoryCheckOptions } from './commands/dir-check.js';
import type { LogDumpOptions } from './commands/log-dump.js';
import { withConnection } from './commands/connect-options.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats, withOutput } from './output.js';
import { dumpDecoders } from './records/coordinator-record.js';
import type { Terminal } from './terminal.js';

/** Adds the commands that read the files of a node, which may be running or not. They never write. */
export function addOffline(program: DraveCommand, terminal: Terminal): void {
  const log = program.command('log').description('the files of a log');
  withConnection(log.command('dump <what>'))
    .description(
      'print what a segment holds: a file, a directory of a partition, or topic/partition; Kafka’s files too',
    )
    .addOption(
      new Option('--decode <format>', 'what records hold; auto goes by the name of the directory')
        .choices(dumpDecoders)
        .default('auto'),
    )
    .option('--print-data', 'each record too, with key and value')
    .option('--data-dir <path>', 'where topic/partition lies (default: what its leader says, on this machine)')
    .addOption(formatOption())
    .action(async (what: string, options: LogDumpOptions) => {
      const { logDump } = await import('./commands/log-dump.js');
      return logDump(terminal, what, options);
    });
  const directory = program.command('dir').description('data directories');
  withOutput(directory.command('check <path>'), actionFormats)
    .description('read every batch of a data directory, compare indexes and checkpoints; exit code 1 on damage')
    .action(async (path: string, options: DirectoryCheckOptions) => {
      const { directoryCheck } = await import('./commands/dir-check.js');
      return directoryCheck(terminal, path, options);
    });
}

function formatOption(): Option {
  return new Option('-o, --output <format>', 'how to print it; ndjson has one object a line')
    .choices(['table', 'ndjson', 'json'])
    .default('table');
}
