import type { JSX } from 'preact';
import { Choice, Filter } from '../components/filter.js';
import { PageHead } from '../components/page-head.js';
import { TimelineList, timelineKinds } from '../components/timeline-list.js';
import { counted, dateTime } from '../model/format.js';
import { live, timelineSinceWallMs } from '../state/live.js';
import { route } from '../state/location.js';

const SHOWN_MAX = 300;

export function Timeline(): JSX.Element {
  const { kind = '', filter = '' } = route.value.query;
  const wanted = filter.toLowerCase();
  const entries = live.value.timeline.filter(
    (entry) =>
      (kind === '' || entry.kind === kind) &&
      [entry.text, entry.reason ?? '', ...entry.subjects].some((text) => text.toLowerCase().includes(wanted)),
  );
  const since = timelineSinceWallMs.value;
  return (
    <>
      <PageHead
        title="Events"
        lead={
          since === null
            ? 'Elections, in-sync sets, brokers and rebalances, each with its reason.'
            : `What happened since ${dateTime(since).slice(0, 19)}, when somebody began to look, each with its reason.`
        }
      />
      <div class="toolbar">
        <Filter label="Filter" placeholder="a topic, a node, a word" />
        <Choice
          label="Kind"
          name="kind"
          options={[['', 'all'], ...timelineKinds.map(([value, text]) => [value, text] as const)]}
        />
      </div>
      <section class="card">
        <header>
          <h2>{counted(entries.length, 'event')}</h2>
          {entries.length > SHOWN_MAX && <span class="muted">the last {SHOWN_MAX} are shown</span>}
        </header>
        {entries.length === 0 ? (
          <div class="empty">Nothing of that kind has happened.</div>
        ) : (
          <TimelineList entries={entries.slice(-SHOWN_MAX)} />
        )}
      </section>
    </>
  );
}
