import type { StorageFormatOptions } from './commands/node-commands.js';
import type { StoragePlanOptions } from './commands/storage-plan.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats, withOutput, type OutputOptions } from './output.js';
import { collectPair, parseInteger, parseList } from './parse.js';
import type { Terminal } from './terminal.js';

/** `drave server` and `drave storage`: nodes in production. */
export function addNode(program: DraveCommand, terminal: Terminal): void {
  program
    .command('server')
    .description('run one node in the foreground')
    .requiredOption('--config <file>', "the node's configuration, YAML or JSON")
    .action(async (options: { config: string }) => {
      const { server } = await import('./commands/node-commands.js');
      // The node handles signals itself, because it moves its leaderships before it ends.
      terminal.interruption();
      return server(terminal, options);
    });
  const storage = program.command('storage').description('prepare data directories');
  withOutput(
    storage.command('format').description("write cluster, node and directory ids into a node's data directory"),
    actionFormats,
  )
    .requiredOption('--config <file>', "the node's configuration, YAML or JSON")
    .option('--allow-even', 'accept an even number of voters, to study it')
    .option('--ignore-formatted', 'leave a directory that is formatted already as it is')
    .option(
      '--initial-controllers',
      'the first format of a new cluster: a controller in quorum.voters starts as a voter',
    )
    .option('--no-initial-controllers', 'the cluster exists already: a new directory id; then drave quorum add')
    .option('--never-ran', 'with --initial-controllers: it votes at once; loses metadata if its disk was wiped')
    .action(async (options: OutputOptions & StorageFormatOptions) => {
      const { storageFormat } = await import('./commands/node-commands.js');
      await storageFormat(terminal, options);
    });
  withOutput(storage.command('id').description('print a new cluster or directory id'), actionFormats).action(
    async (options: OutputOptions) => {
      const { storageId } = await import('./commands/node-commands.js');
      storageId(terminal, options);
    },
  );
  addStoragePlan(storage, terminal);
}

function addStoragePlan(storage: DraveCommand, terminal: Terminal): void {
  const description = 'write the configuration files of a whole cluster, every id in them, ready for storage format';
  const plan = withOutput(storage.command('plan').description(description))
    .option(
      '-c, --controllers <count>',
      'controllers, an odd number from 1 to 7 (default 3)',
      parseInteger('number', 1, 7),
    )
    .option('-b, --brokers <count>', 'brokers, up to 100 (default 3)', parseInteger('number', 0, 100))
    .option('--combined', 'every node is controller and broker')
    .option('--allow-even', 'accept an even number of controllers, to study it')
    .option('--hosts <names>', 'hosts over which the nodes are dealt out, e.g. a,b,c', parseList, ['127.0.0.1'])
    .option(
      '--base-port <port>',
      'on each host Kafka of its first node; gRPC, HTTP and the other nodes have those behind it',
      parseInteger('port', 1_024, 65_533),
      9_092,
    )
    .option('--name <name>', 'of the cluster', 'drave')
    .option('--racks <names>', 'racks dealt out to the brokers, e.g. r1,r2,r3', parseList)
    .option('--data-dir <path>', 'where nodes keep their data, from where their file lies', 'data')
    .option('--directory <path>', 'where to write the files', '.')
    .option('--config <key=value>', 'a Kafka configuration key for every node; may be repeated', collectPair);
  plan.action(async (options: StoragePlanOptions) => {
    const { storagePlan } = await import('./commands/storage-plan.js');
    return storagePlan(terminal, options);
  });
}
