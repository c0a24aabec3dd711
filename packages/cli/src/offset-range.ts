import { UsageError } from './parse.js';

/**
 * Where reading of each partition begins and ends, in this notation:
 *
 *   start          from the first record              end        only new records
 *   +10            10 after the first record           -10        the last 10
 *   250            from this offset on                 :end       all records until now, then stop
 *   100:200        from 100 up to 200, exclusive       start:-10  all but the last 10
 *   @-1h           from an hour ago on                 @-1h:end   the last hour, then stop
 *   @1700000000000 from a time in milliseconds on      @2026-11-05T10:00:00Z:@2026-11-05T11:00:00Z
 */
export interface OffsetRange {
  readonly from: OffsetPoint;
  /** Undefined to wait for new records for ever. */
  readonly until: OffsetPoint | undefined;
}

export type OffsetPoint =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'afterStart'; readonly count: number }
  | { readonly kind: 'beforeEnd'; readonly count: number }
  /** The first record with this timestamp or a later one. */
  | { readonly kind: 'time'; readonly wallMs: number };

/** Parses a range; relative times are before `nowWallMs`. @throws UsageError. */
export function parseOffsetRange(text: string, nowWallMs: number): OffsetRange {
  const parts = splitRange(text);
  const [first = '', second] = parts;
  if (parts.length > 2) throw invalid(text);
  const from: OffsetPoint =
    first === '' && second !== undefined ? { kind: 'start' } : parsePoint(first, text, nowWallMs);
  const until = second === undefined ? undefined : parsePoint(second, text, nowWallMs);
  if (from.kind === 'offset' && until?.kind === 'offset' && until.offset < from.offset)
    throw new UsageError(`'${text}' ends before it begins`);
  return { from, until };
}

/** Parses one end of a range; undefined for text that is none. Relative times are before `nowWallMs`. */
export function parseOffsetPoint(text: string, nowWallMs: number): OffsetPoint | undefined {
  if (text === 'start' || text === 'earliest') return { kind: 'start' };
  if (text === 'end' || text === 'latest') return { kind: 'end' };
  if (text.startsWith('@')) {
    const wallMs = parseTime(text.slice(1), nowWallMs);
    return wallMs === undefined ? undefined : { kind: 'time', wallMs };
  }
  const match = /^([+-]?)(\d{1,15})$/.exec(text);
  if (match === null) return undefined;
  const count = Number(match[2]);
  if (match[1] === '+') return { kind: 'afterStart', count };
  return match[1] === '-' ? { kind: 'beforeEnd', count } : { kind: 'offset', offset: count };
}

/** Splits a range at its colon, which is not one inside a time such as @2026-11-05T10:00:00Z. */
function splitRange(text: string): readonly string[] {
  const time = '@[^:@]+T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2})?';
  const match = new RegExp(`^(${time}|[^:]*)(?::(${time}|[^:]*))?$`).exec(text);
  if (match === null) return [text, '', ''];
  return match[2] === undefined ? [match[1] ?? ''] : [match[1] ?? '', match[2]];
}

function parsePoint(part: string, whole: string, nowWallMs: number): OffsetPoint {
  const point = parseOffsetPoint(part, nowWallMs);
  if (point === undefined) throw invalid(whole);
  return point;
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function parseTime(text: string, nowWallMs: number): number | undefined {
  const ago = /^-(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  if (ago !== null) return nowWallMs - Number(ago[1]) * (unitsMs[ago[2] ?? ''] ?? 0);
  if (/^\d{10}$/.test(text)) return Number(text) * 1_000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const parsed = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function invalid(text: string): UsageError {
  return new UsageError(
    `'${text}' is no offset range: give start, end, 250, +10, -10, 100:200, :end, @-1h or @-1h:end`,
  );
}
