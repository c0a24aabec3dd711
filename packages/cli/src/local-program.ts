import type { ClusterChoice, NodeVerb } from './commands/local-verbs.js';
import type { TimedOptions } from './commands/local-request.js';
import type { NetworkVerb, NetworkVerbOptions } from './commands/local-network.js';
import { Option } from 'commander';
import type { ChaosCommandOptions } from './commands/local-chaos.js';
import type { DraveCommand } from './drave-command.js';
import { addLocalFaults } from './local-fault-program.js';
import { addLocalRequests } from './local-request-program.js';
import { NODES_HELP, withChoice, withTimeout, withWait } from './local-verb-options.js';
import type { OutputOptions } from './output.js';
import { parseDurationMs, parseInteger, parseList, parseShare } from './parse.js';
import type { Terminal } from './terminal.js';

/** The verbs that break a local cluster, mend it and change it, below `drave local`. */
export function addLocalVerbs(local: DraveCommand, terminal: Terminal): void {
  for (const [name, description] of Object.entries(nodeVerbs))
    addNodeVerb(local, terminal, name as NodeVerb, description);
  for (const [name, description] of Object.entries(networkVerbs))
    addNetworkVerb(local, terminal, name as NetworkVerb, description);
  withWait(withChoice(local.command('heal [nodes...]').description('end all faults, or those of some nodes')))
    .addHelpText('after', `${NODES_HELP}, clients`)
    .action(async (nodes: string[], options: NetworkVerbOptions) => {
      const { localHeal } = await import('./commands/local-network.js');
      await localHeal(terminal, nodes, options);
    });
  addLocalFaults(local, terminal);
  addLeadership(local, terminal);
  addObservation(local, terminal);
  addLocalRequests(local, terminal);
  addChaos(local, terminal);
}

const nodeVerbs: Readonly<Record<NodeVerb, string>> = {
  kill: 'kill -9: no controlled shutdown',
  stop: 'controlled shutdown, leaders moved first',
  start: 'start again with the same id, ports and data',
  restart: 'stop, then start',
  pause: 'freeze the process; its connections stay open',
  resume: 'let a paused process go on',
  add: 'one more controller or broker',
  remove: 'take out of the cluster for good',
};

function addNodeVerb(local: DraveCommand, terminal: Terminal, name: NodeVerb, description: string): void {
  const usage = `${name} ${name === 'add' ? '<role>' : '<nodes...>'}`;
  const command = withWait(withChoice(local.command(usage).description(description)));
  command.addHelpText('after', NODES_HELP);
  if (name === 'start') command.option('--wipe', 'a broker starts on an empty disk');
  command.action(
    async (
      nodes: string | string[],
      options: OutputOptions & ClusterChoice & { wait: boolean; wipe?: boolean; timeout?: number },
    ) => {
      const { localVerb } = await import('./commands/local-verbs.js');
      await localVerb(terminal, name, [nodes].flat(), options);
    },
  );
}

const networkVerbs: Readonly<Record<NetworkVerb, string>> = {
  partition: 'let nothing pass between nodes and others (default: every other node)',
  isolate: 'let nothing pass between nodes and everybody else, clients too',
  slow: 'delay and throttle what passes between nodes and others (default: everybody)',
  drop: 'lose a share of what passes between nodes and others (default: everybody)',
  reset: 'reset the connections between nodes and others (default: everybody), until heal',
};

function addNetworkVerb(local: DraveCommand, terminal: Terminal, name: NetworkVerb, description: string): void {
  const usage = name === 'isolate' ? 'isolate <nodes>' : `${name} <nodes> [others]`;
  const command = withChoice(local.command(usage).description(description));
  if (name === 'partition' || name === 'isolate') withWait(command);
  if (name !== 'isolate') command.option('--one-way', 'only what the nodes named first send');
  if (name === 'slow')
    command
      .option('--latency <duration>', 'how much later everything arrives, e.g. 200ms', parseDurationMs)
      .option('--jitter <duration>', 'up to so much more, by chance', parseDurationMs)
      .option('--bytes-per-second <count>', 'in each direction', parseInteger('number of bytes', 1, 2 ** 40));
  if (name === 'drop') command.requiredOption('--share <share>', 'from 0 to 1, or with %: 5%', parseShare);
  command
    .addHelpText('after', `${NODES_HELP}; as others also: others, clients`)
    .addHelpText('after', '\nThe cluster must have been started with --network proxied.')
    .action(async (nodes: string, ...rest: unknown[]) => {
      const { localNetwork } = await import('./commands/local-network.js');
      const [others, options] = name === 'isolate' ? [undefined, rest[0]] : rest;
      await localNetwork(terminal, name, nodes, others as string | undefined, options as NetworkVerbOptions);
    });
}

function addLeadership(local: DraveCommand, terminal: Terminal): void {
  withTimeout(withChoice(local.command('lead <partition>').description('make a broker the leader of a partition')))
    .requiredOption('--to <node>', 'the next leader; it must hold a replica')
    .addHelpText('after', NODES_HELP)
    .action(async (partition: string, options: TimedOptions & { to: string }) => {
      const { localLead } = await import('./commands/local-leadership.js');
      await localLead(terminal, partition, options);
    });
  withChoice(
    local.command('elect [partitions...]').description('elect the preferred leaders (default: of all partitions)'),
  )
    .option('--unclean', 'elect any live replica where nothing in sync is left; may lose records')
    .action(async (partitions: string[], options: TimedOptions & { unclean?: boolean }) => {
      const { localElect } = await import('./commands/local-leadership.js');
      await localElect(terminal, partitions, options);
    });
  withTimeout(withChoice(local.command('step-down').description('the active controller resigns'))).action(
    async (options: TimedOptions) => {
      const { localStepDown } = await import('./commands/local-leadership.js');
      await localStepDown(terminal, options);
    },
  );
}

function addObservation(local: DraveCommand, terminal: Terminal): void {
  withTimeout(withChoice(local.command('wait <conditions...>').description('wait until all conditions hold')))
    .addHelpText(
      'after',
      '\nConditions: healthy, controller, leader:<topic>/<partition>, isr:<topic>/<partition>;' +
        '\nalso controller=c1, leader:orders/0!=b2, isr:orders/0=2',
    )
    .action(async (conditions: string[], options: TimedOptions) => {
      const { localWait } = await import('./commands/local-observation.js');
      await localWait(terminal, conditions, options);
    });
  withChoice(local.command('events').description('what happened since the cluster was started'))
    .option('-w, --watch', 'print also what happens from now on, until Ctrl-C; with -o json one event a line')
    .action(async (options: TimedOptions & { watch?: boolean }) => {
      const { localEvents } = await import('./commands/local-observation.js');
      await localEvents(terminal, options);
    });
  withChoice(local.command('board').description('nodes, partitions, faults and the last events at a glance'))
    .option('-w, --watch', 'again after every change, until Ctrl-C (default on a terminal)')
    .action(async (options: TimedOptions & { watch?: boolean }) => {
      const { localBoard } = await import('./commands/local-board.js');
      await localBoard(terminal, options);
    });
  withChoice(local.command('logs <nodes...>').description("the last lines of nodes' logs"))
    .option('-f, --follow', 'print also what is logged from now on, until Ctrl-C')
    .option('-n, --lines <count>', 'how many lines of each node', parseInteger('number of lines', 0, 1_000_000), 50)
    .addHelpText('after', NODES_HELP)
    .action(async (nodes: string[], options: TimedOptions & { follow?: boolean; lines: number }) => {
      const { localLogs } = await import('./commands/local-observation.js');
      await localLogs(terminal, nodes, options);
    });
}

function addChaos(local: DraveCommand, terminal: Terminal): void {
  withTimeout(withChoice(local.command('chaos').description('break the cluster in one way after another, and heal it')))
    .option('--random', 'draw the faults by chance (default, unless there is a plan)')
    .option('--for <duration>', 'for how long faults begin (default: 60s)', parseDurationMs)
    .option('--faults <count>', 'end when so many faults have struck', parseInteger('number of faults', 1, 1_000_000))
    .option('--seed <number>', 'the same seed draws the same faults again', parseInteger('seed', 0, 2 ** 53 - 1))
    .addOption(
      new Option('--plan <file>', 'a plan in YAML or JSON, or the report of an earlier chaos').conflicts([
        'random',
        'seed',
        'only',
      ]),
    )
    .option('--only <verbs>', 'the only verbs to use, with commas', parseList)
    .option('--clients', 'faults of the network concern clients, too')
    .option('--allow-loss', 'break as much as it comes to: a majority of the controllers, every replica')
    .addHelpText('after', CHAOS_HELP)
    .action(async (options: ChaosCommandOptions) => {
      const { localChaos } = await import('./commands/local-chaos.js');
      await localChaos(terminal, options);
    });
}

const CHAOS_HELP =
  '\nVerbs: kill, stop, pause, restart, step-down, elect, lead, disk, clock, fail; with --network proxied also partition,' +
  '\nslow, drop, reset, and with --clients isolate. Ctrl-C ends it early; the cluster is healed in any case.';
