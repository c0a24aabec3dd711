import { signal } from '@preact/signals';
import { hrefOf, type PageName } from './model/route.js';
import { go } from './state/location.js';

/** `g`, then one of these. */
export const destinations: readonly (readonly [key: string, page: PageName, text: string])[] = [
  ['o', 'overview', 'Overview'],
  ['q', 'quorum', 'Quorum'],
  ['b', 'brokers', 'Brokers'],
  ['t', 'topics', 'Topics'],
  ['r', 'groups', 'Groups'],
  ['x', 'transactions', 'Transactions'],
  ['e', 'timeline', 'Events'],
];

/** How long a `g` waits for the letter behind it. */
const SEQUENCE_MS = 1_500;

export const isHelpOpen = signal(false);
let goSinceMs = Number.NEGATIVE_INFINITY;

/** Keys for those who would rather not reach for the mouse; none of them while something is typed. */
export function followKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    if (!(target instanceof HTMLElement) || document.querySelector('dialog[open]') !== null) return;
    if (target.matches('input, textarea, select')) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    if (onKey(event.key, event.timeStamp)) event.preventDefault();
  });
}

/** Whether the key meant something. */
function onKey(key: string, atMs: number): boolean {
  const isSecond = atMs - goSinceMs < SEQUENCE_MS;
  goSinceMs = Number.NEGATIVE_INFINITY;
  if (isSecond) {
    const destination = destinations.find(([letter]) => letter === key);
    if (destination !== undefined) go(hrefOf(destination[1]));
    return destination !== undefined;
  }
  if (key === 'g') goSinceMs = atMs;
  else if (key === '?') isHelpOpen.value = true;
  else if (key === '/') return focusFilter();
  else return false;
  return true;
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('input[data-filter]');
  filter?.focus();
  filter?.select();
  return filter !== null;
}
