import { Option } from 'commander';
import { addAccess } from './access-program.js';
import { addClusterCommand, addListing } from './cluster-command.js';
import { connectionOptions, type ConnectOptions } from './commands/connect-options.js';
import type { BrokerDiskOptions } from './commands/broker.js';
import { withClusterOptions, type LocalUpOptions } from './commands/local-options.js';
import type { ClusterChoice } from './commands/local-verbs.js';
import type { MovePartitionOptions } from './commands/partition.js';
import type { ShowOptions } from './commands/show.js';
import { addCompletion } from './completion-program.js';
import { addConfig } from './config-program.js';
import { addContexts } from './context-program.js';
import { addBench } from './bench-program.js';
import { addData } from './data-program.js';
import { DraveCommand } from './drave-command.js';
import { addExamples } from './examples.js';
import { addGroup } from './group-program.js';
import { addLocalVerbs } from './local-program.js';
import { addMonitor } from './monitor-program.js';
import { addNode } from './node-program.js';
import { addOffline } from './offline-program.js';
import { addOperations } from './operations-program.js';
import { actionFormats, outputFormats, withOutput, type OutputFormat, type OutputOptions } from './output.js';
import { parseInteger } from './parse.js';
import { addQuotas } from './quota-program.js';
import { addShell, type RunCommand } from './shell-program.js';
import type { CommandContext, Terminal } from './terminal.js';
import { addTopic } from './topic-program.js';
import { addTransaction } from './transaction-program.js';

/**
 * The command tree. Each action loads its code when it runs, so that `drave --help` and the start of a node do not load
 * code that they do not use.
 */
export function makeProgram(
  { terminal, runtime, version }: CommandContext,
  run?: RunCommand,
): {
  program: DraveCommand;
  exitCode: () => number;
} {
  let exitCode = 0;
  const program = new DraveCommand('drave', (code) => (exitCode = code))
    .enablePositionalOptions()
    .description('A Kafka-compatible cluster with a real Raft quorum, in TypeScript.')
    .version(version)
    .showHelpAfterError('(add --help for what is allowed)')
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_CODES);
  addNode(program, terminal);
  addExplain(program, terminal);
  addTopic(program, terminal);
  addConfig(program, terminal);
  addGroup(program, terminal);
  addTransaction(program, terminal);
  addData(program, terminal);
  addBench(program, terminal);
  addCluster(program, terminal);
  addOperations(program, addBroker(program, terminal), terminal);
  addAccess(program, terminal);
  addQuotas(program, terminal);
  addMonitor(program, terminal);
  addOffline(program, terminal);
  addLocal(program, terminal, runtime);
  addContexts(program, terminal);
  addShell(program, terminal, run);
  addCompletion(program, terminal);
  addConnectionHelp(program);
  addExamples(program);
  return { program, exitCode: () => exitCode };
}

const EXIT_CODES = `
Exit codes: 0 success, 1 a failure, 2 a wrong command line, 130 interrupted.`;

/** Adds `drave help connection`, a page of help that is not a command. */
function addConnectionHelp(program: DraveCommand): void {
  const page = program
    .command('connection', { hidden: true })
    .description('how the commands that talk to a cluster find it; every one of them takes these options');
  for (const option of connectionOptions()) page.addOption(option);
  page.action(() => page.outputHelp());
}

function addExplain(program: DraveCommand, terminal: Terminal): void {
  withOutput(
    program
      .command('explain [code]')
      .description("what an error means and what to do about it: a code's name, or Kafka's number of it"),
  ).action(async (code: string | undefined, options: OutputOptions) => {
    const { explain } = await import('./commands/explain.js');
    return explain(terminal, code, options);
  });
}

const parseNodeId = parseInteger('node id', 0, 2 ** 31 - 1);

function addCluster(program: DraveCommand, terminal: Terminal): void {
  type Options = ConnectOptions & OutputOptions;
  const quorum = program.command('quorum').description('the controller quorum');
  const add = (usage: string, description: string): DraveCommand => addClusterCommand(quorum, usage, description);
  const status = addListing(quorum, 'status', 'who leads, and of every voter and observer its epoch, vote and lag');
  status.action(async (options: ShowOptions) => {
    const { quorumStatus } = await import('./commands/quorum-status.js');
    return quorumStatus(terminal, options);
  });
  add('add', 'make a running controller a voter')
    .argument('<id>', 'node id', parseNodeId)
    .requiredOption('--directory <id>', 'its directory id')
    .requiredOption('--endpoint <host:port>', 'where the others reach it')
    .action(async (id: number, options: Options & { directory: string; endpoint: string }) => {
      const { addVoter } = await import('./commands/quorum.js');
      return addVoter(terminal, id, options);
    });
  add('remove', 'take a voter out of the quorum')
    .argument('<id>', 'node id', parseNodeId)
    .option('--directory <id>', 'its directory id, when the id alone is not clear')
    .action(async (id: number, options: Options & { directory?: string }) => {
      const { removeVoter } = await import('./commands/quorum.js');
      return removeVoter(terminal, id, options);
    });
  add('step-down', 'make the active controller resign, so that another takes over').action(async (options: Options) => {
    const { stepDown } = await import('./commands/quorum.js');
    return stepDown(terminal, options);
  });
}

function addBroker(
  program: DraveCommand,
  terminal: Terminal,
): { readonly broker: DraveCommand; readonly partition: DraveCommand } {
  const broker = program.command('broker').description('the brokers');
  addListing(broker, 'ls', 'state, rack, replicas, leaderships').action(async (options: ShowOptions) => {
    const { listBrokers } = await import('./commands/broker.js');
    return listBrokers(terminal, options);
  });
  addListing(broker, 'disk', 'what lies in the log directories of brokers that run')
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
  const move = 'move partitions to other brokers, as orders/0:1,2,3; or to another log directory of one broker';
  addClusterCommand(partition, 'move <partitions...>', move)
    .option('--to-dir <path>', 'the log directory, as drave broker disk shows it; with --broker')
    .option('--broker <id>', 'the broker whose replica moves', parseNodeId)
    .option('--cancel', 'end moves to other brokers that are under way')
    .option('-w, --watch', 'wait for the end of the moves between brokers, and show how far they are')
    .option(
      '--throttle <bytes>',
      'what a broker sends and takes of the moves in a second; waits for their end, and removes it then',
      parseInteger('number of bytes', 1, 2 ** 52),
    )
    .option('--validate-only', 'check, move nothing')
    .action(async (partitions: string[], options: MovePartitionOptions) => {
      const { movePartitions } = await import('./commands/partition.js');
      return movePartitions(terminal, partitions, options);
    });
  return { broker, partition };
}

function collectBrokerId(text: string, gathered: readonly number[] = []): readonly number[] {
  return [...gathered, parseNodeId(text)];
}

function addLocal(program: DraveCommand, terminal: Terminal, runtime: CommandContext['runtime']): void {
  const local = program
    .command('local')
    .description('clusters of real processes on this machine')
    .enablePositionalOptions();
  withOutput(withClusterOptions(local.command('up').description('start a cluster')), actionFormats)
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
  const addNamed = (usage: string, description: string, formats: readonly OutputFormat[]): DraveCommand => {
    const command = local.command(`${usage} [name]`).description(description);
    return withOutput(command, formats).option('--cluster <name>', 'which cluster');
  };
  type Named = OutputOptions & ClusterChoice;
  addNamed('ps', 'what runs', outputFormats).action(async (name: string | undefined, options: Named) => {
    const { localPs } = await import('./commands/local-verbs.js');
    await localPs(terminal, name, options);
  });
  addNamed('down', 'end a cluster', actionFormats)
    .option('--all', 'end every local cluster')
    .action(async (name: string | undefined, options: Named & { all?: boolean }) => {
      const { localDown } = await import('./commands/local-verbs.js');
      await localDown(terminal, name, options);
    });
  addNamed('env', 'print the address as shell variables', actionFormats).action(
    async (name: string | undefined, options: Named) => {
      const { localEnv } = await import('./commands/local-verbs.js');
      await localEnv(terminal, name, options);
    },
  );
  withClusterOptions(local.command('run <command...>').description('run a command against a cluster made for it'))
    .passThroughOptions()
    .action(async (command: string[], options: LocalUpOptions) => {
      const { localRun } = await import('./commands/local-verbs.js');
      return localRun(terminal, runtime, command, options);
    });
  addLocalVerbs(local, terminal);
}
