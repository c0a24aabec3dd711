import { DraveError } from '@drave/base';

/** A record as the command line prints and reads it. */
export interface PlainRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[];
  readonly partition: number | undefined;
  readonly timestamp: number | undefined;
}

/**
 * One line of JSON for one record, which `consume -o json` prints and `produce --input json` reads. Bytes that are not
 * UTF-8 text are under `keyBase64` and `valueBase64` instead, so that every record is the same after it was printed and
 * read again.
 */
export function recordToJson(record: PlainRecord & { readonly topic: string; readonly offset: number }): string {
  const { topic, partition, offset, timestamp } = record;
  return JSON.stringify({
    topic,
    partition,
    offset,
    timestamp,
    ...bytesField('key', record.key),
    ...bytesField('value', record.value),
    ...(record.headers.length === 0
      ? {}
      : { headers: record.headers.map((header) => [header.key, asText(header.value)]) }),
  });
}

/** Parses one line of JSON. @throws DraveError INVALID_RECORD, whose message has the line number. */
export function recordFromJson(line: string, lineNumber: number): PlainRecord {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw invalid(lineNumber, 'it is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid(lineNumber, 'it is not an object like {"key":"a","value":"b"}');
  const fields = parsed as Readonly<Record<string, unknown>>;
  return {
    key: bytesOf(fields, 'key', lineNumber),
    value: bytesOf(fields, 'value', lineNumber),
    headers: headersOf(fields['headers'], lineNumber),
    partition: numberOf(fields, 'partition', lineNumber),
    timestamp: numberOf(fields, 'timestamp', lineNumber),
  };
}

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function bytesField(name: 'key' | 'value', bytes: Uint8Array | null): Record<string, string | null> {
  if (bytes === null) return { [name]: null };
  const text = decodeText(bytes);
  return text === undefined ? { [`${name}Base64`]: Buffer.from(bytes).toString('base64') } : { [name]: text };
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return strictText.decode(bytes);
  } catch {
    // The bytes are not UTF-8, so the caller prints them as base64.
    return undefined;
  }
}

function asText(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/**
 * The bytes of a key or value. One that is an object or a number becomes its JSON text, so that it need not be quoted
 * inside the line.
 */
function bytesOf(fields: Readonly<Record<string, unknown>>, name: string, lineNumber: number): Uint8Array | null {
  const base64 = fields[`${name}Base64`];
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  if (base64 !== undefined) throw invalid(lineNumber, `${name}Base64 is not a string`);
  const given = fields[name];
  if (given === undefined || given === null) return null;
  return Buffer.from(typeof given === 'string' ? given : JSON.stringify(given), 'utf8');
}

function headersOf(given: unknown, lineNumber: number): PlainRecord['headers'] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw invalid(lineNumber, 'headers is not a list of [name, value]');
  return given.map((entry: unknown) => {
    const [key, value] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    if (typeof key !== 'string' || (typeof value !== 'string' && value !== null))
      throw invalid(lineNumber, 'headers is not a list of [name, value]');
    return { key, value: value === null ? null : Buffer.from(value, 'utf8') };
  });
}

function numberOf(fields: Readonly<Record<string, unknown>>, name: string, lineNumber: number): number | undefined {
  const given = fields[name];
  if (given === undefined) return undefined;
  if (typeof given === 'number' && Number.isSafeInteger(given)) return given;
  throw invalid(lineNumber, `${name} is not a whole number`);
}

function invalid(lineNumber: number, why: string): DraveError {
  return new DraveError('INVALID_RECORD', `line ${lineNumber} of the input is no record: ${why}`);
}
