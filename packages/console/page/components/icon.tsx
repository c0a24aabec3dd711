import type { JSX } from 'preact';

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'none';

/** A shape for each tone, so that nobody has to tell colours apart. */
export function ToneIcon({ tone }: { readonly tone: Tone }): JSX.Element {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
      {tone === 'good' && <circle cx="6" cy="6" r="5" />}
      {tone === 'warn' && <path d="M6 .8 11.6 11H.4z" />}
      {tone === 'bad' && <path d="M1.5 1.5h9v9h-9z" />}
      {(tone === 'accent' || tone === 'none') && (
        <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2" />
      )}
    </svg>
  );
}

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }): JSX.Element {
  return (
    <span class={`badge ${tone}`}>
      {tone !== 'none' && <ToneIcon tone={tone} />}
      {children}
    </span>
  );
}

/** Three replicas of a log, one ahead. */
export function Mark(): JSX.Element {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
      <rect x="1" y="2" width="18" height="4" rx="2" />
      <rect x="1" y="8" width="13" height="4" rx="2" opacity=".7" />
      <rect x="1" y="14" width="13" height="4" rx="2" opacity=".4" />
    </svg>
  );
}
