import { DraveError, type TopicPartition } from '@drave/base';
import type { TopicSelection } from '@drave/client';

/** A command line that is wrong for any cluster; its exit code is 2, as for an unknown option. */
export class UsageError extends DraveError {
  constructor(message: string) {
    super('INVALID_REQUEST', message);
  }
}

/**
 * Makes a parser of whole numbers. @throws UsageError, here and in the parsers below, whose message has the text and
 * what is allowed.
 */
export function parseInteger(what: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw invalid(what, text, `a whole number from ${min} to ${max}`);
  };
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses a duration such as `500ms`, `20s`, `5m`, `1h` or `7d` into ms; a number without a unit is in seconds. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  const unit = unitsMs[match?.[2] ?? 's'];
  if (match === null || unit === undefined) throw invalid('duration', text, 'e.g. 500ms, 20s, 5m or 1h');
  return Math.round(Number(match[1]) * unit);
}

/** Parses a duration with a sign or without: `+30s`, `-1h`. */
export function parseSignedDurationMs(text: string): number {
  const durationMs = parseDurationMs(text.replace(/^[+-]/, ''));
  return text.startsWith('-') ? -durationMs : durationMs;
}

/**
 * Makes a parser that collects the values of a repeated option. Each is one of `choices`, in any case, as in Kafka's
 * tools.
 */
export function collectChoice(what: string, choices: readonly string[]) {
  return (text: string, gathered: readonly string[] = []): readonly string[] => {
    const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw invalid(what, text, choices.join(', '));
    return [...gathered, found];
  };
}

/** Makes a parser that collects the whole numbers from 0 of a repeated option. */
export function collectInteger(what: string) {
  const parse = parseInteger(what, 0, Number.MAX_SAFE_INTEGER);
  return (text: string, gathered: readonly number[] = []): readonly number[] => [...gathered, parse(text)];
}

/** Parses `key=value`, and adds it to those of the same option before. */
export function collectPair(text: string, gathered: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at <= 0) throw invalid('setting', text, 'key=value, e.g. retention.ms=60000');
  return { ...gathered, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Parses `Fetch=12`, and adds it to those of the same option before. */
export function collectVersion(text: string, gathered: Readonly<Record<string, number>> = {}): Record<string, number> {
  const match = /^([A-Za-z]+)=(\d{1,3})$/.exec(text);
  if (match === null) throw invalid('limit', text, 'api=version, e.g. Fetch=12');
  return { ...gathered, [match[1] ?? '']: Number(match[2]) };
}

/** Parses one or more `host:port`, separated by commas; an IPv6 address is written `[::1]:9092`. */
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

/** Parses words that are separated by commas. */
export function parseList(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim());
}

/** Parses a share between 0 and 1, such as `0.05` or `5%`. */
export function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const value = match?.[2] === '%' ? Number(match[1]) / 100 : Number(match?.[1]);
  if (value > 0 && value < 1) return value;
  throw invalid('share', text, 'more than 0 and less than 1, e.g. 0.05 or 5%');
}

/** Parses a partition such as `orders/0`. */
export function parsePartition(text: string): TopicPartition {
  const match = /^([^/]+)\/(\d{1,9})$/.exec(text);
  if (match === null) throw invalid('partition', text, 'topic/number, e.g. orders/0');
  return { topic: match[1] ?? '', partition: Number(match[2]) };
}

/** Parses `topic`, for all its partitions, and `topic:0,2`, for some. @throws UsageError. */
export function parseTopics(texts: readonly string[]): TopicSelection {
  const selection: Record<string, readonly number[] | 'all'> = {};
  for (const text of texts) {
    const [topic = '', list] = text.split(':');
    const partitions = list?.split(',').map(Number);
    const wrong = partitions?.some((partition) => !Number.isSafeInteger(partition) || partition < 0) ?? false;
    if (topic === '' || wrong || list === '')
      throw new UsageError(`'${text}': expected a topic, or topic:0,2 for some of its partitions`);
    selection[topic] = partitions ?? 'all';
  }
  return selection;
}

function invalid(what: string, text: string, allowed: string): UsageError {
  return new UsageError(`'${text}' is not a valid ${what}: give ${allowed}`);
}
