import type { adminV1 } from '@drave/rpc';
import { printJson, type OutputOptions } from '../output.js';
import type { MetadataTree } from '../records/metadata-tree.js';
import { untilAborted } from '../records/until-aborted.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

/** The metadata of a running cluster, as its admin services tell it, as a tree of files. */
export function treeOfCluster(terminal: Terminal, options: ConnectOptions): Promise<MetadataTree> {
  return withClient(terminal, options, async (client) => {
    const admin = client.admin();
    const [quorum, { metadataLevel, features }, brokers, partitions, topics] = await Promise.all([
      admin.quorum.get(),
      admin.features.get(),
      admin.brokers.list(),
      admin.partitions.list(),
      admin.topics.list({ includeInternal: true }),
    ]);
    const byTopic = new Map<string, adminV1.Partition[]>();
    for (const partition of partitions) {
      const known = byTopic.get(partition.topic);
      if (known === undefined) byTopic.set(partition.topic, [partition]);
      else known.push(partition);
    }
    return {
      level: metadataLevel,
      quorum: quorumTree(quorum),
      features: Object.fromEntries(features.map(({ name, ...feature }) => [name, feature])),
      brokers: Object.fromEntries(brokers.map(({ id, ...broker }) => [id, broker as unknown as MetadataTree])),
      topics: Object.fromEntries(topics.map((topic) => [topic.name, topicTree(topic, byTopic.get(topic.name) ?? [])])),
    };
  });
}

function topicTree(topic: adminV1.Topic, partitions: readonly adminV1.Partition[]): MetadataTree {
  return {
    id: topic.topicId,
    internal: topic.internal,
    configs: Object.fromEntries(topic.configs),
    partitions: Object.fromEntries(
      partitions.map(({ topic: _, index, ...partition }) => [index, partition as unknown as MetadataTree]),
    ),
  };
}

function quorumTree({ header: _, voters, observers, ...quorum }: adminV1.GetQuorumResponse): MetadataTree {
  const members = (list: readonly adminV1.QuorumMember[]): MetadataTree =>
    Object.fromEntries(list.map(({ nodeId, ...member }) => [nodeId, member as unknown as MetadataTree]));
  return { ...(quorum as unknown as MetadataTree), voters: members(voters), observers: members(observers) };
}

/** Prints the whole state as changes; with `follow` only what changes from now on, until the user interrupts. */
export async function tailCluster(
  terminal: Terminal,
  options: ConnectOptions & OutputOptions & { readonly follow?: boolean },
): Promise<void> {
  const { follow = false } = options;
  await withClient(terminal, options, async (client) => {
    const changes = client.admin().cluster.watch();
    let isCurrent = false;
    for await (const response of follow ? untilAborted(changes, terminal.interruption()) : changes) {
      if (isCurrent || !follow) printChanges(terminal, response, options);
      // The whole state comes in several messages; the last of them says where to go on.
      isCurrent ||= response.nextOffset > 0;
      if (isCurrent && !follow) return;
    }
  });
}

function printChanges(
  terminal: Terminal,
  { changes, nextOffset }: adminV1.WatchClusterResponse,
  { output }: OutputOptions,
): void {
  for (const { change } of changes) {
    if (change === undefined) continue;
    const { kind, ...content } = change;
    if (output === 'json') printJson(terminal, { nextOffset, ...change });
    else terminal.line(`${nextOffset}  ${kind}  ${JSON.stringify(Object.values(content)[0])}`);
  }
}
