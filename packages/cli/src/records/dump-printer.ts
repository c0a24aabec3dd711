import type { Terminal } from '../terminal.js';
import type { DumpedBatch, DumpedEnd, DumpedRecord } from './dumped.js';

export type DumpFormat = 'table' | 'ndjson' | 'json';

/** What a file of a log holds, one line of the output each. */
export type DumpLine =
  | DumpedBatch
  | DumpedRecord
  | DumpedEnd
  | MetadataLine
  | {
      readonly kind: 'offset index' | 'time index' | 'aborted transaction' | 'producer';
      readonly [field: string]: unknown;
    };

/** What the metadata store of a node holds; a record belongs to the snapshot or the entry before it. */
type MetadataLine =
  | { readonly kind: 'snapshot' | 'entry'; readonly [field: string]: unknown }
  | { readonly kind: 'record'; readonly decoded: unknown; readonly [place: string]: unknown };

/** So many characters are gathered before they are handed over. */
const WRITE_LENGTH = 64 * 1024;

/** Prints lines as they come, and waits for its reader; a file may be larger than memory. */
export class DumpPrinter {
  private readonly terminal: Terminal;
  private readonly format: DumpFormat;
  private gathered = '';
  private path = '';
  private first = true;

  constructor(terminal: Terminal, format: DumpFormat) {
    this.terminal = terminal;
    this.format = format;
  }

  begin(): Promise<void> {
    return this.write(this.format === 'json' ? '[' : '');
  }

  async file(path: string): Promise<void> {
    this.path = path;
    if (this.format !== 'table') return;
    await this.write(`${path}\n`);
  }

  print(line: DumpLine): Promise<void> {
    if (this.format === 'table') return this.write(`${textOf(line)}\n`);
    const separator = this.format === 'ndjson' || this.first ? '' : ',\n';
    this.first = false;
    return this.write(`${separator}${jsonOf({ file: this.path, ...line })}${this.format === 'ndjson' ? '\n' : ''}`);
  }

  async end(): Promise<void> {
    await this.write(this.format === 'json' ? ']\n' : '');
    if (this.gathered !== '') await this.terminal.write(Buffer.from(this.gathered));
    this.gathered = '';
  }

  private async write(text: string): Promise<void> {
    this.gathered += text;
    if (this.gathered.length < WRITE_LENGTH) return;
    const ready = Buffer.from(this.gathered);
    this.gathered = '';
    await this.terminal.write(ready);
  }
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    return isBytes(part) ? Buffer.from(part.data).toString('base64') : part;
  });
}

/** A Buffer, as `JSON.stringify` hands it to its replacer. */
function isBytes(part: unknown): part is { readonly data: readonly number[] } {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer' && 'data' in part;
}

function textOf(line: DumpLine): string {
  switch (line.kind) {
    case 'batch':
      return batchText(line as DumpedBatch);
    case 'record':
      return 'keySize' in line ? recordText(line as DumpedRecord) : `  ${metadataText(line as MetadataLine)}`;
    case 'unreadable':
      return `  unreadable from byte ${line['position']}, ${line['bytes']} bytes: ${line['reason']}`;
    default:
      return `  ${fieldsText(line)}`;
  }
}

/** Columns have a width each, because the widest cell of the file is not known yet. */
function batchText(batch: DumpedBatch): string {
  const flags = [
    ...(batch.isTransactional ? ['transactional'] : []),
    ...(batch.isControl ? ['control'] : []),
    ...(batch.compression === 'none' ? [] : [batch.compression]),
    ...(batch.isValid ? [] : ['INVALID CHECKSUM']),
  ];
  const producer = batch.producerId < 0 ? '' : `producer ${batch.producerId}/${batch.producerEpoch}`;
  const sequences = batch.baseSequence < 0 ? '' : `sequence ${batch.baseSequence}..${batch.lastSequence}`;
  const cells = [
    `offset ${batch.baseOffset}..${batch.lastOffset}`.padEnd(24),
    `records ${batch.count}`.padEnd(13),
    `byte ${batch.position}`.padEnd(16),
    `size ${batch.size}`.padEnd(12),
    `epoch ${batch.partitionLeaderEpoch}`.padEnd(9),
    timeText(batch.timestamp).padEnd(24),
    producer,
    sequences,
    flags.join(' '),
  ];
  return `  ${cells.filter((cell) => cell !== '').join('  ')}`.trimEnd();
}

function recordText({ kind: _, offset, timestamp, keySize, valueSize, sequence, ...content }: DumpedRecord): string {
  const sizes = keySize < 0 ? `value ${valueSize} B` : `key ${keySize} B, value ${valueSize} B`;
  const place = `${offset}`.padEnd(10);
  const number = sequence < 0 ? '' : `  sequence ${sequence}`;
  return `    ${place}  ${timeText(timestamp)}${number}  ${sizes}  ${fieldsText(content)}`;
}

function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) =>
      name === 'kind' ? String(value) : `${name} ${typeof value === 'string' ? value : jsonOf(value)}`,
    )
    .join('  ');
}

function metadataText({ kind: _, decoded }: MetadataLine): string {
  const { type, data } = decoded as { readonly type: string; readonly data: unknown };
  return `  ${type}  ${jsonOf(data)}`;
}

function timeText(wallMs: number): string {
  const time = new Date(wallMs);
  return wallMs < 0 || Number.isNaN(time.getTime()) ? String(wallMs) : time.toISOString();
}
