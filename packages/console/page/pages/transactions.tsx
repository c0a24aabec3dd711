import type { JSX } from 'preact';
import type { HangingTransactionRow, Page, TransactionRow } from '../../src/contract.js';
import { Choice, Filter } from '../components/filter.js';
import { Badge, type Tone } from '../components/icon.js';
import { PageHead } from '../components/page-head.js';
import { Pager } from '../components/pager.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { count, dateTime, duration, ranges, UNKNOWN } from '../model/format.js';
import { hrefOf } from '../model/route.js';
import { searchOf } from '../model/search.js';
import { live } from '../state/live.js';
import { route } from '../state/location.js';
import { useResource, useTick } from '../state/resource.js';

const EVERY_MS = 3_000;

const states = [
  ['', 'any'],
  ['Ongoing', 'Ongoing'],
  ['PrepareCommit', 'PrepareCommit'],
  ['PrepareAbort', 'PrepareAbort'],
  ['CompleteCommit', 'CompleteCommit'],
  ['CompleteAbort', 'CompleteAbort'],
  ['Empty', 'Empty'],
] as const;

const columns: readonly Column<TransactionRow>[] = [
  { header: 'Transactional id', isRowHeader: true, class: 'mono wrap', cell: ({ transactionalId }) => transactionalId },
  { header: 'State', class: 'tight', cell: ({ state }) => <Badge tone={toneOf(state)}>{state}</Badge> },
  {
    header: 'Open for',
    class: 'number',
    cell: ({ startWallMs }) => (startWallMs === null ? UNKNOWN : duration(Date.now() - startWallMs)),
  },
  { header: 'Time limit', class: 'number', cell: ({ timeoutMs }) => duration(timeoutMs) },
  {
    header: 'Producer',
    class: 'number mono',
    cell: ({ producerId, producerEpoch }) => `${producerId} / ${producerEpoch}`,
  },
  { header: 'Coordinator', class: 'number', cell: ({ coordinatorId }) => coordinatorId },
  {
    header: 'Writes to',
    class: 'wrap',
    cell: ({ topics }) =>
      topics.length === 0
        ? UNKNOWN
        : topics.map(({ topic, partitions }) => `${topic} (${ranges(partitions)})`).join(', '),
  },
];

const hangingColumns: readonly Column<HangingTransactionRow>[] = [
  {
    header: 'Partition',
    isRowHeader: true,
    class: 'wrap',
    cell: ({ topic, partition }) => <a href={hrefOf('topic', [topic], { partition })}>{`${topic}/${partition}`}</a>,
  },
  { header: 'Begins at', class: 'number mono', cell: ({ startOffset }) => count(startOffset) },
  { header: 'Last record', class: 'mono tight', cell: ({ lastTimestampMs }) => dateTime(lastTimestampMs) },
  {
    header: 'Producer',
    class: 'number mono',
    cell: ({ producerId, producerEpoch }) => `${producerId} / ${producerEpoch}`,
  },
  { header: 'Transactional id', class: 'mono wrap', cell: ({ transactionalId }) => transactionalId ?? UNKNOWN },
];

export function Transactions(): JSX.Element {
  const { filter = '', state = '', page = '' } = route.value.query;
  const { revision } = live.value;
  const path = `transactions${searchOf({ filter, state, pageToken: page })}`;
  const resource = useResource<Page<TransactionRow>>(path, `${revision} ${useTick(EVERY_MS)}`);
  const hanging = useResource<Page<HangingTransactionRow>>('transactions-hanging', revision);
  return (
    <>
      <PageHead
        title="Transactions"
        lead="An open transaction holds back everybody who reads committed records of its partitions."
      />
      <div class="toolbar">
        <Filter label="Filter" placeholder="beginning of a transactional id" />
        <Choice label="State" name="state" options={states} />
      </div>
      <ResourceCard title="Transactions" resource={resource}>
        {({ items, nextPageToken }) => (
          <>
            <Table
              caption="Transactions"
              columns={columns}
              rows={items}
              keyOf={({ transactionalId }) => transactionalId}
              empty={
                filter === '' && state === '' ? 'No producer has used a transaction.' : 'No transaction is like that.'
              }
            />
            <Pager rowCount={items.length} nextPageToken={nextPageToken} what="transactions" />
          </>
        )}
      </ResourceCard>
      {resource.data !== null && (
        <ResourceCard title="Hanging: open in a partition, unknown to every coordinator" resource={hanging}>
          {({ items }) => (
            <Table
              caption="Hanging transactions"
              columns={hangingColumns}
              rows={items}
              keyOf={({ topic, partition, producerId }) => `${topic}/${partition} ${producerId}`}
              empty="There are none."
            />
          )}
        </ResourceCard>
      )}
    </>
  );
}

function toneOf(state: string): Tone {
  if (state === 'Ongoing') return 'accent';
  if (state.startsWith('Prepare')) return 'warn';
  return state.startsWith('Complete') ? 'good' : 'none';
}
