import { addClusterCommand, addListing } from './cluster-command.js';
import type { ConnectOptions } from './commands/connect-options.js';
import type { DescribeGroupOptions, LagOptions, ListGroupOptions } from './commands/group.js';
import type { SeekOptions } from './commands/group-seek.js';
import type { WaitGroupOptions } from './commands/group-wait.js';
import type { DraveCommand } from './drave-command.js';
import type { OutputOptions } from './output.js';
import { collectChoice, parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

type Options = ConnectOptions & OutputOptions;

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

const ABOUT = `
A group of consumers shares the partitions of its topics, and commits how far it has read each. Its lag is what has
been written since. Offsets can be moved (seek) only while the group has no members: stop its consumers first.`;

/** The commands below `drave group`. */
export function addGroup(program: DraveCommand, terminal: Terminal): void {
  const group = program.command('group').description('groups of consumers and what they have committed');
  group.addHelpText('after', ABOUT);
  addGroupLists(group, terminal);
  addGroupSeek(group, terminal);
  addGroupChanges(group, terminal);
}

function addGroupLists(group: DraveCommand, terminal: Terminal): void {
  addListing(group, 'ls [prefix]', 'all groups, or those whose ids begin so')
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
      return listGroups(terminal, prefix, options);
    });
  addListing(group, 'describe <groups...>', 'members and what they are assigned')
    .option('-m, --members', 'the members only')
    .option('-v, --verbose', 'with subscriptions, target assignments and committed offsets')
    .action(async (groups: string[], options: DescribeGroupOptions) => {
      const { describeGroups } = await import('./commands/group.js');
      return describeGroups(terminal, groups, options);
    });
  addListing(group, 'lag [groups...]', 'committed offsets and lag (default: of every group)')
    .alias('offsets')
    .option('-t, --topic <name>', 'this topic only')
    .action(async (groups: string[], options: LagOptions) => {
      const { groupLag } = await import('./commands/group.js');
      return groupLag(terminal, groups, options);
    });
  addClusterCommand(group, 'wait <group>', 'wait until a group is stable, or as the options say')
    .option('--state <state>', 'until it is in this state', collectState)
    .option('--members <count>', 'until it has so many members', parseInteger('number of members', 0, 1e6))
    .option('--lag <records>', 'until it lags by no more, over all its partitions', parseInteger('lag', 0, 1e15))
    .action(async (name: string, options: WaitGroupOptions) => {
      const { waitForGroup } = await import('./commands/group-wait.js');
      return waitForGroup(terminal, name, options);
    });
}

function collectState(text: string): string {
  return collectChoice('state', groupStates)(text).join('');
}

function addGroupSeek(group: DraveCommand, terminal: Terminal): void {
  addClusterCommand(group, 'seek <group>', 'move committed offsets of a group without members; prints the plan first')
    .alias('reset')
    .option('--to <where>', 'start, end, 250, +10, -10, @-1h, or a time such as 2026-01-01T00:00:00Z')
    .option('--to-group <id>', 'to what this group has committed')
    .option('-t, --topic <topics...>', 'topic, or topic:0,2 (default: all that the group has committed)')
    .option('-y, --yes', 'do it')
    .option('--execute', 'the same, as in the tools of Kafka')
    .option('--dry-run', 'print the plan only, and do not ask')
    .action(async (name: string, { execute, ...options }: SeekOptions & { execute?: boolean }) => {
      const { seekGroup } = await import('./commands/group-seek.js');
      return seekGroup(terminal, name, execute === true ? { ...options, yes: true } : options);
    });
  addClusterCommand(group, 'copy <from> <to>', 'give a group what another one has committed; prints the plan first')
    .option('-t, --topic <topics...>', 'topic, or topic:0,2 (default: all that it has committed)')
    .option('-y, --yes', 'do it')
    .option('--dry-run', 'print the plan only, and do not ask')
    .action(async (from: string, to: string, options: SeekOptions) => {
      const { seekGroup } = await import('./commands/group-seek.js');
      return seekGroup(terminal, to, { ...options, toGroup: from });
    });
}

function addGroupChanges(group: DraveCommand, terminal: Terminal): void {
  addClusterCommand(group, 'delete <groups...>', 'delete groups without members, and their offsets')
    .option('--validate-only', 'check, delete nothing')
    .action(async (groups: string[], options: Options & { validateOnly?: boolean }) => {
      const { deleteGroups } = await import('./commands/group.js');
      return deleteGroups(terminal, groups, options);
    });
  addClusterCommand(
    group,
    'offset-delete <group> <topics...>',
    'delete committed offsets of topics that nobody in the group reads',
  )
    .alias('forget')
    .option('--validate-only', 'check, delete nothing')
    .action(async (name: string, topics: string[], options: Options & { validateOnly?: boolean }) => {
      const { deleteGroupOffsets } = await import('./commands/group.js');
      return deleteGroupOffsets(terminal, name, topics, options);
    });
}
