import { addClusterCommand, addListing } from './cluster-command.js';
import type { BundleOptions } from './commands/bundle.js';
import type { ConnectOptions } from './commands/connect-options.js';
import type { DecommissionOptions } from './commands/broker-lifecycle.js';
import type { DoctorOptions } from './commands/doctor.js';
import type { SetFeatureOptions } from './commands/feature.js';
import type { HealthOptions } from './commands/health.js';
import type { ElectOptions } from './commands/leadership.js';
import type { MoveStatusOptions } from './commands/partition-moves.js';
import type { ShowOptions } from './commands/show.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats, type OutputOptions } from './output.js';
import { parseDurationMs, parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

type Options = ConnectOptions & OutputOptions;

const parseBrokerId = parseInteger('broker id', 0, 2 ** 31 - 1);

/** Adds the commands by which a cluster is kept running; `broker` and `partition` have some already. */
export function addOperations(
  program: DraveCommand,
  groups: { readonly broker: DraveCommand; readonly partition: DraveCommand },
  terminal: Terminal,
): void {
  addHealth(program, terminal);
  addDoctor(program, terminal);
  addBundle(program, terminal);
  addFeature(program, terminal);
  addLeadership(program, terminal);
  addMoves(groups.partition, terminal);
  addBrokerLifecycle(groups.broker, terminal);
}

function addHealth(program: DraveCommand, terminal: Terminal): void {
  const description = 'whether the cluster is healthy, and why not; exit code 0 if it is, 1 if not';
  addClusterCommand(program, 'health', description, actionFormats)
    .option('--wait <duration>', 'wait so long until it is', parseDurationMs)
    .option('-w, --watch', 'go on, and print what changes')
    .action(async (options: HealthOptions) => {
      const { health } = await import('./commands/health.js');
      return health(terminal, options);
    });
}

function addDoctor(program: DraveCommand, terminal: Terminal): void {
  const description = 'look at this machine and the cluster, and say what to do; exit code 1 when something fails';
  addClusterCommand(program, 'doctor', description).action(async (options: DoctorOptions) => {
    const { doctor } = await import('./commands/doctor.js');
    return doctor(terminal, options);
  });
}

function addBundle(program: DraveCommand, terminal: Terminal): void {
  const description = 'gather what helps to understand a cluster into one archive, without secrets and without records';
  addClusterCommand(program, 'bundle [file]', description, actionFormats)
    .option(
      '-n, --lines <count>',
      'of the log of each local node',
      parseInteger('number of lines', 1, 1_000_000),
      2_000,
    )
    .action(async (file: string | undefined, options: BundleOptions) => {
      const { bundle } = await import('./commands/bundle.js');
      await bundle(terminal, file, options);
    });
}

function addFeature(program: DraveCommand, terminal: Terminal): void {
  const feature = program.command('feature').description('feature levels, by which upgrades are finished');
  addListing(feature, 'ls', 'levels in force, and what every node supports').action(async (options: ShowOptions) => {
    const { listFeatures } = await import('./commands/feature.js');
    return listFeatures(terminal, options);
  });
  addClusterCommand(feature, 'set <feature=level...>', 'raise or lower levels, all of them or none', actionFormats)
    .option('--allow-downgrade', 'also to a lower level, if no metadata would be lost')
    .option('--validate-only', 'check, change nothing')
    .action(async (texts: string[], options: SetFeatureOptions) => {
      const { setFeatures } = await import('./commands/feature.js');
      await setFeatures(terminal, texts, options);
    });
}

function addLeadership(program: DraveCommand, terminal: Terminal): void {
  const leads = 'make a broker the preferred leader of a partition; returns when it leads';
  addClusterCommand(program, 'lead <partition>', leads, actionFormats)
    .requiredOption('--to <broker>', 'the id of a broker with a replica', parseBrokerId)
    .action(async (partition: string, options: Options & { to: number }) => {
      const { lead } = await import('./commands/leadership.js');
      await lead(terminal, partition, options);
    });
  const elects = 'elect preferred leaders, of all partitions that have another one when none is given';
  addClusterCommand(program, 'elect [partitions...]', elects)
    .option('--unclean', 'any live replica, where there is no leader; may lose acknowledged records')
    .option('--validate-only', 'check, elect nobody')
    .action(async (partitions: string[], options: ElectOptions) => {
      const { elect } = await import('./commands/leadership.js');
      return elect(terminal, partitions, options);
    });
}

function addMoves(partition: DraveCommand, terminal: Terminal): void {
  const shows = 'the moves between brokers that are under way, and how far they are';
  addClusterCommand(partition, 'move-status [topic]', shows, actionFormats)
    .option('-w, --watch', 'go on until none is under way')
    .action(async (topic: string | undefined, options: MoveStatusOptions) => {
      const { moveStatus } = await import('./commands/partition-moves.js');
      await moveStatus(terminal, topic, options);
    });
  const frees = 'remove every throttle of replication, such as an interrupted move --throttle leaves';
  addClusterCommand(partition, 'unthrottle', frees, actionFormats).action(async (options: Options) => {
    const { unthrottle } = await import('./commands/move-throttle.js');
    await unthrottle(terminal, options);
  });
  const cancels = 'end moves between brokers that are under way; the old replicas stay';
  addClusterCommand(partition, 'move-cancel <partitions...>', cancels)
    .option('--validate-only', 'check, end nothing')
    .action(async (partitions: string[], options: Options & { validateOnly?: boolean }) => {
      const { movePartitions } = await import('./commands/partition.js');
      return movePartitions(terminal, partitions, { ...options, cancel: true });
    });
}

function addBrokerLifecycle(broker: DraveCommand, terminal: Terminal): void {
  addListing(broker, 'describe', 'listeners, directories, epoch')
    .argument('[ids...]', 'ids of brokers (default: all)', collectBrokerId)
    .action(async (ids: readonly number[] | undefined, options: ShowOptions) => {
      const { describeBrokers } = await import('./commands/broker-lifecycle.js');
      return describeBrokers(terminal, ids ?? [], options);
    });
  addClusterCommand(broker, 'unregister', 'forget a broker that does not run any more', actionFormats)
    .argument('<id>', 'id of a broker that is gone for good', parseBrokerId)
    .option('--validate-only', 'check, change nothing')
    .action(async (id: number, options: Options & { validateOnly?: boolean }) => {
      const { unregisterBroker } = await import('./commands/broker-lifecycle.js');
      await unregisterBroker(terminal, id, options);
    });
  const empties = 'move all replicas of a broker to others, and unregister it when it is stopped';
  addClusterCommand(broker, 'decommission', empties, actionFormats)
    .argument('<id>', 'id of a broker', parseBrokerId)
    .option('--no-unregister', 'end when it is empty')
    .option('--validate-only', 'print where each replica would go, move nothing')
    .action(async (id: number, options: DecommissionOptions) => {
      const { decommissionBroker } = await import('./commands/broker-lifecycle.js');
      await decommissionBroker(terminal, id, options);
    });
}

function collectBrokerId(text: string, gathered: readonly number[] = []): readonly number[] {
  return [...gathered, parseBrokerId(text)];
}
