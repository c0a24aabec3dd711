import type { FaultOptions } from './commands/local-faults.js';
import type { TimedOptions } from './commands/local-request.js';
import type { DraveCommand } from './drave-command.js';
import { NODES_HELP, withChoice, withTimeout } from './local-verb-options.js';
import { parseDurationMs, parseInteger, parseShare, parseSignedDurationMs } from './parse.js';
import type { Terminal } from './terminal.js';

const BYTES_MAX = 2 ** 50;

/** The verbs that break something inside nodes of a local cluster: disks, clocks, requests, coordinators. */
export function addLocalFaults(local: DraveCommand, terminal: Terminal): void {
  addDisk(local, terminal);
  addClock(local, terminal);
  addRequests(local, terminal);
  withTimeout(
    withChoice(local.command('move-coordinator <of>').description('make a broker the coordinator of a group or id')),
  )
    .requiredOption('--to <node>', 'the next coordinator; it must hold a replica')
    .addHelpText('after', `\nOf: group/<id of a group>, txn/<transactional id>${NODES_HELP}`)
    .action(async (of: string, options: TimedOptions & { to: string }) => {
      const { localMoveCoordinator } = await import('./commands/local-leadership.js');
      await localMoveCoordinator(terminal, of, options);
    });
}

function addDisk(local: DraveCommand, terminal: Terminal): void {
  withChoice(
    local.command('disk <nodes>').description('make disks full, slow, failing or wrong, until they are healed'),
  )
    .option(
      '--full [bytes]',
      'no room, or none after so many bytes more',
      parseInteger('number of bytes', 0, BYTES_MAX),
    )
    .option('--slow <duration>', 'every write and sync takes so much longer, e.g. 100ms', parseDurationMs)
    .option('--failing', 'everything fails with EIO')
    .option('--flip-bits [share]', 'one bit is wrong in every read, or in a share of them: 5%', parseShare)
    .option('--directory <name>', 'one log directory only (default: all of the node)')
    .option('--heal', 'nothing is wrong with them any more')
    .addHelpText('after', NODES_HELP)
    .action(async (nodes: string, options: FaultOptions) => {
      const { localDisk } = await import('./commands/local-faults.js');
      await localDisk(terminal, nodes, options);
    });
  withChoice(
    local.command('corrupt <nodes> <partition>').description('change a byte of a replica on the disk of nodes'),
  )
    .option('--offset <offset>', 'in the batch that holds it (default: the first)', parseInteger('offset', 0, 2 ** 52))
    .addHelpText('after', NODES_HELP)
    .action(async (nodes: string, partition: string, options: FaultOptions) => {
      const { localCorrupt } = await import('./commands/local-faults.js');
      await localCorrupt(terminal, nodes, partition, options);
    });
}

function addClock(local: DraveCommand, terminal: Terminal): void {
  withChoice(local.command('clock <nodes>').description('put wall clocks wrong; without an option, right again'))
    .option('--offset <duration>', 'how far ahead, or behind: +30s, --offset=-1h', parseSignedDurationMs)
    .option(
      '--drift <ppm>',
      'millionths that it gains from now on',
      parseInteger('number of millionths', -500_000, 1_000_000),
    )
    .addHelpText('after', NODES_HELP)
    .action(async (nodes: string, options: FaultOptions) => {
      const { localClock } = await import('./commands/local-faults.js');
      await localClock(terminal, nodes, options);
    });
}

function addRequests(local: DraveCommand, terminal: Terminal): void {
  withChoice(local.command('fail').description('fail, delay or drop requests of clients, until unfail'))
    .option('--api <name>', "of Kafka clients: Kafka's name of the request, e.g. Produce")
    .option('--method <name>', 'of the SDK and this command: a gRPC method, e.g. DataService/ProduceStream')
    .option('--error <code>', 'answer with this error, e.g. NOT_LEADER_OR_FOLLOWER')
    .option('--delay <duration>', 'carry it out so much later, e.g. 500ms', parseDurationMs)
    .option('--drop', 'never answer')
    .option('--disconnect', 'end the connection')
    .option(
      '--times <count>',
      'so many requests to each broker (default: all)',
      parseInteger('number', 1, 1_000_000_000),
    )
    .option('--on <nodes>', 'requests to these brokers (default: all)')
    .option('--topic <topic>', 'only requests of the API that are about this topic')
    .option(
      '--partition <number>',
      'only those that are about this partition of it',
      parseInteger('partition', 0, 2 ** 31 - 1),
    )
    .addHelpText('after', NODES_HELP)
    .action(async (options: FaultOptions) => {
      const { localFail } = await import('./commands/local-faults.js');
      await localFail(terminal, options);
    });
  withChoice(local.command('unfail [names...]').description('end faults of requests (default: all)')).action(
    async (names: string[], options: FaultOptions) => {
      const { localUnfail } = await import('./commands/local-faults.js');
      await localUnfail(terminal, names, options);
    },
  );
  withChoice(local.command('faults').description('the faults of requests, and how often they have struck')).action(
    async (options: FaultOptions) => {
      const { localFaults } = await import('./commands/local-faults.js');
      await localFaults(terminal, options);
    },
  );
}
