import { DraveError, type TopicPartition } from '@drave/base';
import type { Client, ResetTo, TopicSelection } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { confirm } from '../confirm.js';
import { isDocument, known, print, table, type OutputOptions, type View } from '../output.js';
import { parseTopics, UsageError } from '../parse.js';
import { parseSeekTarget } from '../seek-target.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

export interface SeekOptions extends ConnectOptions, OutputOptions {
  /** As `parseSeekTarget` reads it. Either this or `toGroup`. */
  readonly to?: string;
  /** The group whose committed offsets are taken over. */
  readonly toGroup?: string;
  readonly topic?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Prints which committed offsets would change, and changes them with `--yes`, or when a person at the terminal says so.
 */
export async function seekGroup(terminal: Terminal, groupId: string, options: SeekOptions): Promise<number> {
  const { to, toGroup, yes = false, dryRun = false } = options;
  if ((to === undefined) === (toGroup === undefined))
    throw new UsageError('say where to go: either --to start, end, 250, +10, -10 or @-1h, or --to-group <id>');
  if (yes && dryRun) throw new UsageError('--yes changes offsets, and --dry-run does not: leave one out');
  const target = to === undefined ? undefined : parseSeekTarget(to, terminal.wallMs());
  const selection = options.topic === undefined ? undefined : parseTopics(options.topic);
  return withClient(terminal, options, async (client) => {
    const { groups } = client.admin();
    const wanted = target ?? (await commitsOf(client, toGroup ?? '', selection));
    // The offsets of another group name their partitions themselves.
    const topics = target === undefined || selection === undefined ? {} : { topics: selection };
    if (yes) return print(terminal, options, changesView(await groups.resetOffsets(groupId, wanted, topics)));
    const plan = await groups.resetOffsets(groupId, wanted, { ...topics, validateOnly: true });
    await print(terminal, options, changesView(plan));
    if (isDocument(options.output)) return 0;
    const changed = plan.filter(({ oldOffset, newOffset }) => oldOffset !== newOffset).length;
    const isWanted = !dryRun && changed > 0 && (await confirm(terminal, `Change ${changed} committed offsets?`));
    if (!isWanted) {
      terminal.note(dryRun ? 'Nothing was changed.' : 'Nothing was changed: add --yes to do it.');
      return 0;
    }
    // What was confirmed is done, and not what has become of it meanwhile.
    const offsets = plan.map(({ topic, partition, newOffset }) => ({ topic, partition, offset: newOffset }));
    await groups.resetOffsets(groupId, { offsets });
    terminal.note(`${changed} committed offsets of ${groupId} changed`);
    return 0;
  });
}

/** The committed offsets of a group as a target for another. @throws DraveError GROUP_ID_NOT_FOUND, INVALID_REQUEST. */
async function commitsOf(client: Client, groupId: string, selection: TopicSelection | undefined): Promise<ResetTo> {
  const all = await client.admin().groups.offsets(groupId);
  const offsets = all
    .filter((one) => one.committedOffset >= 0 && isSelected(one, selection))
    .map(({ topic, partition, committedOffset: offset }) => ({ topic, partition, offset }));
  if (offsets.length === 0)
    throw new DraveError('INVALID_REQUEST', `group '${groupId}' has committed nothing there; see drave group lag`);
  return { offsets };
}

function isSelected({ topic, partition }: TopicPartition, selection: TopicSelection | undefined): boolean {
  if (selection === undefined) return true;
  const partitions = selection[topic];
  return partitions === 'all' || (partitions?.includes(partition) ?? false);
}

/** Committed offsets that were changed, or would be. */
export function changesView(changes: readonly adminV1.OffsetChange[]): View {
  return {
    document: changes.map(({ topic, partition, oldOffset, newOffset }) => {
      return { topic, partition, old: known(oldOffset), new: known(newOffset) };
    }),
    names: changes.map(({ topic, partition }) => `${topic}:${partition}`),
    parts: [
      table(changes, {
        topic: ({ topic }) => topic,
        partition: ({ partition }) => partition,
        old: ({ oldOffset }) => known(oldOffset),
        new: ({ newOffset }) => known(newOffset),
        records: ({ oldOffset, newOffset }) => (oldOffset < 0 || newOffset < 0 ? null : newOffset - oldOffset),
      }),
    ],
  };
}
