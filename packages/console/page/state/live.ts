import { batch, signal } from '@preact/signals';
import type { ConsoleEvent, FaultsView, Timeline } from '../../src/contract.js';
import { applyEvent, joined, NOTHING_YET, TIMELINE_MAX, type LiveState } from '../model/live.js';
import { apiUrl, get, session, type Refusal } from './api.js';

/** Whether what is shown is up to date, and if not, since when. */
type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost'; readonly sinceWallMs: number };

/** The browser tries again by itself, except when it was refused: a node with too many streams says so with 503. */
const REFUSED_RETRY_MS = 5_000;

export const live = signal<LiveState>(NOTHING_YET);
export const connection = signal<Connection>({ kind: 'connecting' });
/** When the timeline of the node begins; null until it has said so. */
export const timelineSinceWallMs = signal<number | null>(null);

/** Opens the one stream of this page. */
export function followEvents(): void {
  const source = new EventSource(apiUrl('events'));
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as ConsoleEvent;
    batch(() => {
      live.value = applyEvent(live.value, event);
      connection.value = { kind: 'open' };
    });
    if (event.kind !== 'hello') return;
    void readTimeline();
    if (session.value?.hasFaults === true) void readFaults();
  });
  source.addEventListener('error', () => {
    if (connection.value.kind !== 'lost') connection.value = { kind: 'lost', sinceWallMs: Date.now() };
    if (source.readyState !== EventSource.CLOSED) return;
    // A new stream knows nothing of the old one, so that everything is asked for anew.
    setTimeout(() => {
      live.value = { ...live.value, changedPartitions: new Map(), revision: live.value.revision + 1 };
      followEvents();
    }, REFUSED_RETRY_MS);
  });
}

async function readTimeline(): Promise<void> {
  const answer = await get<Timeline>(`timeline?limit=${TIMELINE_MAX}`);
  if (answer.kind !== 'answered') return;
  const { entries, sinceWallMs } = answer.value;
  batch(() => {
    timelineSinceWallMs.value = sinceWallMs;
    live.value = { ...live.value, timeline: joined(live.value.timeline, entries) };
  });
}

/** The faults of now, for every page that shows them. Resolves with the reason when they are not told. */
export async function readFaults(): Promise<Refusal | null> {
  const answer = await get<FaultsView>('faults');
  if (answer.kind === 'answered') live.value = { ...live.value, faults: answer.value };
  return answer.kind === 'failed' ? answer.failure : null;
}
