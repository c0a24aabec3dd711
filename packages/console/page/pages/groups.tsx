import type { JSX } from 'preact';
import type { GroupRow, Page } from '../../src/contract.js';
import { Choice, Filter } from '../components/filter.js';
import { Badge, type Tone } from '../components/icon.js';
import { PageHead } from '../components/page-head.js';
import { Pager } from '../components/pager.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { count } from '../model/format.js';
import { hrefOf } from '../model/route.js';
import { searchOf } from '../model/search.js';
import { live } from '../state/live.js';
import { route } from '../state/location.js';
import { useResource, useTick } from '../state/resource.js';

const EVERY_MS = 5_000;

const states = [
  ['', 'any'],
  ['Stable', 'Stable'],
  ['PreparingRebalance', 'PreparingRebalance'],
  ['CompletingRebalance', 'CompletingRebalance'],
  ['Assigning', 'Assigning'],
  ['Reconciling', 'Reconciling'],
  ['Empty', 'Empty'],
  ['Dead', 'Dead'],
] as const;

const columns: readonly Column<GroupRow>[] = [
  {
    header: 'Group',
    isRowHeader: true,
    class: 'wrap',
    cell: ({ groupId }) => <a href={hrefOf('group', [groupId])}>{groupId}</a>,
  },
  { header: 'State', class: 'tight', cell: ({ state }) => <GroupState state={state} /> },
  { header: 'Members', class: 'number', cell: ({ memberCount }) => count(memberCount) },
  { header: 'Records behind', class: 'number', cell: ({ lag }) => count(lag) },
  { header: 'Protocol', class: 'tight', cell: ({ type }) => type },
  { header: 'Coordinator', class: 'number', cell: ({ coordinatorId }) => coordinatorId },
];

export function Groups(): JSX.Element {
  const { filter = '', state = '', page = '' } = route.value.query;
  const path = `groups${searchOf({ filter, state, pageToken: page, lag: 'true' })}`;
  const resource = useResource<Page<GroupRow>>(path, `${live.value.revision} ${useTick(EVERY_MS)}`);
  return (
    <>
      <PageHead title="Groups" lead="Who reads, and how far behind. A dash is what is not known, which is not 0." />
      <div class="toolbar">
        <Filter label="Filter" placeholder="beginning of a name" />
        <Choice label="State" name="state" options={states} />
      </div>
      <ResourceCard title="Groups" resource={resource}>
        {({ items, nextPageToken }) => (
          <>
            <Table
              caption="Groups"
              columns={columns}
              rows={items}
              keyOf={({ groupId }) => groupId}
              empty={filter === '' && state === '' ? 'No group has read anything yet.' : 'No group is like that.'}
            />
            <Pager rowCount={items.length} nextPageToken={nextPageToken} what="groups" />
          </>
        )}
      </ResourceCard>
    </>
  );
}

export function GroupState({ state }: { readonly state: string }): JSX.Element {
  return <Badge tone={toneOf(state)}>{state}</Badge>;
}

function toneOf(state: string): Tone {
  if (state === 'Stable') return 'good';
  if (state === 'Empty' || state === 'Dead') return 'none';
  return 'warn';
}
