import type { PlainRecord } from './record-json.js';
import { UsageError } from '../parse.js';

export type ShownRecord = PlainRecord & { readonly topic: string; readonly offset: number };
export type RecordFormat = (record: ShownRecord) => Uint8Array;

type Part = Uint8Array | ((record: ShownRecord) => Uint8Array | string);

/**
 * Compiles a pattern such as `%t[%p] %o %k %v\n`.
 *
 *   %t topic   %p partition   %o offset   %k key   %v value   %K, %V their lengths (-1 for null)
 *   %d timestamp in ms   %h headers as name=value,…   %% a per cent sign   \n \t \r \\ as in C
 *
 * The bytes of keys and values are printed unchanged. @throws UsageError.
 */
export function compileFormat(pattern: string): RecordFormat {
  const parts = [...pattern.matchAll(/%(.?)|\\(.?)|[^%\\]+/gsu)].map((match): Part => {
    if (match[1] !== undefined) return fieldOf(match[1], pattern);
    if (match[2] !== undefined) return Buffer.from(escapeOf(match[2], pattern));
    return Buffer.from(match[0]);
  });
  return (record) =>
    Buffer.concat(
      parts.map((part) => {
        if (typeof part !== 'function') return part;
        const shown = part(record);
        return typeof shown === 'string' ? Buffer.from(shown) : shown;
      }),
    );
}

const empty = new Uint8Array(0);

function fieldOf(letter: string, pattern: string): Part {
  switch (letter) {
    case 't':
      return (record) => record.topic;
    case 'p':
      return (record) => String(record.partition);
    case 'o':
      return (record) => String(record.offset);
    case 'k':
      return (record) => record.key ?? empty;
    case 'v':
      return (record) => record.value ?? empty;
    case 'K':
      return (record) => String(record.key?.length ?? -1);
    case 'V':
      return (record) => String(record.value?.length ?? -1);
    case 'd':
      return (record) => String(record.timestamp);
    case 'h':
      return (record) => record.headers.map(({ key, value }) => `${key}=${Buffer.from(value ?? empty)}`).join(',');
    case '%':
      return Buffer.from('%');
    default:
      throw new UsageError(`'%${letter}' in '${pattern}' is unknown: use %t %p %o %k %v %K %V %d %h or %%`);
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

function escapeOf(letter: string, pattern: string): string {
  const escaped = escapes[letter];
  if (escaped !== undefined) return escaped;
  throw new UsageError(`'\\${letter}' in '${pattern}' is unknown: use \\n \\t \\r or \\\\`);
}
