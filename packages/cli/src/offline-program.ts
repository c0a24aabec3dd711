import { Option } from 'commander';
import { addClusterCommand } from './cluster-command.js';
import type { DirectoryCheckOptions } from './commands/dir-check.js';
import type { LogDumpOptions } from './commands/log-dump.js';
import { withConnection } from './commands/connect-options.js';
import type { DiffOptions, MetaOptions, TailOptions } from './commands/meta.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats, type OutputFormat, withOutput } from './output.js';
import { parseInteger } from './parse.js';
import { dumpDecoders } from './records/coordinator-record.js';
import type { Terminal } from './terminal.js';

/** Adds the commands that read the files of a node, which may be running or not. They never write. */
export function addOffline(program: DraveCommand, terminal: Terminal): void {
  const log = program.command('log').description('the files of a log');
  withConnection(log.command('dump <what>'))
    .description(
      'print what a log holds: a segment, a directory of a partition, or topic/partition; Kafka’s files too; or the ' +
        'metadata log and snapshots in the data directory of a node',
    )
    .addOption(
      new Option('--decode <format>', 'what records hold; auto goes by the name of the directory')
        .choices(dumpDecoders)
        .default('auto'),
    )
    .option('--print-data', 'each record too, with key and value, or what was decoded')
    .option('--data-dir <path>', 'where topic/partition lies (default: what its leader says, on this machine)')
    .addOption(formatOption())
    .action(async (what: string, options: LogDumpOptions) => {
      const { logDump } = await import('./commands/log-dump.js');
      return logDump(terminal, what, options);
    });
  addMeta(program, terminal);
  const directory = program.command('dir').description('data directories');
  withOutput(directory.command('check <path>'), actionFormats)
    .description('read every batch of a data directory, compare indexes and checkpoints; exit code 1 on damage')
    .action(async (path: string, options: DirectoryCheckOptions) => {
      const { directoryCheck } = await import('./commands/dir-check.js');
      return directoryCheck(terminal, path, options);
    });
}

/** Adds `drave meta`, which reads the files of a node, or asks a cluster. */
function addMeta(program: DraveCommand, terminal: Terminal): void {
  const meta = program.command('meta').description('the metadata of the cluster, as a tree of files');
  const offset = parseInteger('offset', 0, Number.MAX_SAFE_INTEGER);
  const add = (usage: string, description: string, formats?: readonly OutputFormat[]): DraveCommand =>
    addClusterCommand(meta, usage, description, formats).option(
      '--data-dir <path>',
      'read the metadata log of a node, which may be running, from its data directory',
    );
  const addTree = (usage: string, description: string): DraveCommand =>
    add(usage, description).option('--at <offset>', 'with --data-dir: the metadata before this offset', offset);
  addTree('ls [path]', 'what there is at a path, such as /topics/orders').action(
    async (path: string | undefined, options: MetaOptions) => {
      const { metaLs } = await import('./commands/meta.js');
      return metaLs(terminal, path ?? '/', options);
    },
  );
  addTree('cat <path>', 'what a path holds, with all that is below it').action(
    async (path: string, options: MetaOptions) => {
      const { metaCat } = await import('./commands/meta.js');
      return metaCat(terminal, path, options);
    },
  );
  addTree('tree [path]', 'everything below a path').action(async (path: string | undefined, options: MetaOptions) => {
    const { metaTree } = await import('./commands/meta.js');
    return metaTree(terminal, path ?? '/', options);
  });
  add(
    'tail',
    'the records of the metadata log of a node; of a cluster, its state, or with -f each change',
    actionFormats,
  )
    .option('-f, --follow', 'only what changes from now on, until Ctrl-C')
    .option('--from <offset>', 'with --data-dir: where to begin', offset)
    .action(async (options: TailOptions) => {
      const { metaTail } = await import('./commands/meta.js');
      await metaTail(terminal, options);
    });
  add('diff [path]', 'what has changed between two offsets of the metadata log of a node')
    .requiredOption('--from <offset>', 'the older one', offset)
    .requiredOption('--to <offset>', 'the newer one', offset)
    .action(async (path: string | undefined, options: DiffOptions) => {
      const { metaDiff } = await import('./commands/meta.js');
      return metaDiff(terminal, path ?? '/', options);
    });
}

function formatOption(): Option {
  return new Option('-o, --output <format>', 'how to print it; ndjson has one object a line')
    .choices(['table', 'ndjson', 'json'])
    .default('table');
}
