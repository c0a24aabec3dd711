import { DraveError } from '@drave/base';
import { groupService, topicService, type adminV1 } from '@drave/rpc';
import type { Page, PartitionFilter, TopicDetail, TopicReader, TopicRow } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';
import type { ClusterMirror } from '../cluster/cluster-mirror.js';
import { lagsOf } from './group-views.js';
import { inParallel } from './in-parallel.js';
import { pageOf } from './shapes.js';

const READERS_MAX = 100;

interface TopicQuestion {
  readonly pageSize: number;
  readonly pageToken: string;
  /** What the name contains, without regard to case. */
  readonly filter: string;
  readonly internal: boolean;
}

/** By name, from the mirror: the token is the last name before. */
export function topicPage(
  mirror: ClusterMirror,
  { pageSize, pageToken, filter, internal }: TopicQuestion,
): Page<TopicRow> {
  const wanted = filter.toLowerCase();
  const names: string[] = [];
  for (const [name, { topic }] of mirror.topics)
    if (name > pageToken && (internal || !topic.internal) && name.toLowerCase().includes(wanted)) names.push(name);
  names.sort((one, other) => (one < other ? -1 : 1));
  const shown = names.slice(0, pageSize);
  const last = shown.at(-1);
  return pageOf(
    shown.map((name) => topicRow(mirror, name)),
    names.length > pageSize && last !== undefined ? last : '',
  );
}

/** @throws DraveError UNKNOWN_TOPIC_OR_PARTITION, TOPIC_AUTHORIZATION_FAILED. */
export async function topicDetail(link: ClusterLink, name: string): Promise<TopicDetail> {
  const { topic } = await link.ask(topicService.methods.getTopic, { name, topicId: '', local: true });
  const [readers, isReadersCut] = await readersOf(link, name);
  const row = rowOf(topic, topic.partitions);
  return { ...row, configs: Object.fromEntries(topic.configs), readers, isReadersCut };
}

function topicRow(mirror: ClusterMirror, name: string): TopicRow {
  const known = mirror.topics.get(name);
  if (known === undefined) throw new DraveError('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${name}'`);
  return rowOf(known.topic, [...known.partitions.values()]);
}

function rowOf(topic: adminV1.Topic, partitions: readonly adminV1.Partition[]): TopicRow {
  const count = (filter: 'offline' | 'under-replicated' | 'under-min-isr'): number =>
    partitions.filter((partition) => lacks[filter](partition)).length;
  return {
    name: topic.name,
    topicId: topic.topicId,
    partitionCount: Math.max(topic.partitionCount, partitions.length),
    replicationFactor: topic.replicationFactor,
    isInternal: topic.internal,
    offlinePartitionCount: count('offline'),
    underReplicatedPartitionCount: count('under-replicated'),
    underMinIsrPartitionCount: count('under-min-isr'),
  };
}

/** As the services count them. */
const lacks: Readonly<
  Record<
    Extract<PartitionFilter, 'offline' | 'under-replicated' | 'under-min-isr'>,
    (one: adminV1.Partition) => boolean
  >
> = {
  offline: ({ leaderId }) => leaderId < 0,
  'under-replicated': ({ isr, replicas, addingReplicas }) => isr.length < replicas.length - addingReplicas.length,
  'under-min-isr': ({ isr, minInsyncReplicas }) => isr.length < minInsyncReplicas,
};

/** The groups that have committed offsets of the topic, with their lag; and whether some were left out. */
async function readersOf(link: ClusterLink, topic: string): Promise<readonly [readonly TopicReader[], boolean]> {
  const lags = await lagsOf(link, { topic, groupsMax: READERS_MAX });
  const shown = [...lags].slice(0, READERS_MAX);
  const found = await inParallel(shown, async ([groupId, { sum: lag }]) => {
    const { group } = await link.ask(groupService.methods.getGroup, { groupId, local: false });
    return { groupId, state: group.state, lag };
  });
  return [found.filter((reader) => reader !== undefined), lags.size > READERS_MAX];
}
