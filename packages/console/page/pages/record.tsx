import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Message, Payload, ProduceAnswer, ProduceRequest } from '../../src/contract.js';
import { Dialog } from '../components/dialog.js';
import { FailureNotice, Notice } from '../components/notice.js';
import { bytes, dateTime } from '../model/format.js';
import { base64Of, prettyOf } from '../model/messages.js';
import { post, session, type Refusal } from '../state/api.js';

interface RecordBodyProps {
  readonly message: Message;
  readonly onSend: (message: Message) => void;
}

/** All of one record; everything that came from outside is text. */
export function RecordBody({ message, onSend }: RecordBodyProps): JSX.Element {
  const { key, value, headers, timestampMs } = message;
  return (
    <div class="record-body">
      <dl class="pairs">
        <dt>Time</dt>
        <dd class="mono">
          {dateTime(timestampMs)} <span class="muted">({timestampMs})</span>
        </dd>
        {headers.map((header, index) => (
          // Headers may repeat a key, so that only their place tells them apart.
          <HeaderPair key={index} name={header.key} value={header.value} />
        ))}
      </dl>
      <Part title="Key" payload={key} missing="The record has no key." />
      <Part title="Value" payload={value} missing="A tombstone: compaction removes the key." />
      {session.value?.canWrite === true && (
        <div>
          <button type="button" onClick={() => onSend(message)}>
            Send again …
          </button>
        </div>
      )}
    </div>
  );
}

function HeaderPair({ name, value }: { readonly name: string; readonly value: Payload | null }): JSX.Element {
  return (
    <>
      <dt>Header {name}</dt>
      <dd class="mono">{value === null ? <span class="muted">none</span> : prettyOf(value)}</dd>
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly payload: Payload | null;
  readonly missing: string;
}

function Part({ title, payload, missing }: PartProps): JSX.Element {
  if (payload === null) return <p class="muted">{missing}</p>;
  const form = payload.text === null ? 'no text' : payload.isJson ? 'JSON' : 'text';
  return (
    <div>
      <h3>
        {title}{' '}
        <span class="muted">
          {form}, {bytes(payload.sizeBytes)}
          {payload.isCut && ', of which this is the beginning'}
        </span>
      </h3>
      <pre class="value" tabIndex={0} aria-label={title}>
        {prettyOf(payload)}
      </pre>
    </div>
  );
}

interface SendDialogProps {
  readonly topic: string;
  /** What is sent again; null for a new record. */
  readonly message: Message | null;
  readonly onClose: () => void;
}

interface Draft {
  readonly key: string;
  readonly value: string;
  readonly isTombstone: boolean;
  readonly isSamePartition: boolean;
}

/** Sends a record again, as it was or changed. What is no text, or not all here, is sent as it was or not at all. */
export function SendDialog({ topic, message, onClose }: SendDialogProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>({
    key: message?.key?.text ?? '',
    value: message?.value?.text ?? '',
    isTombstone: message !== null && message.value === null,
    isSamePartition: false,
  });
  const [outcome, setOutcome] = useState<ProduceAnswer | Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isCut = [message?.key, message?.value, ...(message?.headers ?? []).map(({ value }) => value)].some(
    (payload) => payload?.isCut === true,
  );
  const send = async (): Promise<void> => {
    setBusy(true);
    const answer = await post<ProduceAnswer>(`topics/${encodeURIComponent(topic)}/messages`, requestOf(draft, message));
    setBusy(false);
    if (answer.kind === 'answered') setOutcome(answer.value);
    else if (answer.kind === 'failed') setOutcome(answer.failure);
  };
  const change = (changes: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changes }));
  const actions = (
    <button type="button" class="primary" disabled={isBusy || isCut} onClick={() => void send()}>
      Send
    </button>
  );
  return (
    <Dialog
      title={message === null ? `Send to ${topic}` : `Send ${message.partition}/${message.offset} again`}
      isWide
      onClose={onClose}
      actions={actions}
    >
      {isCut && (
        <Notice tone="warn">
          The record is larger than what the console keeps of it, and cannot be sent again from here.
        </Notice>
      )}
      <DraftFields draft={draft} message={message} onChange={change} />
      {outcome !== null && 'offset' in outcome && (
        <Notice tone="good">{`It is in partition ${outcome.partition} at offset ${outcome.offset}.`}</Notice>
      )}
      {outcome !== null && 'code' in outcome && <FailureNotice failure={outcome} />}
    </Dialog>
  );
}

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly message: Message | null;
  readonly onChange: (changes: Partial<Draft>) => void;
}

function DraftFields({ draft, message, onChange }: DraftFieldsProps): JSX.Element {
  const headers = message?.headers.length ?? 0;
  return (
    <>
      <label class="field">
        <span>Key{isBinary(message?.key) ? ', which is no text and is sent as it was' : '; empty for none'}</span>
        <input
          value={draft.key}
          disabled={isBinary(message?.key)}
          onInput={({ currentTarget: { value } }) => onChange({ key: value })}
        />
      </label>
      <label class="field">
        <span>Value{isBinary(message?.value) ? ', which is no text and is sent as it was' : ''}</span>
        <textarea
          rows={10}
          value={draft.value}
          disabled={draft.isTombstone || isBinary(message?.value)}
          onInput={({ currentTarget: { value } }) => onChange({ value })}
        />
      </label>
      <label class="field row">
        <input
          type="checkbox"
          checked={draft.isTombstone}
          onChange={({ currentTarget: { checked } }) => onChange({ isTombstone: checked })}
        />
        <span>A tombstone, without a value</span>
      </label>
      {message !== null && (
        <label class="field row">
          <input
            type="checkbox"
            checked={draft.isSamePartition}
            onChange={({ currentTarget: { checked } }) => onChange({ isSamePartition: checked })}
          />
          <span>To the same partition; otherwise its key decides</span>
        </label>
      )}
      {headers > 0 && <p class="muted">Its headers are sent as they were.</p>}
    </>
  );
}

function isBinary(payload: Payload | null | undefined): boolean {
  return payload !== null && payload !== undefined && payload.text === null;
}

function requestOf({ key, value, isTombstone, isSamePartition }: Draft, message: Message | null): ProduceRequest {
  const bytesOf = (payload: Payload | null | undefined, text: string): string =>
    isBinary(payload) ? (payload?.base64 ?? '') : base64Of(text);
  return {
    ...(message !== null && isSamePartition ? { partition: message.partition } : {}),
    key: key === '' && !isBinary(message?.key) ? null : bytesOf(message?.key, key),
    value: isTombstone ? null : bytesOf(message?.value, value),
    headers: (message?.headers ?? []).map((header) => ({ key: header.key, value: header.value?.base64 ?? null })),
  };
}
