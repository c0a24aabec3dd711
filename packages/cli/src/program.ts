import { Command, Option } from 'commander';
import type { OutputOptions } from './output.js';
import { withOutput } from './output.js';
import { withConnection } from './commands/connect-options.js';
import { withClusterOptions, type LocalUpOptions } from './commands/local-options.js';
import type { ClusterChoice, NodeVerb } from './commands/local-verbs.js';
import type { ProduceOptions } from './commands/produce.js';
import { collectPair, parseDurationMs, parseInteger } from './parse.js';
import type { CommandContext, Terminal } from './terminal.js';

/**
 * The command tree. Each action loads its code when it runs, so that `drave --help` and a node's start pay for nothing they
 * do not use.
 */
export function makeProgram({ terminal, runtime, version }: CommandContext): {
  program: Command;
  exitCode: () => number;
} {
  let exitCode = 0;
  const program = new Command('drave')
    .enablePositionalOptions()
    .description('A Kafka-compatible cluster with a real Raft quorum, in TypeScript.')
    .version(version)
    .showHelpAfterError('(add --help for what is allowed)')
    .showSuggestionAfterError();
  addNode(program, terminal, (code) => (exitCode = code));
  addData(program, terminal);
  addLocal(program, terminal, runtime, (code) => (exitCode = code));
  return { program, exitCode: () => exitCode };
}

function addNode(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  program
    .command('server')
    .description('run one node in the foreground')
    .requiredOption('--config <file>', "the node's configuration, YAML or JSON")
    .action(async (options: { config: string }) => {
      const { server } = await import('./commands/node-commands.js');
      setExitCode(await server(options));
    });
  const storage = program.command('storage').description('prepare data directories');
  withOutput(
    storage.command('format').description("write cluster, node and directory ids into a node's data directory"),
  )
    .requiredOption('--config <file>', "the node's configuration, YAML or JSON")
    .option('--allow-even', 'accept an even number of voters, to study it')
    .option('--ignore-formatted', 'leave a directory that is formatted already as it is')
    .action(async (options: OutputOptions & { config: string; allowEven?: boolean; ignoreFormatted?: boolean }) => {
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

function addData(program: Command, terminal: Terminal): void {
  withOutput(
    withConnection(
      program.command('produce <topic> [values...]').description('write records: values, or lines of stdin'),
    ),
  )
    .option('-k, --key <key>', 'key of every record')
    .option('-K, --key-separator <text>', 'what stands between key and value in a line')
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
}

function addLocal(
  program: Command,
  terminal: Terminal,
  runtime: CommandContext['runtime'],
  setExitCode: (code: number) => void,
): void {
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
  // What `up -d` starts behind the scenes, with its own options as one JSON text.
  local.command('supervise <options>', { hidden: true }).action(async (options: string) => {
    const { localSupervise } = await import('./commands/local-up.js');
    await localSupervise(terminal, runtime, JSON.parse(options) as LocalUpOptions);
  });
  withOutput(local.command('ps [name]').description('what runs')).action(async (name, options: OutputOptions) => {
    const { localPs } = await import('./commands/local-verbs.js');
    await localPs(terminal, name as string | undefined, options);
  });
  withOutput(local.command('down [name]').description('end a cluster'))
    .option('--all', 'end every local cluster')
    .action(async (name, options: OutputOptions & { all?: boolean }) => {
      const { localDown } = await import('./commands/local-verbs.js');
      await localDown(terminal, name as string | undefined, options);
    });
  withOutput(local.command('env').description('print the address as shell variables'))
    .option('--cluster <name>', 'which cluster')
    .action(async (options: OutputOptions & ClusterChoice) => {
      const { localEnv } = await import('./commands/local-verbs.js');
      await localEnv(terminal, options);
    });
  withClusterOptions(local.command('run <command...>').description('run a command against a cluster made for it'))
    .passThroughOptions()
    .action(async (command: string[], options: LocalUpOptions) => {
      const { localRun } = await import('./commands/local-verbs.js');
      setExitCode(await localRun(terminal, runtime, command, options));
    });
  addVerbs(local, terminal);
}

const verbs: Readonly<Record<NodeVerb, string>> = {
  kill: 'kill -9: no goodbye',
  stop: 'controlled shutdown, leaders moved first',
  start: 'start again with the same id, ports and data',
  restart: 'stop, then start',
  pause: 'freeze the process; its connections stay open',
  resume: 'let a paused process go on',
};

function addVerbs(local: Command, terminal: Terminal): void {
  for (const [name, description] of Object.entries(verbs)) {
    const command = withOutput(local.command(`${name} <nodes...>`).description(description))
      .option('--cluster <name>', 'which cluster')
      .option('--no-wait', 'do not wait for the effect')
      .option('--timeout <duration>', 'how long the effect may take (default 20s)', parseDurationMs)
      .addHelpText(
        'after',
        '\nNodes: a name (b2), controller, voter, leader:<topic>/<partition>, follower:…, isr:…, random, any, all, brokers, controllers',
      );
    if (name === 'start') command.option('--wipe', 'a broker starts on an empty disk');
    command.action(
      async (nodes: string[], options: OutputOptions & ClusterChoice & { wait: boolean; timeout?: number }) => {
        const { localVerb } = await import('./commands/local-verbs.js');
        await localVerb(terminal, name as NodeVerb, nodes, options);
      },
    );
  }
}
