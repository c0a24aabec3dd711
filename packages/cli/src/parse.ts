import { DraveError, type TopicPartition } from '@drave/base';

/** Something was typed that no cluster could make sense of: exit code 2, as for an unknown option. */
export class UsageError extends DraveError {
  constructor(message: string) {
    super('INVALID_REQUEST', message);
  }
}

/** Turns what people type after an option into values. Every mistake says what was typed and shows an example. */
export function parseInteger(what: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw invalid(what, text, `a whole number from ${min} to ${max}`);
  };
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `20s`, `5m`, `1h`, `7d`; a bare number is seconds. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  const unit = unitsMs[match?.[2] ?? 's'];
  if (match === null || unit === undefined) throw invalid('duration', text, 'e.g. 500ms, 20s, 5m or 1h');
  return Math.round(Number(match[1]) * unit);
}

/** One of `choices`, in upper or lower case as Kafka's tools take it, gathered over repeated values. */
export function collectChoice(what: string, choices: readonly string[]) {
  return (text: string, gathered: readonly string[] = []): readonly string[] => {
    const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw invalid(what, text, choices.join(', '));
    return [...gathered, found];
  };
}

/** Whole numbers from 0, gathered over repeated values. */
export function collectInteger(what: string) {
  const parse = parseInteger(what, 0, Number.MAX_SAFE_INTEGER);
  return (text: string, gathered: readonly number[] = []): readonly number[] => [...gathered, parse(text)];
}

/** `key=value`, gathered over repeated options. */
export function collectPair(text: string, gathered: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at <= 0) throw invalid('setting', text, 'key=value, e.g. retention.ms=60000');
  return { ...gathered, [text.slice(0, at)]: text.slice(at + 1) };
}

/** `host:port`, several separated by commas; `[::1]:9092` for an IPv6 address. */
export function parseEndpoints(text: string): readonly { host: string; port: number }[] {
  return text.split(',').map((part) => {
    const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(part.trim());
    const port = Number(match?.[3]);
    const host = match?.[1] ?? match?.[2];
    if (host === undefined || port < 1 || port > 65_535)
      throw invalid('bootstrap address', part, 'host:port, e.g. 127.0.0.1:20001');
    return { host, port };
  });
}

/** `orders/0`. */
export function parsePartition(text: string): TopicPartition {
  const match = /^([^/]+)\/(\d{1,9})$/.exec(text);
  if (match === null) throw invalid('partition', text, 'topic/number, e.g. orders/0');
  return { topic: match[1] ?? '', partition: Number(match[2]) };
}

function invalid(what: string, text: string, allowed: string): UsageError {
  return new UsageError(`'${text}' is not a valid ${what}: give ${allowed}`);
}
