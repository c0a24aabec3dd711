import type { JSX } from 'preact';

interface BarProps {
  /** 0 to 1. */
  readonly share: number;
  readonly tone?: 'warn' | 'bad' | undefined;
}

/** For the eye only: the figure stands beside it. */
export function Bar({ share, tone }: BarProps): JSX.Element {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return (
    <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="6" />
      <rect class={`fill ${tone ?? ''}`} width={width} height="6" />
    </svg>
  );
}
