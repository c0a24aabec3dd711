import type { JSX } from 'preact';
import type { TimelineEntry, TimelineKind } from '../../src/contract.js';
import { clockTime, dateTime } from '../model/format.js';
import { Badge, type Tone } from './icon.js';

export const timelineKinds: readonly (readonly [kind: TimelineKind, text: string, tone: Tone])[] = [
  ['election', 'election', 'accent'],
  ['leader', 'leader', 'accent'],
  ['isr', 'in-sync set', 'warn'],
  ['broker', 'broker', 'none'],
  ['topic', 'topic', 'none'],
  ['config', 'config', 'none'],
  ['rebalance', 'rebalance', 'accent'],
  ['fault', 'fault', 'bad'],
];

/** Only what happens while somebody looks is pointed at. */
const OPENED_WALL_MS = Date.now();

/** The newest first, each with its reason. */
export function TimelineList({ entries }: { readonly entries: readonly TimelineEntry[] }): JSX.Element {
  return (
    <ol class="timeline" reversed>
      {entries.toReversed().map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }): JSX.Element {
  const { wallMs, kind, text, reason, subjects, subjectCount } = entry;
  const [, name = kind, tone = 'none'] = timelineKinds.find(([one]) => one === kind) ?? [];
  const more = subjectCount - subjects.length;
  // Most texts say themselves what they are about.
  const isNamed = subjects.some((subject) => text.includes(subject));
  return (
    <li class={wallMs > OPENED_WALL_MS ? 'flash' : undefined}>
      <time dateTime={new Date(wallMs).toISOString()} title={dateTime(wallMs)}>
        {clockTime(wallMs)}
      </time>
      <span>
        <Badge tone={tone}>{name}</Badge>
      </span>
      <span>
        {text}
        {reason !== null && <span class="reason"> · {reason}</span>}
        {!isNamed && subjects.length > 0 && (
          <span class="reason">
            {' '}
            · {subjects.join(', ')}
            {more > 0 && ` and ${more} more`}
          </span>
        )}
      </span>
    </li>
  );
}
