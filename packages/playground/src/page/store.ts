import { computed, signal } from '@preact/signals';
import type { Action } from '../run/action.js';
import type { PageMessage, View, WorkerMessage } from '../worker/messages.js';
import { readAddress, writeAddress, type Address } from './address.js';

/** The worker's script as text; the bundler puts it here. */
declare const WORKER_CODE: string;

const NEWS_MAX = 60;

interface NewsItem {
  readonly number: number;
  readonly atMs: number;
  readonly text: string;
}

type Outcome = Exclude<WorkerMessage, { readonly kind: 'view' }>;

/** Everything that the page shows. */
export const address = signal<Address>(readAddress(location.hash));
export const view = signal<View | undefined>(undefined);
export const outcome = signal<Outcome | undefined>(undefined);
export const news = signal<readonly NewsItem[]>([]);
/** The node or client whose verbs are shown. */
export const selected = signal<string | undefined>(undefined);
export const frame = computed(() => view.value?.frame);

let worker: Worker | undefined;
let workerUrl: string | undefined;
let newsCount = 0;

/** Begins the run that the address names, in a new worker. */
export function begin(next: Address, playing: boolean): void {
  worker?.terminate();
  workerUrl ??= URL.createObjectURL(new Blob([WORKER_CODE], { type: 'text/javascript' }));
  worker = new Worker(workerUrl);
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => take(data));
  worker.addEventListener('error', ({ message }) => take({ kind: 'failed', report: message }));
  [address.value, view.value, outcome.value, news.value, selected.value] = [next, undefined, undefined, [], undefined];
  history.replaceState(undefined, '', writeAddress(next));
  ask({ kind: 'begin', run: next.run, speed: next.speed, playing });
}

export function ask(message: PageMessage): void {
  worker?.postMessage(message);
}

export function click(action: Action): void {
  ask({ kind: 'click', action });
}

export function setSpeed(speed: number): void {
  address.value = { ...address.value, speed };
  ask({ kind: 'speed', speed });
  history.replaceState(undefined, '', writeAddress(address.value));
}

function take(message: WorkerMessage): void {
  if (message.kind !== 'view') {
    outcome.value = message;
    return;
  }
  const next = message.view;
  noteClicks(next.clicks);
  if (next.news.length > 0) {
    const items = next.news.map((text) => ({ number: newsCount++, atMs: next.frame.nowMs, text }));
    news.value = [...items.toReversed(), ...news.value].slice(0, NEWS_MAX);
  }
  view.value = next;
}

/** The address replays what is seen. */
function noteClicks(clicks: string): void {
  const { run, speed } = address.value;
  if (run.kind !== 'playground' || clicks === run.clicks) return;
  address.value = { run: { ...run, clicks }, speed };
  history.replaceState(undefined, '', writeAddress(address.value));
}
