import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Page, PartitionPositions, PartitionRow, TopicDetail } from '../../src/contract.js';
import { Choice } from '../components/filter.js';
import { HeatMap } from '../components/heat-map.js';
import { Badge } from '../components/icon.js';
import { Stats } from '../components/page-head.js';
import { Pager } from '../components/pager.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { TopicHead } from '../components/topic-head.js';
import { count, UNKNOWN } from '../model/format.js';
import { currentRows } from '../model/live.js';
import { hrefOf } from '../model/route.js';
import { searchOf } from '../model/search.js';
import { live } from '../state/live.js';
import { route } from '../state/location.js';
import { useChanges, useResource, useTick } from '../state/resource.js';
import { TopicState } from './topics.js';

const POSITIONS_EVERY_MS = 2_000;
const CHANGES_EVERY_MS = 500;
const PAGE_SIZE = 100;

const filters = [
  ['all', 'all'],
  ['offline', 'without a leader'],
  ['under-replicated', 'under-replicated'],
  ['under-min-isr', 'under min ISR'],
  ['not-preferred', 'not led by the preferred replica'],
  ['reassigning', 'being reassigned'],
] as const;

export function Topic(): JSX.Element {
  const [topic = ''] = route.value.names;
  const { filter = '', page = '', partition } = route.value.query;
  const { revision, changedPartitions } = live.value;
  const changes = useChanges(changedPartitions, CHANGES_EVERY_MS);
  const detail = useResource<TopicDetail>(`topics/${encodeURIComponent(topic)}`, `${revision} ${changes}`);
  const list = { topic, filter, pageToken: page, pageSize: PAGE_SIZE };
  const partitions = useResource<Page<PartitionRow>>(`partitions${searchOf(list)}`, revision);
  // Both lists are in the order of partitions, so that a page of one is a page of the other where nothing is filtered.
  const positionsPath = `topics/${encodeURIComponent(topic)}/positions${searchOf({ pageSize: 1_000 })}`;
  const positions = useResource<Page<PartitionPositions>>(positionsPath, useTick(POSITIONS_EVERY_MS));
  useEffect(() => {
    if (partition !== undefined) document.querySelector('tr.selected')?.scrollIntoView({ block: 'nearest' });
  }, [partition, partitions.data]);
  return (
    <>
      <TopicHead topic={topic} current="topic" />
      <Figures topic={topic} detail={detail.data} />
      <div class="toolbar">
        <Choice label="Partitions" name="filter" options={filters} />
      </div>
      <ResourceCard title="Replicas" resource={partitions}>
        {({ items }) =>
          items.length === 0 ? (
            <div class="empty">No partition is like that.</div>
          ) : (
            <HeatMap partitions={currentRows(items, changedPartitions)} />
          )
        }
      </ResourceCard>
      {partitions.data !== null && (
        <ResourceCard title="The same as a table" resource={partitions}>
          {({ items, nextPageToken }) => (
            <>
              <Table
                caption="Partitions"
                columns={columnsOf(positions.data?.items ?? [])}
                rows={currentRows(items, changedPartitions)}
                keyOf={(row) => row.partition}
                classOf={(row) => (`${row.partition}` === partition ? 'selected' : '')}
                empty="No partition is like that."
              />
              <Pager rowCount={items.length} nextPageToken={nextPageToken} what="partitions" />
            </>
          )}
        </ResourceCard>
      )}
    </>
  );
}

interface FiguresProps {
  readonly topic: string;
  readonly detail: TopicDetail | null;
}

function Figures({ topic, detail }: FiguresProps): JSX.Element {
  const readerCount = detail?.readers.length ?? null;
  const ownCount = detail === null ? null : Object.keys(detail.configs).length;
  return (
    <Stats
      items={[
        { label: 'State', value: detail === null ? UNKNOWN : <TopicState row={detail} /> },
        { label: 'Partitions', value: count(detail?.partitionCount ?? null) },
        { label: 'Replicas each', value: count(detail?.replicationFactor ?? null) },
        {
          label: detail?.isReadersCut === true ? 'Readers, and more' : 'Readers',
          value: <a href={hrefOf('readers', [topic])}>{count(readerCount)}</a>,
        },
        {
          label: 'Settings of its own',
          value: <a href={hrefOf('config', ['topic', topic], { only: 'true' })}>{count(ownCount)}</a>,
        },
      ]}
    />
  );
}

function columnsOf(positions: readonly PartitionPositions[]): readonly Column<PartitionRow>[] {
  const byPartition = new Map(positions.map((one) => [one.partition, one]));
  const brokers = (ids: readonly number[]): string => (ids.length === 0 ? '–' : ids.join(', '));
  return [
    { header: 'Partition', cell: ({ partition }) => partition, isRowHeader: true, class: 'tight' },
    {
      header: 'Leader',
      class: 'tight',
      cell: ({ leaderId }) => leaderId ?? <Badge tone="bad">none</Badge>,
    },
    { header: 'Term', class: 'number mono', cell: ({ leaderEpoch }) => count(leaderEpoch) },
    { header: 'Replicas', class: 'mono tight', cell: ({ replicas }) => brokers(replicas) },
    {
      header: 'In sync (ISR)',
      class: 'mono tight',
      cell: ({ isr, replicas, minInsyncReplicas }) => (
        <span
          class={isr.length < minInsyncReplicas ? 'bad-text' : isr.length < replicas.length ? 'warn-text' : undefined}
        >
          {brokers(isr)}
          {isr.length < minInsyncReplicas && ` (needs ${minInsyncReplicas})`}
        </span>
      ),
    },
    { header: 'Eligible (ELR)', class: 'mono tight', cell: ({ elr }) => brokers(elr) },
    {
      header: 'Begins at',
      class: 'number mono',
      cell: ({ partition }) => count(byPartition.get(partition)?.logStartOffset ?? null),
    },
    {
      header: 'High watermark',
      class: 'number mono',
      cell: ({ partition }) => count(byPartition.get(partition)?.highWatermark ?? null),
    },
    {
      header: '',
      class: 'tight',
      cell: ({ topic, partition }) => <a href={hrefOf('messages', [topic], { partition })}>Messages</a>,
    },
  ];
}
