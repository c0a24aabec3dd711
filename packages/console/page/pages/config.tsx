import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ConfigEntry, ConfigUpdateAnswer, ConfigView } from '../../src/contract.js';
import { Dialog } from '../components/dialog.js';
import { Filter, Switch } from '../components/filter.js';
import { Badge, type Tone } from '../components/icon.js';
import { FailureNotice } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { ResourceCard, Table, type Column } from '../components/table.js';
import { TopicHead } from '../components/topic-head.js';
import { differencesOf, isOwn, matches, updateOf, type ConfigDifference, type Draft } from '../model/config.js';
import { counted, UNKNOWN } from '../model/format.js';
import { hrefOf } from '../model/route.js';
import { post, session, type Refusal } from '../state/api.js';
import { route } from '../state/location.js';
import { useResource } from '../state/resource.js';

const NO_DRAFT: Draft = new Map();

const sources: Readonly<Record<ConfigEntry['source'], readonly [text: string, tone: Tone]>> = {
  topic: ['this topic', 'accent'],
  group: ['this group', 'accent'],
  broker: ['this broker', 'accent'],
  'default-broker': ['all brokers', 'warn'],
  static: ['file of the node', 'warn'],
  default: ['default', 'none'],
};

export function Config(): JSX.Element {
  const [type = '', name = ''] = route.value.names;
  const { filter = '', only } = route.value.query;
  const resource = useResource<ConfigView>(`configs/${encodeURIComponent(type)}/${encodeURIComponent(name)}`);
  const [draft, setDraft] = useState(NO_DRAFT);
  const [isReviewing, setReviewing] = useState(false);
  const { data } = resource;
  const changed = data === null ? 0 : differencesOf(data, draft).length;
  const onType = (key: string, value: string | null): void => setDraft((before) => new Map([...before, [key, value]]));
  return (
    <>
      <Head type={type} name={name} />
      <div class="toolbar">
        <Filter label="Filter" placeholder="part of a key or value" />
        <Switch label="Only what differs from the default" name="only" />
        <span class="spring" />
        {changed > 0 && (
          <button type="button" onClick={() => setDraft(NO_DRAFT)}>
            Discard
          </button>
        )}
        {session.value?.canWrite === true && (
          <button type="button" class="primary" disabled={changed === 0} onClick={() => setReviewing(true)}>
            Review {counted(changed, 'change')} …
          </button>
        )}
      </div>
      <ResourceCard title="Configuration" resource={resource}>
        {(view) => (
          <Table
            caption="Configuration"
            columns={columnsOf(view, draft, onType)}
            rows={view.entries.filter(
              (entry) => matches(entry, filter) && (only === undefined || entry.source !== 'default'),
            )}
            keyOf={({ key }) => key}
            empty="No key is like that."
          />
        )}
      </ResourceCard>
      {isReviewing && data !== null && (
        <ReviewDialog
          view={data}
          draft={draft}
          onClose={() => setReviewing(false)}
          onDone={() => {
            setReviewing(false);
            setDraft(NO_DRAFT);
            resource.reload();
          }}
        />
      )}
    </>
  );
}

function Head({ type, name }: { readonly type: string; readonly name: string }): JSX.Element {
  if (type === 'topic') return <TopicHead topic={name} current="config" />;
  const parent = type === 'group' ? 'groups' : 'brokers';
  const crumb = { href: hrefOf(parent), text: type === 'group' ? 'Groups' : 'Brokers' };
  return <PageHead title={`Configuration of ${type} ${name}`} crumb={crumb} />;
}

type OnType = (key: string, value: string | null) => void;

function columnsOf(view: ConfigView, draft: Draft, onType: OnType): readonly Column<ConfigEntry>[] {
  const canWrite = session.value?.canWrite === true;
  return [
    {
      header: 'Key',
      isRowHeader: true,
      class: 'mono wrap',
      cell: ({ key, documentation }) => <span title={documentation}>{key}</span>,
    },
    {
      header: 'Value',
      class: 'mono wrap',
      cell: (entry) =>
        canWrite && !entry.isReadOnly ? <ValueField entry={entry} draft={draft} onType={onType} /> : shownValue(entry),
    },
    {
      header: 'Set by',
      class: 'tight',
      cell: ({ source }) => {
        const [text, tone] = sources[source];
        return <Badge tone={tone}>{text}</Badge>;
      },
    },
    { header: 'Default', class: 'mono wrap', cell: ({ defaultValue }) => defaultValue ?? UNKNOWN },
    { header: 'Type', class: 'tight', cell: ({ type }) => type },
    {
      header: '',
      class: 'tight',
      cell: (entry) =>
        canWrite && !entry.isReadOnly && isOwn(entry, view.resource.type) ? (
          <button type="button" class="plain" onClick={() => onType(entry.key, null)}>
            Take back<span class="visually-hidden"> {entry.key}</span>
          </button>
        ) : null,
    },
  ];
}

function shownValue({ isSensitive, value }: ConfigEntry): ComponentChildren {
  if (isSensitive) return <span class="muted">secret</span>;
  return value === null || value === '' ? UNKNOWN : value;
}

interface ValueFieldProps {
  readonly entry: ConfigEntry;
  readonly draft: Draft;
  readonly onType: OnType;
}

function ValueField({ entry, draft, onType }: ValueFieldProps): JSX.Element {
  const { key, value, defaultValue, isSensitive } = entry;
  const typed = draft.get(key);
  const text = typed === undefined ? (value ?? '') : (typed ?? defaultValue ?? '');
  return (
    <input
      class={`mono ${typed === undefined || typed === value ? '' : 'added'}`}
      aria-label={key}
      placeholder={isSensitive ? 'secret' : undefined}
      value={text}
      onInput={({ currentTarget }) => onType(key, currentTarget.value)}
    />
  );
}

interface ReviewDialogProps {
  readonly view: ConfigView;
  readonly draft: Draft;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** What would be another, before it is: the cluster looks at it first and says what it thinks of it. */
function ReviewDialog({ view, draft, onDone, onClose }: ReviewDialogProps): JSX.Element {
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isChecked, setChecked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { type, name } = view.resource;
  const send = async (preview: boolean): Promise<void> => {
    setBusy(true);
    const path = `configs/${type}/${encodeURIComponent(name)}`;
    const answer = await post<ConfigUpdateAnswer>(path, updateOf(view, draft, preview));
    setBusy(false);
    setFailure(answer.kind === 'failed' ? answer.failure : null);
    if (answer.kind !== 'answered') return;
    if (preview) setChecked(true);
    else onDone();
  };
  const actions = (
    <>
      <button type="button" disabled={isBusy} onClick={() => void send(true)}>
        Check
      </button>
      <button type="button" class="primary" disabled={isBusy || !isChecked} onClick={() => void send(false)}>
        Apply
      </button>
    </>
  );
  return (
    <Dialog title={`Changes of ${type} ${name}`} isWide onClose={onClose} actions={actions}>
      <Table
        caption="Changes"
        columns={differenceColumns}
        rows={differencesOf(view, draft)}
        keyOf={({ key }) => key}
        empty="There are none."
      />
      {failure !== null && <FailureNotice failure={failure} />}
      <p class="muted" role="status">
        {isChecked
          ? 'The cluster would accept this.'
          : 'Check asks the cluster whether it would accept this, and changes nothing.'}
      </p>
    </Dialog>
  );
}

const differenceColumns: readonly Column<ConfigDifference>[] = [
  { header: 'Key', isRowHeader: true, class: 'mono wrap', cell: ({ key }) => key },
  { header: 'Now', class: 'mono wrap', cell: ({ before }) => <span class="removed">{before ?? UNKNOWN}</span> },
  { header: 'Then', class: 'mono wrap', cell: ({ after }) => <span class="added">{after ?? UNKNOWN}</span> },
];
