import { limits } from '@drave/base';
import { Option } from 'commander';
import { type OutputOptions, withOutput } from './output.js';
import { connectionOptions, withConnection, type ConnectOptions } from './commands/connect-options.js';
import type { BrokerDiskOptions } from './commands/broker.js';
import type { ConsumeOptions } from './commands/consume.js';
import { withClusterOptions, type LocalUpOptions } from './commands/local-options.js';
import type { ClusterChoice } from './commands/local-verbs.js';
import type { ListGroupOptions, ResetOptions } from './commands/group.js';
import type { StorageFormatOptions } from './commands/node-commands.js';
import type { MovePartitionOptions } from './commands/partition.js';
import type { ProduceOptions } from './commands/produce.js';
import type { AlterOptions, CreateOptions, ListTopicOptions } from './commands/topic.js';
import type { AbortOptions, HangingOptions, ListOptions as ListTransactionOptions } from './commands/transaction.js';
import type { DescribeTopicOptions } from './commands/topic-describe.js';
import { DraveCommand } from './drave-command.js';
import { addExamples } from './examples.js';
import { addLocalVerbs } from './local-program.js';
import { addOffline } from './offline-program.js';
import { collectChoice, collectInteger, collectPair, parseDurationMs, parseInteger } from './parse.js';
import type { CommandContext, Terminal } from './terminal.js';

/**
 * The command tree. Each action loads its code when it runs, so that `drave --help` and the start of a node do not load
 * code that they do not use.
 */
export function makeProgram({ terminal, runtime, version }: CommandContext): {
  program: DraveCommand;
  exitCode: () => number;
} {
  let exitCode = 0;
  const program = new DraveCommand('drave', (code) => (exitCode = code))
    .enablePositionalOptions()
    .description('A Kafka-compatible cluster with a real Raft quorum, in TypeScript.')
    .version(version)
    .showHelpAfterError('(add --help for what is allowed)')
    .showSuggestionAfterError();
  addNode(program, terminal);
  addTopic(program, terminal);
  addGroup(program, terminal);
  addTransaction(program, terminal);
  addData(program, terminal);
  addCluster(program, terminal);
  addBroker(program, terminal);
  addOffline(program, terminal);
  addLocal(program, terminal, runtime);
  addConnectionHelp(program);
  addExamples(program);
  return { program, exitCode: () => exitCode };
}

/** Adds `drave help connection`, a page of help that is not a command. */
function addConnectionHelp(program: DraveCommand): void {
  const page = program
    .command('connection', { hidden: true })
    .description('how the commands that talk to a cluster find it; every one of them takes these options');
  for (const option of connectionOptions()) page.addOption(option);
  page.action(() => page.outputHelp());
}

const parseNodeId = parseInteger('node id', 0, 2 ** 31 - 1);

function addNode(program: DraveCommand, terminal: Terminal): void {
  program
    .command('server')
    .description('run one node in the foreground')
    .requiredOption('--config <file>', "the node's configuration, YAML or JSON")
    .action(async (options: { config: string }) => {
      const { server } = await import('./commands/node-commands.js');
      // The node handles signals itself, because it moves its leaderships before it ends.
      terminal.interruption();
      return server(options);
    });
  const storage = program.command('storage').description('prepare data directories');
  withOutput(
    storage.command('format').description("write cluster, node and directory ids into a node's data directory"),
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
  withOutput(storage.command('id').description('print a new cluster or directory id')).action(
    async (options: OutputOptions) => {
      const { storageId } = await import('./commands/node-commands.js');
      storageId(terminal, options);
    },
  );
}

function addTopic(program: DraveCommand, terminal: Terminal): void {
  const topic = program.command('topic').description('topics and their partitions');
  const add = (usage: string, description: string): DraveCommand =>
    withOutput(withConnection(topic.command(usage).description(description)));
  add('create <names...>', 'make topics; returns when every partition has a leader')
    .option(
      '-p, --partitions <count>',
      "default: the cluster's num.partitions",
      parseInteger('partition count', 1, limits.partitionsPerRequestMax),
    )
    .option('-r, --replication-factor <count>', "default: the cluster's", parseInteger('replication factor', 1, 100))
    .option('-c, --config <key=value>', 'a setting; may be repeated', collectPair)
    .option('--if-not-exists', 'a topic that is there already is fine')
    .option('--validate-only', 'check, make nothing')
    .action(async (names: string[], options: CreateOptions) => {
      const { createTopics } = await import('./commands/topic.js');
      return createTopics(terminal, names, options);
    });
  add('ls [prefix]', 'all topics, or those whose names begin so')
    .option('--internal', "with the cluster's own")
    .option('-r, --regex <pattern>', 'those whose whole name matches')
    .action(async (prefix: string | undefined, options: ListTopicOptions) => {
      const { listTopics } = await import('./commands/topic.js');
      await listTopics(terminal, prefix, options);
    });
  add('describe [names...]', 'settings, leaders, replicas, in-sync sets, offsets')
    .option('-r, --regex', 'names are regular expressions')
    .addOption(
      new Option('--only <state>', 'only partitions in this state, of all topics when no name is given').choices([
        'offline',
        'under-replicated',
        'under-min-isr',
        'not-preferred',
        'reassigning',
      ]),
    )
    .action(async (names: string[], options: DescribeTopicOptions) => {
      const { describeTopics } = await import('./commands/topic-describe.js');
      return describeTopics(terminal, names, options);
    });
  add('delete <names...>', 'delete topics and everything in them')
    .option('--validate-only', 'check, delete nothing')
    .action(async (names: string[], options: ConnectOptions & OutputOptions & { validateOnly?: boolean }) => {
      const { deleteTopics } = await import('./commands/topic.js');
      return deleteTopics(terminal, names, options);
    });
  add('alter <name>', 'more partitions, other settings')
    .option('-p, --partitions <count>', 'the new total; never fewer', parseInteger('partition count', 1, 200_000))
    .option('-c, --config <key=value>', 'set; may be repeated', collectPair)
    .option('--delete-config <keys...>', 'back to the default')
    .option('--validate-only', 'check, change nothing')
    .action(async (name: string, options: AlterOptions) => {
      const { alterTopic } = await import('./commands/topic.js');
      await alterTopic(terminal, name, options);
    });
}

/** The states of groups of the classic protocol and of KIP-848, as `group ls` prints them. */
const groupStates = [
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
  'Assigning',
  'Reconciling',
  'Empty',
  'Dead',
];
const groupTypes = ['classic', 'consumer'];

function addGroup(program: DraveCommand, terminal: Terminal): void {
  type Options = ConnectOptions & OutputOptions;
  const group = program.command('group').description('groups of consumers and what they have committed');
  const add = (usage: string, description: string): DraveCommand =>
    withOutput(withConnection(group.command(usage).description(description)));
  add('ls [prefix]', 'all groups, or those whose ids begin so')
    .option(
      '--state <states...>',
      `only groups in these states: ${groupStates.join(', ')}`,
      collectChoice('state', groupStates),
    )
    .option(
      '--type <types...>',
      `only groups of these types: ${groupTypes.join(', ')}`,
      collectChoice('type', groupTypes),
    )
    .action(async (prefix: string | undefined, options: ListGroupOptions) => {
      const { listGroups } = await import('./commands/group.js');
      await listGroups(terminal, prefix, options);
    });
  add('describe <groups...>', 'members and what they are assigned').action(
    async (groups: string[], options: Options) => {
      const { describeGroups } = await import('./commands/group.js');
      await describeGroups(terminal, groups, options);
    },
  );
  add('delete <groups...>', 'delete groups without members, and their offsets')
    .option('--validate-only', 'check, delete nothing')
    .action(async (groups: string[], options: Options & { validateOnly?: boolean }) => {
      const { deleteGroups } = await import('./commands/group.js');
      return deleteGroups(terminal, groups, options);
    });
  add('offsets <group>', 'committed offsets and lag')
    .option('-t, --topic <name>', 'this topic only')
    .action(async (name: string, options: Options & { topic?: string }) => {
      const { groupOffsets } = await import('./commands/group.js');
      await groupOffsets(terminal, name, options);
    });
  add('reset <group>', 'set committed offsets of a group without members; shows them only, without --execute')
    .requiredOption('--to <where>', 'earliest, latest, 250, +10, -10, or a time such as 2026-01-01T00:00:00Z')
    .option('-t, --topic <topics...>', 'topic, or topic:0,2 (default: all that the group has committed)')
    .option('--execute', 'do it')
    .action(async (name: string, options: Omit<ResetOptions, 'to'> & { to: string }) => {
      const { parseResetTarget, resetGroupOffsets } = await import('./commands/group.js');
      await resetGroupOffsets(terminal, name, { ...options, to: parseResetTarget(options.to) });
    });
  add('forget <group> <topics...>', 'delete committed offsets of topics that nobody in the group reads')
    .option('--validate-only', 'check, delete nothing')
    .action(async (name: string, topics: string[], options: Options & { validateOnly?: boolean }) => {
      const { deleteGroupOffsets } = await import('./commands/group.js');
      await deleteGroupOffsets(terminal, name, topics, options);
    });
}

/** The states of transactions, as `txn ls` prints them. */
const transactionStates = ['Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort'];

function addTransaction(program: DraveCommand, terminal: Terminal): void {
  type Options = ConnectOptions & OutputOptions;
  const transaction = program.command('txn').description('transactions of producers');
  const add = (usage: string, description: string): DraveCommand =>
    withOutput(withConnection(transaction.command(usage).description(description)));
  const offset = parseInteger('offset', 0, Number.MAX_SAFE_INTEGER);
  add('ls [prefix]', 'all transactional ids, or those that begin so')
    .option('-r, --regex <pattern>', 'those that match as a whole')
    .option(
      '--state <states...>',
      `only in these states: ${transactionStates.join(', ')}`,
      collectChoice('state', transactionStates),
    )
    .option('--producer <ids...>', 'only with these producer ids', collectInteger('producer id'))
    .option('--longer-than <duration>', 'only those that were begun longer ago', parseDurationMs)
    .action(async (prefix: string | undefined, options: ListTransactionOptions) => {
      const { listTransactions } = await import('./commands/transaction.js');
      await listTransactions(terminal, prefix, options);
    });
  add('describe <ids...>', 'producers, timeouts, and the partitions of what is open').action(
    async (ids: string[], options: Options) => {
      const { describeTransactions } = await import('./commands/transaction.js');
      await describeTransactions(terminal, ids, options);
    },
  );
  add('producers <partition>', 'the producers that the leader of a partition remembers').action(
    async (place: string, options: Options) => {
      const { listProducers, parsePartition } = await import('./commands/transaction.js');
      await listProducers(terminal, parsePartition(place), options);
    },
  );
  add('hanging', 'transactions that are open in a partition and that no coordinator is going to end')
    .option('-t, --topic <name>', 'this topic only')
    .option('--longer-than <duration>', 'only where the last batch is older', parseDurationMs)
    .action(async (options: HangingOptions) => {
      const { hangingTransactions } = await import('./commands/transaction.js');
      await hangingTransactions(terminal, options);
    });
  add('abort [ids...]', 'abort what producers have open, and fence them; or what hangs in a partition')
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

function addData(program: DraveCommand, terminal: Terminal): void {
  withOutput(
    withConnection(
      program.command('produce <topic> [values...]').description('write records: values, or lines of stdin'),
    ),
  )
    .option('-k, --key <key>', 'key of every record')
    .option('-K, --key-separator <text>', 'what stands between key and value in a line')
    .option('--key-optional', 'with -K: a line without the separator is a value without a key')
    .option('--create', 'make the topic if it is not there')
    .option('-H, --header <name=value>', 'a header; may be repeated', collectPair)
    .option('-p, --partition <number>', 'this partition only', parseInteger('partition', 0, 2 ** 31 - 1))
    .addOption(
      new Option('--input <form>', 'lines, or JSON as consume prints it').choices(['lines', 'json']).default('lines'),
    )
    .addOption(new Option('--acks <acks>', 'who must have it').choices(['0', '1', 'all']).default('all'))
    .addOption(
      new Option('--compression <type>', 'of batches')
        .choices(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('none'),
    )
    .option('-n, --count <times>', 'write the values so often; {{n}} in them counts', parseInteger('count', 1, 1e9), 1)
    .option('--rate <number>', 'records a second', parseInteger('rate', 1, 1e6))
    .action(async (topic: string, values: string[], options: ProduceOptions) => {
      const { produce } = await import('./commands/produce.js');
      await produce(terminal, topic, values, options);
    });
  withOutput(withConnection(program.command('consume <topic>').description('print records')))
    .option('--offset <range>', 'start, end, 250, +10, -10, 100:200, :end, @-1h, @-1h:end, …', 'start')
    .option('-p, --partitions <numbers>', 'these partitions only, e.g. 0,2')
    .option('-g, --group <id>', 'as a member of this group: shares the topic and commits what was printed')
    .option('-n, --count <number>', 'end after so many records', parseInteger('count', 1, 1e12))
    .option('-f, --format <pattern>', '%t topic %p partition %o offset %k key %v value %d time %h headers', '%v\\n')
    .action(async (topic: string, options: ConsumeOptions) => {
      const { consume } = await import('./commands/consume.js');
      await consume(terminal, topic, options);
    });
}

function addCluster(program: DraveCommand, terminal: Terminal): void {
  type Options = ConnectOptions & OutputOptions;
  const quorum = program.command('quorum').description('the controller quorum');
  const add = (usage: string, description: string): DraveCommand =>
    withOutput(withConnection(quorum.command(usage).description(description)));
  add('status', 'leader, voters, observers, and how far each is').action(async (options: Options) => {
    const { quorumStatus } = await import('./commands/quorum.js');
    await quorumStatus(terminal, options);
  });
  add('add', 'make a running controller a voter')
    .argument('<id>', 'node id', parseNodeId)
    .requiredOption('--directory <id>', 'its directory id')
    .requiredOption('--endpoint <host:port>', 'where the others reach it')
    .action(async (id: number, options: Options & { directory: string; endpoint: string }) => {
      const { addVoter } = await import('./commands/quorum.js');
      await addVoter(terminal, id, options);
    });
  add('remove', 'take a voter out of the quorum')
    .argument('<id>', 'node id', parseNodeId)
    .option('--directory <id>', 'its directory id, when the id alone is not clear')
    .action(async (id: number, options: Options & { directory?: string }) => {
      const { removeVoter } = await import('./commands/quorum.js');
      await removeVoter(terminal, id, options);
    });
  add('step-down', 'make the active controller resign, so that another takes over').action(async (options: Options) => {
    const { stepDown } = await import('./commands/quorum.js');
    await stepDown(terminal, options);
  });
}

function addBroker(program: DraveCommand, terminal: Terminal): void {
  const broker = program.command('broker').description('the brokers');
  const add = (usage: string, description: string): DraveCommand =>
    withOutput(withConnection(broker.command(usage).description(description)));
  add('ls', 'state, rack, replicas, leaderships').action(async (options: ConnectOptions & OutputOptions) => {
    const { listBrokers } = await import('./commands/broker.js');
    await listBrokers(terminal, options);
  });
  add('disk', 'what lies in the log directories of brokers that run')
    .argument('[ids...]', 'ids of brokers (default: all)', collectBrokerId)
    .addOption(
      new Option('--by <what>', 'what to add up').choices(['directory', 'topic', 'replica']).default('directory'),
    )
    .option('-t, --topic <name>', 'replicas of this topic only')
    .action(async (ids: readonly number[], options: BrokerDiskOptions) => {
      const { brokerDisk } = await import('./commands/broker.js');
      return brokerDisk(terminal, ids, options);
    });
  const partition = program.command('partition').description('where partitions lie');
  withOutput(withConnection(partition.command('move <partitions...>')))
    .description('move partitions to other brokers, as orders/0:1,2,3; or to another log directory of one broker')
    .option('--to-dir <path>', 'the log directory, as drave broker disk shows it; with --broker')
    .option('--broker <id>', 'the broker whose replica moves', parseNodeId)
    .option('--cancel', 'end moves to other brokers that are under way')
    .option('--validate-only', 'check, move nothing')
    .action(async (partitions: string[], options: MovePartitionOptions) => {
      const { movePartitions } = await import('./commands/partition.js');
      return movePartitions(terminal, partitions, options);
    });
}

function collectBrokerId(text: string, gathered: readonly number[] = []): readonly number[] {
  return [...gathered, parseNodeId(text)];
}

function addLocal(program: DraveCommand, terminal: Terminal, runtime: CommandContext['runtime']): void {
  const local = program
    .command('local')
    .description('clusters of real processes on this machine')
    .enablePositionalOptions();
  withOutput(withClusterOptions(local.command('up').description('start a cluster')))
    .option('-d, --detach', 'return when it is ready; it goes on in the background')
    .action(async (options: LocalUpOptions & OutputOptions & { detach?: boolean }) => {
      const { localUp } = await import('./commands/local-up.js');
      await localUp(terminal, runtime, options);
    });
  // The background process of `up -d`, which gets its options as one JSON text.
  local.command('supervise <options>', { hidden: true }).action(async (options: string) => {
    const { localSupervise } = await import('./commands/local-up.js');
    await localSupervise(terminal, runtime, JSON.parse(options) as LocalUpOptions);
  });
  const addNamed = (usage: string, description: string): DraveCommand =>
    withOutput(local.command(`${usage} [name]`).description(description)).option('--cluster <name>', 'which cluster');
  type Named = OutputOptions & ClusterChoice;
  addNamed('ps', 'what runs').action(async (name: string | undefined, options: Named) => {
    const { localPs } = await import('./commands/local-verbs.js');
    await localPs(terminal, name, options);
  });
  addNamed('down', 'end a cluster')
    .option('--all', 'end every local cluster')
    .action(async (name: string | undefined, options: Named & { all?: boolean }) => {
      const { localDown } = await import('./commands/local-verbs.js');
      await localDown(terminal, name, options);
    });
  addNamed('env', 'print the address as shell variables').action(async (name: string | undefined, options: Named) => {
    const { localEnv } = await import('./commands/local-verbs.js');
    await localEnv(terminal, name, options);
  });
  withClusterOptions(local.command('run <command...>').description('run a command against a cluster made for it'))
    .passThroughOptions()
    .action(async (command: string[], options: LocalUpOptions) => {
      const { localRun } = await import('./commands/local-verbs.js');
      return localRun(terminal, runtime, command, options);
    });
  addLocalVerbs(local, terminal);
}
