import type { DraveError } from '@drave/base';
import { Option, type Command } from 'commander';
import type { Terminal } from './terminal.js';

type OutputFormat = 'table' | 'json';

export interface OutputOptions {
  readonly output: OutputFormat;
}

export function withOutput<Made extends Command>(command: Made): Made {
  return command.addOption(
    new Option('-o, --output <format>', 'how to print the result').choices(['table', 'json']).default('table'),
  );
}

/**
 * Prints a JSON document on one line, so that `drave … -o json | jq` works. A bigint becomes a string, as in the JSON
 * form of Protobuf.
 */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.line(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)));
}

/**
 * Prints a failure that did not keep the command from printing a result, in the same form as an error that ends it.
 * `subject` names what failed, where the message does not.
 */
export function noteFailure(terminal: Terminal, { output }: OutputOptions, error: DraveError, subject?: string): void {
  const message = subject === undefined ? error.message : `${subject}: ${error.message}`;
  terminal.note(output === 'json' ? errorJson(error, message) : `drave: ${message}`);
}

/** An error as one line of JSON, for programs that read standard error. */
export function errorJson({ code, message, retriable, details }: DraveError, shown = message): string {
  return JSON.stringify({ error: { code, message: shown, retriable, ...details.metadata } });
}

/**
 * Formats aligned columns with two spaces between them. Headings are in capitals, and numbers are aligned to the right.
 */
export function formatTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const texts = rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '-' : String(cell))));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => (row[column] ?? '').length)),
  );
  const rightAligned = headings.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column])));
  const join = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, rightAligned[column] ?? false))
      .join('  ')
      .trimEnd();
  return [join(headings.map((heading) => heading.toUpperCase())), ...texts.map(join)];
}

type Cell = string | number | boolean | null | undefined;

export function printTable(terminal: Terminal, headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  for (const line of formatTable(headings, rows)) terminal.line(line);
}

function isNumeric(cell: Cell): boolean {
  return cell === null || cell === undefined || typeof cell === 'number';
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}
