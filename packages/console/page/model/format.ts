/** How figures are written. Nothing here depends on the language of the browser, so that pictures and tests agree. */

/** What stands where a figure is not known; 0 is something else. */
export const UNKNOWN = '–';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `1,234,567`; a dash for null. */
export function count(value: number | null): string {
  return value === null ? UNKNOWN : value.toString().replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 partition`, `2 partitions`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Powers of 1024, as sizes of records are told: `512 B`, `1.5 KiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1_024 && unit < units.length - 1) {
    scaled /= 1_024;
    unit += 1;
  }
  return `${unit === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

/** The two largest units: `350 ms`, `12 s`, `3 min 5 s`, `2 d 4 h`; a dash for null. */
export function duration(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  const whole = Math.max(0, Math.round(ms));
  if (whole < SECOND_MS) return `${whole} ms`;
  if (whole < MINUTE_MS) return `${Math.floor(whole / SECOND_MS)} s`;
  if (whole < HOUR_MS) return twoUnits(whole, MINUTE_MS, 'min', SECOND_MS, 's');
  if (whole < DAY_MS) return twoUnits(whole, HOUR_MS, 'h', MINUTE_MS, 'min');
  return twoUnits(whole, DAY_MS, 'd', HOUR_MS, 'h');
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

/** `14:03:27.250` in the time zone of the browser. */
export function clockTime(wallMs: number): string {
  const date = new Date(wallMs);
  const two = (value: number): string => value.toString().padStart(2, '0');
  const ms = date.getMilliseconds().toString().padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

/** `2026-11-30 14:03:27.250` in the time zone of the browser. */
export function dateTime(wallMs: number): string {
  const date = new Date(wallMs);
  if (Number.isNaN(date.getTime())) return UNKNOWN;
  const two = (value: number): string => value.toString().padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(wallMs)}`;
}

/** For a field of type `datetime-local`, and back. Null when nothing, or no time, is written there. */
export function toTimeField(wallMs: number): string {
  return dateTime(wallMs).replace(' ', 'T');
}

export function fromTimeField(text: string): number | null {
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** Numbers as ranges: `0–3, 7`. */
export function ranges(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((one, other) => one - other);
  const parts: string[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (sorted[to + 1] === (sorted[to] ?? 0) + 1) to += 1;
    parts.push(to === from ? `${sorted[from]}` : `${sorted[from]}–${sorted[to]}`);
    from = to + 1;
  }
  return parts.join(', ');
}
