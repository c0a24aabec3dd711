import type { ComponentChildren, JSX } from 'preact';
import type { Refusal } from '../state/api.js';

interface NoticeProps {
  readonly tone: 'good' | 'warn' | 'bad' | 'none';
  readonly children: ComponentChildren;
}

export function Notice({ tone, children }: NoticeProps): JSX.Element {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div>{children}</div>
    </div>
  );
}

interface FailureNoticeProps {
  readonly failure: Refusal;
  readonly onRetry?: () => void;
}

/** Refused is something else than empty: the page says which it is, and what to do. */
export function FailureNotice({ failure, onRetry }: FailureNoticeProps): JSX.Element {
  return (
    <Notice tone="bad">
      {failure.message} <span class="muted mono">{failure.code}</span>{' '}
      {onRetry !== undefined && (
        <button type="button" class="plain" onClick={onRetry}>
          Try again
        </button>
      )}
    </Notice>
  );
}
