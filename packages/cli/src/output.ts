import type { DraveError } from '@drave/base';
import { Option, type Command } from 'commander';
import { paintFor, plain, type Colour, type Paint } from './colours.js';
import { withNextStep } from './next-step.js';
import type { Terminal } from './terminal.js';

export const outputFormats = ['table', 'json', 'yaml', 'wide', 'name'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** The forms in which a command says what it did that has no list to print. */
export const actionFormats = ['table', 'json'] as const;

export interface OutputOptions {
  readonly output: OutputFormat;
}

/** Adds `-o` to a command. `formats` is for a command that has not all of them. */
export function withOutput<Made extends Command>(
  command: Made,
  formats: readonly OutputFormat[] = outputFormats,
): Made {
  return command.addOption(
    new Option('-o, --output <format>', 'how to print the result').choices(formats).default('table'),
  );
}

/** What a command found or did, for every form of output. */
export interface View {
  /** The result for programs: `-o json` prints it in one line, `-o yaml` in several. */
  readonly document: unknown;
  /** The names of the things, one a line with `-o name`, as other commands take them. */
  readonly names: readonly string[];
  /** The result for people. */
  readonly parts: readonly (string | TablePart)[];
  /** What could not be found or done beside the rest. It is printed on standard error, and the exit code is 1. */
  readonly failures?: readonly Failure[];
}

export interface Failure {
  readonly error: DraveError;
  /** What failed, where the message does not say so. */
  readonly subject?: string;
}

/** A table, without its form: `wide` columns are left out of the narrow one. */
export interface TablePart {
  lines(isWide: boolean, paint: Paint): readonly string[];
}

type Cell = string | number | boolean | null | undefined;

interface ColumnDetails<Row> {
  readonly cell: (row: Row) => Cell;
  /** Whether only `-o wide` shows it. */
  readonly wide?: boolean;
  readonly colour?: (row: Row) => Colour | undefined;
}

type Columns<Row> = Readonly<Record<string, ((row: Row) => Cell) | ColumnDetails<Row>>>;

/** A table with a column for each heading, in their order: `table(topics, { name: ({ name }) => name })`. */
export function table<Row>(rows: readonly Row[], columns: Columns<Row>): TablePart {
  const all = Object.entries(columns).map(([heading, column]) => {
    return { heading, ...(typeof column === 'function' ? { cell: column } : column) };
  });
  return {
    lines(isWide, paint) {
      const shown: readonly (ColumnDetails<Row> & { readonly heading: string })[] = all.filter(
        (column) => isWide || !('wide' in column && column.wide === true),
      );
      return formatTable(
        shown.map(({ heading }) => heading),
        rows.map((row) => shown.map(({ cell }) => cell(row))),
        { paint, colourOf: (row, column) => shown[column]?.colour?.(rows[row] as Row) },
      );
    },
  };
}

/** Prints a result in the form that was asked for. Resolves with the exit code: 1 when something in it failed. */
export async function print(terminal: Terminal, options: OutputOptions, view: View): Promise<number> {
  for (const line of await linesOf(view, options, paintFor(terminal))) terminal.line(line);
  const { failures = [] } = view;
  for (const { error, subject } of failures) noteFailure(terminal, options, error, subject);
  return failures.length === 0 ? 0 : 1;
}

/** The result as lines of text in the form that was asked for. */
export async function linesOf(
  { document, names, parts }: View,
  { output }: OutputOptions,
  paint: Paint,
): Promise<readonly string[]> {
  switch (output) {
    case 'json':
      return [jsonText(document)];
    case 'yaml':
      return (await yamlText(document)).trimEnd().split('\n');
    case 'name':
      return names;
    default:
      return parts.flatMap((part) => (typeof part === 'string' ? [part] : part.lines(output === 'wide', paint)));
  }
}

/** Whether the result is for a program, so that errors are objects too. */
export function isDocument(output: string | undefined): boolean {
  return output === 'json' || output === 'yaml';
}

/**
 * Prints a JSON document on one line, so that `drave … -o json | jq` works. A bigint becomes a string, as in the JSON
 * form of Protobuf.
 */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.line(jsonText(value));
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

async function yamlText(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(JSON.parse(jsonText(value)));
}

/**
 * Prints a failure that did not keep the command from printing a result, in the same form as an error that ends it.
 * `subject` names what failed, where the message does not.
 */
function noteFailure(terminal: Terminal, { output }: OutputOptions, error: DraveError, subject?: string): void {
  const message = subject === undefined ? error.message : `${subject}: ${error.message}`;
  const shown = withNextStep({ code: error.code, message });
  terminal.note(isDocument(output) ? errorJson(error, message) : `drave: ${shown}`);
}

/** An error as one line of JSON, which is YAML as well, for programs that read standard error. */
export function errorJson(error: DraveError, shown = error.message): string {
  return JSON.stringify({ error: errorFields(error, shown) });
}

/** An error as a field of a document. */
export function errorFields({ code, message, retriable, details }: DraveError, shown = message): object {
  return { code, message: shown, retriable, ...details.metadata };
}

/** Null for a number below 0, by which the API says "none" or "unknown". */
export function known(value: number): number | null {
  return value < 0 ? null : value;
}

interface Painting {
  readonly paint: Paint;
  readonly colourOf: (row: number, column: number) => Colour | undefined;
}

/**
 * Formats aligned columns with two spaces between them. Headings are in capitals, and numbers are aligned to the right.
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  { paint, colourOf }: Painting = { paint: plain, colourOf: () => undefined },
): readonly string[] {
  const texts = rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '-' : String(cell))));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => (row[column] ?? '').length)),
  );
  const rightAligned = headings.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column])));
  const join = (cells: readonly string[], colour: (column: number) => Colour | undefined): string => {
    // No line ends in blanks.
    const last = cells.findLastIndex((cell) => cell !== '');
    const shown = cells.slice(0, last + 1).map((cell, column) => {
      const isRight = rightAligned[column] ?? false;
      const text = column === last && !isRight ? cell : pad(cell, widths[column] ?? 0, isRight);
      return paint(text, colour(column));
    });
    return shown.join('  ');
  };
  const head = headings.map((heading) => heading.toUpperCase());
  return [join(head, () => 'bold'), ...texts.map((cells, row) => join(cells, (column) => colourOf(row, column)))];
}

export function printTable(terminal: Terminal, headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  for (const line of formatTable(headings, rows)) terminal.line(line);
}

function isNumeric(cell: Cell): boolean {
  return cell === null || cell === undefined || typeof cell === 'number';
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}
