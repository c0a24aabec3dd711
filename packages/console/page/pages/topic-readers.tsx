import type { JSX } from 'preact';
import type { TopicDetail, TopicReader } from '../../src/contract.js';
import { Notice } from '../components/notice.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { TopicHead } from '../components/topic-head.js';
import { count } from '../model/format.js';
import { hrefOf } from '../model/route.js';
import { live } from '../state/live.js';
import { route } from '../state/location.js';
import { useResource, useTick } from '../state/resource.js';
import { GroupState } from './groups.js';

const EVERY_MS = 3_000;

const columns: readonly Column<TopicReader>[] = [
  {
    header: 'Group',
    isRowHeader: true,
    class: 'wrap',
    cell: ({ groupId }) => <a href={hrefOf('group', [groupId])}>{groupId}</a>,
  },
  { header: 'State', class: 'tight', cell: ({ state }) => <GroupState state={state} /> },
  { header: 'Records behind', class: 'number', cell: ({ lag }) => count(lag) },
];

/** The groups that read a topic. */
export function TopicReaders(): JSX.Element {
  const [topic = ''] = route.value.names;
  const key = `${live.value.revision} ${useTick(EVERY_MS)}`;
  const resource = useResource<TopicDetail>(`topics/${encodeURIComponent(topic)}`, key);
  return (
    <>
      <TopicHead topic={topic} current="readers" />
      {resource.data?.isReadersCut === true && (
        <Notice tone="warn">There are more groups than one question can look through; some may be missing here.</Notice>
      )}
      <ResourceCard title="Groups that have committed offsets of it" resource={resource}>
        {({ readers }) => (
          <Table
            caption="Groups that read this topic"
            columns={columns}
            rows={readers}
            keyOf={({ groupId }) => groupId}
            empty="No group has committed an offset of it."
          />
        )}
      </ResourceCard>
    </>
  );
}
