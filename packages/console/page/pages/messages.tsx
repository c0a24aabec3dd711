import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Message, TopicDetail } from '../../src/contract.js';
import { Choice, Filter, Switch } from '../components/filter.js';
import { Badge } from '../components/icon.js';
import { FailureNotice, Notice } from '../components/notice.js';
import { TopicHead } from '../components/topic-head.js';
import { bytes, count, counted, dateTime, fromTimeField, toTimeField } from '../model/format.js';
import { jsonLinesOf, missingIn, previewOf, queryOf } from '../model/messages.js';
import { withQuery } from '../model/route.js';
import { session } from '../state/api.js';
import { replace, route } from '../state/location.js';
import { useMessages, type Messages as Found } from '../state/messages.js';
import { useResource } from '../state/resource.js';
import { RecordBody, SendDialog } from './record.js';

const places = [
  ['end', 'the last ones'],
  ['start', 'the beginning'],
  ['offset', 'an offset'],
  ['time', 'a time'],
] as const;

const endings = {
  end: 'everything was looked at',
  limit: 'there are more',
  bytes: 'there are more',
  time: 'there is more to look through',
} as const;

export function Messages(): JSX.Element {
  const [topic = ''] = route.value.names;
  const { query } = route.value;
  const isTailing = query['tail'] === 'true';
  const missing = missingIn(query);
  const found = useMessages(topic, missing === null ? queryOf(query) : null, isTailing);
  const [sent, setSent] = useState<Message | 'new' | null>(null);
  const detail = useResource<TopicDetail>(`topics/${encodeURIComponent(topic)}`);
  return (
    <>
      <TopicHead topic={topic} current="messages" />
      <div class="toolbar">
        <PartitionChoice partitionCount={detail.data?.partitionCount ?? 0} />
        <Choice label="Begin at" name="from" options={places} />
        <Place />
        <Filter label="Contains" placeholder="in key, value or a header" name="text" />
        <Switch label="Committed only" name="committed" />
        <span class="spring" />
        <Switch label="Tail" name="tail" />
        <button type="button" disabled={found.messages.length === 0} onClick={() => download(topic, found.messages)}>
          Export
        </button>
        {session.value?.canWrite === true && (
          <button type="button" onClick={() => setSent('new')}>
            Send …
          </button>
        )}
      </div>
      {missing !== null && <Notice tone="none">{missing}</Notice>}
      {found.failure !== null && <FailureNotice failure={found.failure} />}
      {missing === null && <Records found={found} isTailing={isTailing} onSend={setSent} />}
      {sent !== null && (
        <SendDialog topic={topic} message={sent === 'new' ? null : sent} onClose={() => setSent(null)} />
      )}
    </>
  );
}

function PartitionChoice({ partitionCount }: { readonly partitionCount: number }): JSX.Element {
  const here = route.value.query['partition'];
  // The one in the address is there before the topic has said how many it has.
  const known = Array.from(
    { length: Math.max(partitionCount, here === undefined ? 0 : Number(here) + 1) },
    (_, index) => index,
  );
  const options = known.slice(0, 10_000).map((index) => [`${index}`, `${index}`] as const);
  return <Choice label="Partition" name="partition" options={[['', 'all'], ...options]} />;
}

function Place(): JSX.Element | null {
  const { from, at } = route.value.query;
  if (from !== 'offset' && from !== 'time') return null;
  const set = (value: number | null): void => {
    if (value !== null) replace(withQuery(route.value, { at: value }));
  };
  if (from === 'offset')
    return (
      <label class="field">
        <span>Offset</span>
        <input
          type="number"
          min={0}
          step={1}
          value={at ?? ''}
          onChange={({ currentTarget: { valueAsNumber } }) => set(Number.isNaN(valueAsNumber) ? null : valueAsNumber)}
        />
      </label>
    );
  return (
    <label class="field">
      <span>Time</span>
      <input
        type="datetime-local"
        step="0.001"
        value={at === undefined ? '' : toTimeField(Number(at))}
        onChange={({ currentTarget: { value } }) => set(fromTimeField(value))}
      />
    </label>
  );
}

interface RecordsProps {
  readonly found: Found;
  readonly isTailing: boolean;
  readonly onSend: (message: Message) => void;
}

function Records({ found, isTailing, onSend }: RecordsProps): JSX.Element {
  const { messages, end, scannedCount, isLoading, more } = found;
  // Who tails looks at what comes, so that stands first.
  const rows = isTailing ? messages.toReversed() : messages;
  const summary = `${counted(messages.length, 'record')}, ${count(scannedCount)} looked at`;
  return (
    <section class="card" aria-busy={isLoading}>
      <header>
        <h2>Records</h2>
        <span class="muted" role="status">
          {isLoading
            ? 'Reading …'
            : `${summary}${isTailing ? ', waiting for more' : end === null ? '' : `; ${endings[end]}`}`}
        </span>
      </header>
      {rows.length === 0 ? (
        <div class="empty">{isLoading ? 'Reading …' : noneText(end)}</div>
      ) : (
        <RecordTable rows={rows} onSend={onSend} />
      )}
      <div class="pager">
        <span class="spring" />
        <button type="button" disabled={isLoading || isTailing || end === null} onClick={more}>
          Read on
        </button>
      </div>
    </section>
  );
}

/** Where the time was over first, nothing is known of what was not looked at. */
function noneText(end: Found['end']): string {
  return end === 'end' ? 'There is no such record.' : 'Nothing was found so far. Read on to look further.';
}

interface RecordTableProps {
  readonly rows: readonly Message[];
  readonly onSend: (message: Message) => void;
}

function RecordTable({ rows, onSend }: RecordTableProps): JSX.Element {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Records">
      <table class="records">
        <caption class="visually-hidden">Records</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">Open</span>
            </th>
            <th scope="col" class="number">
              Partition
            </th>
            <th scope="col" class="number">
              Offset
            </th>
            <th scope="col">Time</th>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
            <th scope="col" class="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((message) => (
            <RecordRow key={`${message.partition}/${message.offset}`} message={message} onSend={onSend} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RecordRowProps {
  readonly message: Message;
  readonly onSend: (message: Message) => void;
}

function RecordRow({ message, onSend }: RecordRowProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { partition, offset, timestampMs, key, value, headers } = message;
  const place = `${partition}/${offset}`;
  return (
    <>
      <tr class="record">
        <td class="tight">
          <button
            type="button"
            class="plain icon"
            aria-expanded={isOpen}
            aria-label={`record ${place}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? '▾' : '▸'}
          </button>
        </td>
        <td class="number">{partition}</td>
        <td class="number mono">{count(offset)}</td>
        <td class="tight mono">{dateTime(timestampMs)}</td>
        <td class="mono clip">{key === null ? <span class="muted">none</span> : previewOf(key)}</td>
        <td class="mono clip">
          {value === null ? <Badge tone="warn">tombstone</Badge> : previewOf(value)}
          {headers.length > 0 && <span class="muted"> · {counted(headers.length, 'header')}</span>}
        </td>
        <td class="number">{bytes((key?.sizeBytes ?? 0) + (value?.sizeBytes ?? 0))}</td>
      </tr>
      {isOpen && (
        <tr class="record">
          <td />
          <td colSpan={6}>
            <RecordBody message={message} onSend={onSend} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A file of JSON lines, made in the browser of what is shown. */
function download(topic: string, messages: readonly Message[]): void {
  const url = URL.createObjectURL(new Blob([jsonLinesOf(messages)], { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${topic}.jsonl`;
  link.click();
  URL.revokeObjectURL(url);
}
