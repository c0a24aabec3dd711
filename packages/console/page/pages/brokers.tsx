import type { JSX } from 'preact';
import type { BrokerList, BrokerRow } from '../../src/contract.js';
import { Bar } from '../components/bar.js';
import { Badge } from '../components/icon.js';
import { PageHead } from '../components/page-head.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { count, UNKNOWN } from '../model/format.js';
import { currentBrokers } from '../model/live.js';
import { hrefOf } from '../model/route.js';
import { live } from '../state/live.js';
import { useResource } from '../state/resource.js';

const tones = { running: 'good', fenced: 'bad', 'shutting-down': 'warn' } as const;
const LEAD = 'Who keeps the records. A broker that is fenced leads nothing, and clients are sent to others.';

export function Brokers(): JSX.Element {
  const { revision, changedBrokers } = live.value;
  const resource = useResource<BrokerList>('brokers', revision);
  return (
    <>
      <PageHead title="Brokers" lead={LEAD} />
      <ResourceCard title="All brokers" resource={resource}>
        {(data) => {
          const rows = currentBrokers(data.brokers, changedBrokers);
          return (
            <Table
              caption="Brokers"
              columns={columnsOf(rows)}
              rows={rows}
              keyOf={({ id }) => id}
              empty="There are none."
            />
          );
        }}
      </ResourceCard>
    </>
  );
}

function columnsOf(rows: readonly BrokerRow[]): readonly Column<BrokerRow>[] {
  const leadersMax = Math.max(1, ...rows.map(({ leaderCount }) => leaderCount));
  return [
    { header: 'Id', cell: ({ id }) => id, isRowHeader: true, class: 'tight' },
    {
      header: 'State',
      class: 'tight',
      cell: ({ state, isActiveController }) => (
        <>
          <Badge tone={tones[state]}>{state}</Badge>{' '}
          {isActiveController && <Badge tone="accent">active controller</Badge>}
        </>
      ),
    },
    { header: 'Leads', class: 'number', cell: ({ leaderCount }) => count(leaderCount) },
    { header: 'Share of the lead', cell: ({ leaderCount }) => <Bar share={leaderCount / leadersMax} /> },
    { header: 'Replicas', class: 'number', cell: ({ replicaCount }) => count(replicaCount) },
    { header: 'Rack', class: 'tight', cell: ({ rack }) => rack ?? UNKNOWN },
    {
      header: 'Listeners',
      class: 'mono wrap',
      cell: ({ listeners }) => listeners.map(({ name, address }) => `${name}://${address}`).join('  '),
    },
    { header: 'Epoch', class: 'number mono', cell: ({ epoch }) => count(epoch) },
    { header: '', class: 'tight', cell: ({ id }) => <a href={hrefOf('config', ['broker', `${id}`])}>Configuration</a> },
  ];
}
