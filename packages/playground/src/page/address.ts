import { speeds } from '../run/pacer.js';
import type { RunRequest } from '../worker/messages.js';

/** What the part of the page's address behind `#` says: a run, and how it is watched. */
export interface Address {
  readonly run: RunRequest;
  /** One of `speeds`. */
  readonly speed: number;
}

const SEED_DEFAULT = 1;
/** A cluster is best watched in slow motion. */
const SPEED_DEFAULT = 0.25;
const NAME_LENGTH_MAX = 40;
const CLICKS_LENGTH_MAX = 8_000;

/** Whatever is missing or makes no sense is as by default: an address is typed, cut and sent on by people. */
export function readAddress(hash: string): Address {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const seed = wholeNumber(values.get('seed')) ?? SEED_DEFAULT;
  const speed = speeds.find((one) => String(one) === values.get('speed')) ?? SPEED_DEFAULT;
  const text = (name: string): string | undefined => values.get(name)?.slice(0, NAME_LENGTH_MAX);
  if (values.get('run') === 'cluster') return { run: { kind: 'cluster', seed, focus: text('focus') }, speed };
  const clicks = (values.get('clicks') ?? '').slice(0, CLICKS_LENGTH_MAX);
  return { run: { kind: 'playground', seed, tour: text('tour'), clicks }, speed };
}

/** The shortest one that `readAddress` understands in the same way. */
export function writeAddress({ run, speed }: Address): string {
  const values = new URLSearchParams();
  if (run.kind === 'cluster') values.set('run', 'cluster');
  if (run.kind === 'playground' && run.tour !== undefined) values.set('tour', run.tour);
  else values.set('seed', String(run.seed));
  if (run.kind === 'cluster' && run.focus !== undefined) values.set('focus', run.focus);
  if (run.kind === 'playground' && run.clicks !== '') values.set('clicks', run.clicks);
  if (speed !== SPEED_DEFAULT) values.set('speed', String(speed));
  return `#${values}`;
}

function wholeNumber(text: string | null): number | undefined {
  if (text === null || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
