import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GroupDetail, GroupMember, GroupOffsetRow, Page } from '../../src/contract.js';
import { LineChart } from '../components/chart.js';
import { PageHead, Stats } from '../components/page-head.js';
import { Pager } from '../components/pager.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { count, ranges, UNKNOWN } from '../model/format.js';
import { NO_HISTORY, trendPerSecond, withSample } from '../model/lag-history.js';
import { hrefOf } from '../model/route.js';
import { searchOf } from '../model/search.js';
import { session } from '../state/api.js';
import { route } from '../state/location.js';
import { useResource, useTick } from '../state/resource.js';
import { DeleteOffsets, ResetOffsets } from './group-offsets.js';
import { GroupState } from './groups.js';

const EVERY_MS = 2_000;
const SAMPLES_MAX = 900;

export function Group(): JSX.Element {
  const [groupId = ''] = route.value.names;
  const { page = '' } = route.value.query;
  const tick = useTick(EVERY_MS);
  const base = `groups/${encodeURIComponent(groupId)}`;
  const detail = useResource<GroupDetail>(base, tick);
  const offsets = useResource<Page<GroupOffsetRow>>(`${base}/offsets${searchOf({ pageToken: page })}`, tick);
  const [history, setHistory] = useState(NO_HISTORY);
  const { data } = detail;
  useEffect(() => {
    if (data !== null) setHistory((before) => withSample(before, Date.now(), data.lag, SAMPLES_MAX));
  }, [data]);
  const trend = trendPerSecond(history);
  const onDone = (): void => {
    detail.reload();
    offsets.reload();
  };
  return (
    <>
      <PageHead title={groupId} crumb={{ href: hrefOf('groups'), text: 'Groups' }}>
        {session.value?.canWrite === true && (
          <>
            <ResetOffsets groupId={groupId} rows={offsets.data?.items ?? []} onDone={onDone} />
            <DeleteOffsets groupId={groupId} rows={offsets.data?.items ?? []} onDone={onDone} />
          </>
        )}
      </PageHead>
      <Figures detail={data} trend={trend} />
      <section class="card">
        <header>
          <h2>Records behind, since this page was opened</h2>
          <span class="muted">{trendText(trend)}</span>
        </header>
        <div class="body">
          <LineChart label={`Records that ${groupId} is behind`} history={history} />
        </div>
      </section>
      <ResourceCard title="Offsets" resource={offsets}>
        {({ items, nextPageToken }) => (
          <>
            <Table
              caption="Committed offsets"
              columns={offsetColumns}
              rows={items}
              keyOf={({ topic, partition }) => `${topic}/${partition}`}
              empty="The group has committed nothing."
            />
            <Pager rowCount={items.length} nextPageToken={nextPageToken} what="offsets" />
          </>
        )}
      </ResourceCard>
      {/* What stands below a list comes after it, so that nothing is moved by what comes late. */}
      {offsets.data !== null && (
        <ResourceCard title="Members" resource={detail}>
          {({ members }) => (
            <Table
              caption="Members"
              columns={memberColumns}
              rows={members}
              keyOf={({ memberId }) => memberId}
              empty="Nobody is reading now."
            />
          )}
        </ResourceCard>
      )}
    </>
  );
}

function Figures({
  detail,
  trend,
}: {
  readonly detail: GroupDetail | null;
  readonly trend: number | null;
}): JSX.Element {
  return (
    <Stats
      items={[
        { label: 'State', value: detail === null ? UNKNOWN : <GroupState state={detail.state} /> },
        { label: 'Records behind', value: count(detail?.lag ?? null), note: trendText(trend) },
        { label: 'Members', value: count(detail?.memberCount ?? null) },
        { label: 'Protocol', value: detail?.type ?? UNKNOWN, note: detail?.assignor },
        { label: 'Epoch', value: count(detail?.epoch ?? null) },
        { label: 'Coordinator', value: detail?.coordinatorId ?? UNKNOWN, note: 'broker' },
      ]}
    />
  );
}

function trendText(trend: number | null): string {
  if (trend === null) return '';
  const rounded = Math.round(Math.abs(trend));
  if (rounded === 0) return 'keeps its distance';
  return trend > 0 ? `falls behind by ${count(rounded)}/s` : `catches up by ${count(rounded)}/s`;
}

const offsetColumns: readonly Column<GroupOffsetRow>[] = [
  {
    header: 'Topic',
    isRowHeader: true,
    class: 'wrap',
    cell: ({ topic }) => <a href={hrefOf('topic', [topic])}>{topic}</a>,
  },
  { header: 'Partition', class: 'number', cell: ({ partition }) => partition },
  { header: 'Committed', class: 'number mono', cell: ({ committedOffset }) => count(committedOffset) },
  { header: 'Log begins at', class: 'number mono', cell: ({ logStartOffset }) => count(logStartOffset) },
  { header: 'Log ends at', class: 'number mono', cell: ({ logEndOffset }) => count(logEndOffset) },
  { header: 'Behind', class: 'number', cell: ({ lag }) => count(lag) },
  { header: 'Read by', class: 'mono wrap', cell: ({ memberId }) => memberId ?? UNKNOWN },
  {
    header: '',
    class: 'tight',
    cell: ({ topic, partition, committedOffset }) =>
      committedOffset === null ? null : (
        <a href={hrefOf('messages', [topic], { partition, from: 'offset', at: committedOffset })}>Next record</a>
      ),
  },
];

const memberColumns: readonly Column<GroupMember>[] = [
  { header: 'Member', isRowHeader: true, class: 'mono wrap', cell: ({ memberId }) => memberId },
  {
    header: 'Client',
    cell: ({ clientId, instanceId }) => `${clientId}${instanceId === null ? '' : `, ${instanceId}`}`,
  },
  { header: 'Host', class: 'mono', cell: ({ clientHost }) => clientHost },
  {
    header: 'Reads',
    class: 'wrap',
    cell: ({ assigned }) =>
      assigned.length === 0
        ? UNKNOWN
        : assigned.map(({ topic, partitions }) => `${topic} (${ranges(partitions)})`).join(', '),
  },
];
