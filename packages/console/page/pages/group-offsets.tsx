import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeleteOffsetsRequest, GroupOffsetRow, OffsetChanges, ResetOffsetsRequest } from '../../src/contract.js';
import { Dialog } from '../components/dialog.js';
import { FailureNotice, Notice } from '../components/notice.js';
import { Table, type Column } from '../components/table.js';
import { count, counted, fromTimeField, toTimeField } from '../model/format.js';
import { post, type Refusal } from '../state/api.js';

interface OffsetsDialogProps {
  readonly groupId: string;
  readonly rows: readonly GroupOffsetRow[];
  readonly onDone: () => void;
}

type Target = ResetOffsetsRequest['to'];

const kinds: readonly (readonly [kind: Target['kind'], text: string])[] = [
  ['earliest', 'the oldest record'],
  ['latest', 'the end'],
  ['offset', 'an offset'],
  ['time', 'a time'],
  ['shift', 'forwards or backwards'],
];

/** Nothing is changed before what would change has been seen. */
export function ResetOffsets({ groupId, rows, onDone }: OffsetsDialogProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Reset offsets …
      </button>
      {isOpen && (
        <ResetDialog
          groupId={groupId}
          rows={rows}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

export function DeleteOffsets({ groupId, rows, onDone }: OffsetsDialogProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [topic, setTopic] = useState('');
  const topics = topicsOf(rows);
  const chosen = topic === '' ? (topics[0] ?? '') : topic;
  const request = (preview: boolean): DeleteOffsetsRequest => ({
    preview,
    topics: [{ topic: chosen, partitions: [] }],
  });
  return (
    <>
      <button type="button" class="danger" disabled={topics.length === 0} onClick={() => setOpen(true)}>
        Delete offsets …
      </button>
      {isOpen && (
        <ChangeDialog
          title={`Delete offsets of ${groupId}`}
          path={`groups/${encodeURIComponent(groupId)}/offsets/delete`}
          request={request}
          verb="Delete"
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
        >
          <TopicField topics={topics} value={chosen} onChange={setTopic} />
          <p class="muted">The group begins anew in this topic, where its consumers are told to begin.</p>
        </ChangeDialog>
      )}
    </>
  );
}

function ResetDialog({
  groupId,
  rows,
  onDone,
  onClose,
}: OffsetsDialogProps & { readonly onClose: () => void }): JSX.Element {
  const [topic, setTopic] = useState('');
  const [kind, setKind] = useState<Target['kind']>('earliest');
  const [text, setText] = useState('');
  const target = targetOf(kind, text);
  const topics = topic === '' ? [] : [{ topic, partitions: [] }];
  const request = (preview: boolean): ResetOffsetsRequest | null =>
    target === null ? null : { preview, topics, to: target };
  return (
    <ChangeDialog
      title={`Reset offsets of ${groupId}`}
      path={`groups/${encodeURIComponent(groupId)}/offsets/reset`}
      request={request}
      verb="Apply"
      onClose={onClose}
      onDone={onDone}
    >
      <div class="toolbar">
        <TopicField topics={topicsOf(rows)} value={topic} all="all topics" onChange={setTopic} />
        <label class="field">
          <span>To</span>
          <select
            value={kind}
            onChange={({ currentTarget: { value } }) => {
              const next = kinds.find(([one]) => one === value)?.[0] ?? 'earliest';
              setKind(next);
              setText(next === 'time' ? toTimeField(Date.now()) : '');
            }}
          >
            {kinds.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <TargetField kind={kind} text={text} onText={setText} />
      </div>
      <p class="muted">A group whose members are reading keeps its offsets: stop them first.</p>
    </ChangeDialog>
  );
}

interface TargetFieldProps {
  readonly kind: Target['kind'];
  readonly text: string;
  readonly onText: (text: string) => void;
}

function TargetField({ kind, text, onText }: TargetFieldProps): JSX.Element | null {
  if (kind === 'earliest' || kind === 'latest') return null;
  const label = { offset: 'Offset', time: 'Time', shift: 'Records, negative for backwards' }[kind];
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type={kind === 'time' ? 'datetime-local' : 'number'}
        step={kind === 'time' ? '0.001' : '1'}
        value={text}
        onInput={({ currentTarget: { value } }) => onText(value)}
      />
    </label>
  );
}

interface TopicFieldProps {
  readonly topics: readonly string[];
  readonly value: string;
  readonly all?: string;
  readonly onChange: (topic: string) => void;
}

function TopicField({ topics, value, all, onChange }: TopicFieldProps): JSX.Element {
  return (
    <label class="field">
      <span>Topic</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {topics.map((topic) => (
          <option key={topic} value={topic}>
            {topic}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChangeDialogProps {
  readonly title: string;
  readonly path: string;
  /** Null while the form is not filled in. */
  readonly request: (preview: boolean) => ResetOffsetsRequest | DeleteOffsetsRequest | null;
  readonly verb: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks what would change, shows it, and only then offers to do it. Another form needs another preview. */
function ChangeDialog({ title, path, request, verb, onDone, onClose, children }: ChangeDialogProps): JSX.Element {
  const [preview, setPreview] = useState<{ readonly of: string; readonly answer: OffsetChanges } | null>(null);
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const asked = JSON.stringify(request(false));
  const isShown = preview !== null && preview.of === asked;
  const send = async (isPreview: boolean): Promise<void> => {
    const body = request(isPreview);
    if (body === null) return;
    setBusy(true);
    const answer = await post<OffsetChanges>(path, body);
    setBusy(false);
    setFailure(answer.kind === 'failed' ? answer.failure : null);
    if (answer.kind !== 'answered') return;
    if (isPreview) setPreview({ of: asked, answer: answer.value });
    else onDone();
  };
  const changeCount = preview?.answer.changes.length ?? 0;
  const actions = (
    <>
      <button type="button" disabled={isBusy || request(true) === null} onClick={() => void send(true)}>
        Preview
      </button>
      <button
        type="button"
        class="primary"
        disabled={isBusy || !isShown || changeCount === 0}
        onClick={() => void send(false)}
      >
        {isShown ? `${verb} ${counted(changeCount, 'change')}` : verb}
      </button>
    </>
  );
  return (
    <Dialog title={title} isWide onClose={onClose} actions={actions}>
      {children}
      {failure !== null && <FailureNotice failure={failure} />}
      {isShown ? (
        <Table
          caption="What would change"
          columns={changeColumns}
          rows={preview.answer.changes}
          keyOf={({ topic, partition }) => `${topic}/${partition}`}
          empty="Nothing would change."
        />
      ) : (
        <Notice tone="none">Preview shows what would change. Nothing is changed by it.</Notice>
      )}
    </Dialog>
  );
}

const changeColumns: readonly Column<OffsetChanges['changes'][number]>[] = [
  { header: 'Topic', isRowHeader: true, class: 'wrap', cell: ({ topic }) => topic },
  { header: 'Partition', class: 'number', cell: ({ partition }) => partition },
  { header: 'Now', class: 'number mono', cell: ({ oldOffset }) => count(oldOffset) },
  { header: 'Then', class: 'number mono', cell: ({ newOffset }) => count(newOffset) },
  {
    header: 'Records',
    class: 'number',
    cell: ({ oldOffset, newOffset }) =>
      oldOffset === null || newOffset === null ? '' : moveText(newOffset - oldOffset),
  },
];

function moveText(by: number): string {
  if (by === 0) return 'unchanged';
  return by < 0 ? `${count(-by)} again` : `${count(by)} left out`;
}

function topicsOf(rows: readonly GroupOffsetRow[]): readonly string[] {
  return [...new Set(rows.map(({ topic }) => topic))].toSorted();
}

/** Null while what is typed is no offset, no time, no number. */
function targetOf(kind: Target['kind'], text: string): Target | null {
  if (kind === 'earliest' || kind === 'latest') return { kind };
  if (kind === 'time') {
    const timeMs = fromTimeField(text);
    return timeMs === null ? null : { kind, timeMs };
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value)) return null;
  if (kind === 'shift') return { kind, by: value };
  return value < 0 ? null : { kind, offset: value };
}
