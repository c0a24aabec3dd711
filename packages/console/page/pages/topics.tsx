import type { JSX } from 'preact';
import type { Page, TopicRow } from '../../src/contract.js';
import { Filter, Switch } from '../components/filter.js';
import { Badge } from '../components/icon.js';
import { PageHead } from '../components/page-head.js';
import { Pager } from '../components/pager.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { count } from '../model/format.js';
import { hrefOf } from '../model/route.js';
import { searchOf } from '../model/search.js';
import { live } from '../state/live.js';
import { route } from '../state/location.js';
import { useChanges, useResource } from '../state/resource.js';

const CHANGES_EVERY_MS = 1_000;

const columns: readonly Column<TopicRow>[] = [
  {
    header: 'Name',
    isRowHeader: true,
    class: 'wrap',
    cell: ({ name, isInternal }) => (
      <>
        <a href={hrefOf('topic', [name])}>{name}</a> {isInternal && <Badge tone="none">internal</Badge>}
      </>
    ),
  },
  { header: 'State', class: 'tight', cell: (row) => <TopicState row={row} /> },
  { header: 'Partitions', class: 'number', cell: ({ partitionCount }) => count(partitionCount) },
  { header: 'Replicas each', class: 'number', cell: ({ replicationFactor }) => count(replicationFactor) },
  {
    header: 'Look at',
    class: 'tight',
    cell: ({ name }) => (
      <>
        <a href={hrefOf('messages', [name])}>Messages</a> · <a href={hrefOf('readers', [name])}>Readers</a> ·{' '}
        <a href={hrefOf('config', ['topic', name])}>Configuration</a>
      </>
    ),
  },
];

export function Topics(): JSX.Element {
  const { filter = '', internal = 'false', page = '' } = route.value.query;
  const { revision, changedPartitions } = live.value;
  const changes = useChanges(changedPartitions, CHANGES_EVERY_MS);
  const resource = useResource<Page<TopicRow>>(
    `topics${searchOf({ filter, internal, pageToken: page })}`,
    `${revision} ${changes}`,
  );
  return (
    <>
      <PageHead title="Topics" lead="A topic is as well as the worst of its partitions." />
      <div class="toolbar">
        <Filter label="Filter" placeholder="part of a name" />
        <Switch label="Internal topics, too" name="internal" />
      </div>
      <ResourceCard title="Topics" resource={resource}>
        {({ items, nextPageToken }) => (
          <>
            <Table
              caption="Topics"
              columns={columns}
              rows={items}
              keyOf={({ name }) => name}
              empty={filter === '' ? 'There is no topic yet.' : `No topic has “${filter}” in its name.`}
            />
            <Pager rowCount={items.length} nextPageToken={nextPageToken} what="topics" />
          </>
        )}
      </ResourceCard>
    </>
  );
}

/** The worst that is true of one of its partitions. */
export function TopicState({ row }: { readonly row: TopicRow }): JSX.Element {
  if (row.offlinePartitionCount > 0) return <Badge tone="bad">{`${row.offlinePartitionCount} without a leader`}</Badge>;
  if (row.underMinIsrPartitionCount > 0)
    return <Badge tone="bad">{`${row.underMinIsrPartitionCount} under min ISR`}</Badge>;
  if (row.underReplicatedPartitionCount > 0)
    return <Badge tone="warn">{`${row.underReplicatedPartitionCount} under-replicated`}</Badge>;
  return <Badge tone="good">in sync</Badge>;
}
