import { limits } from '@drave/base';
import { Option } from 'commander';
import { addClusterCommand, addListing } from './cluster-command.js';
import type { ConnectOptions } from './commands/connect-options.js';
import type { AddPartitionOptions, AlterOptions, CreateOptions, ListTopicOptions } from './commands/topic.js';
import type { CloneOptions } from './commands/topic-clone.js';
import type { DescribeTopicOptions } from './commands/topic-describe.js';
import type { TopicOffsetOptions, TrimOptions } from './commands/topic-offsets.js';
import type { DraveCommand } from './drave-command.js';
import type { OutputOptions } from './output.js';
import { collectPair, parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

const states = ['under-replicated', 'leaderless', 'under-min-isr', 'offline', 'not-preferred', 'reassigning'];
const VALIDATE_ONLY = '--validate-only';

/** The commands below `drave topic`. */
export function addTopic(program: DraveCommand, terminal: Terminal): void {
  const topic = program.command('topic').description('topics and their partitions');
  addTopicLists(topic, terminal);
  addTopicOffsets(topic, terminal);
  addTopicChanges(topic, terminal);
}

function addTopicLists(topic: DraveCommand, terminal: Terminal): void {
  addListing(topic, 'ls [prefix]', 'all topics, or those whose names begin so')
    .option('--internal', "with the cluster's own")
    .option('-r, --regex <pattern>', 'those whose whole name matches')
    .addOption(new Option('--only <state>', 'those with partitions in this state').choices(states))
    .action(async (prefix: string | undefined, options: ListTopicOptions) => {
      const { listTopics } = await import('./commands/topic.js');
      return listTopics(terminal, prefix, options);
    });
  addListing(topic, 'describe [names...]', 'settings, leaders, replicas, in-sync sets, offsets')
    .option('-r, --regex', 'names are regular expressions')
    .addOption(
      new Option('--only <state>', 'only partitions in this state, of all topics when no name is given').choices(
        states,
      ),
    )
    .action(async (names: string[], options: DescribeTopicOptions) => {
      const { describeTopics } = await import('./commands/topic-describe.js');
      return describeTopics(terminal, names, options);
    });
}

function addTopicOffsets(topic: DraveCommand, terminal: Terminal): void {
  addListing(topic, 'offsets <names...>', 'where partitions begin and end, and where a point or a time is in them')
    .option('--at <point>', 'earliest, latest, 250, +10, -10, @-1h, @2026-01-01T00:00:00Z')
    .option('-p, --partitions <numbers>', 'these partitions only, e.g. 0,2')
    .action(async (names: string[], options: TopicOffsetOptions) => {
      const { topicOffsets } = await import('./commands/topic-offsets.js');
      return topicOffsets(terminal, names, options);
    });
  addClusterCommand(topic, 'trim <name>', 'delete the records before a point')
    .requiredOption('--to <point>', 'the first to keep: 1000, end, -10, @-1h, @2026-01-01T00:00:00Z')
    .option('-p, --partitions <numbers>', 'these partitions only, e.g. 0,2')
    .option(VALIDATE_ONLY, 'say what would be deleted')
    .action(async (name: string, options: TrimOptions) => {
      const { trimTopic } = await import('./commands/topic-offsets.js');
      return trimTopic(terminal, name, options);
    });
  addClusterCommand(topic, 'clone <source> <target>', 'make a topic with the partitions and settings of another one')
    .option('--with-data', 'copy the records that are there, partition by partition')
    .option(VALIDATE_ONLY, 'check, make nothing')
    .action(async (source: string, target: string, options: CloneOptions) => {
      const { cloneTopic } = await import('./commands/topic-clone.js');
      return cloneTopic(terminal, source, target, options);
    });
}

function addTopicChanges(topic: DraveCommand, terminal: Terminal): void {
  addClusterCommand(topic, 'create <names...>', 'make topics; returns when every partition has a leader')
    .option(
      '-p, --partitions <count>',
      "default: the cluster's num.partitions",
      parseInteger('partition count', 1, limits.partitionsPerRequestMax),
    )
    .option('-r, --replication-factor <count>', "default: the cluster's", parseInteger('replication factor', 1, 100))
    .option('--replica-assignment <brokers>', 'where replicas lie, e.g. 1:2:3,2:3:1 for two partitions')
    .option('-c, --config <key=value>', 'a setting; may be repeated', collectPair)
    .option('--if-not-exists', 'a topic that is there already is fine')
    .option(VALIDATE_ONLY, 'check, make nothing')
    .action(async (names: string[], options: AssignmentText<CreateOptions>) => {
      const { createTopics, parseReplicaAssignment } = await import('./commands/topic.js');
      return createTopics(terminal, names, withAssignment(options, parseReplicaAssignment));
    });
  addClusterCommand(topic, 'delete <names...>', 'delete topics and everything in them')
    .option('--if-exists', 'a topic that is not there is fine')
    .option(VALIDATE_ONLY, 'check, delete nothing')
    .action(async (names: string[], options: ConnectOptions & OutputOptions & { validateOnly?: boolean }) => {
      const { deleteTopics } = await import('./commands/topic.js');
      return deleteTopics(terminal, names, options);
    });
  addClusterCommand(topic, 'alter <names...>', 'more partitions, other settings')
    .option('-p, --partitions <count>', 'the new total; never fewer', parseInteger('partition count', 1, 200_000))
    .option('-c, --config <key=value>', 'set; may be repeated', collectPair)
    .option('--delete-config <keys...>', 'back to the default')
    .option(VALIDATE_ONLY, 'check, change nothing')
    .action(async (names: string[], options: AlterOptions) => {
      const { alterTopics } = await import('./commands/topic.js');
      return alterTopics(terminal, names, options);
    });
  addClusterCommand(topic, 'add-partitions <names...>', 'more partitions, by how many')
    .requiredOption('-n, --num <count>', 'how many more', parseInteger('partition count', 1, 200_000))
    .option('--replica-assignment <brokers>', 'where the replicas of the new ones lie, e.g. 1:2:3,2:3:1')
    .option(VALIDATE_ONLY, 'check, change nothing')
    .action(async (names: string[], options: AssignmentText<AddPartitionOptions> & { num: number }) => {
      const { addPartitions, parseReplicaAssignment } = await import('./commands/topic.js');
      return addPartitions(terminal, names, options.num, withAssignment(options, parseReplicaAssignment));
    });
}

type Assignment = readonly (readonly number[])[];

/** Options whose replicas are still as they were typed. */
type AssignmentText<Options> = Omit<Options, 'replicaAssignment'> & { replicaAssignment?: string };

function withAssignment<Options extends { replicaAssignment?: string }>(
  options: Options,
  parse: (text: string) => Assignment,
): Omit<Options, 'replicaAssignment'> & { replicaAssignment?: Assignment } {
  const { replicaAssignment, ...rest } = options;
  return replicaAssignment === undefined ? rest : { ...rest, replicaAssignment: parse(replicaAssignment) };
}
