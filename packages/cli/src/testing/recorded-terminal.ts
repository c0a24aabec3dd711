import type { Terminal } from '../terminal.js';

/** A terminal for tests: it records what was printed, and its input is what the test gives. */
export interface RecordedTerminal extends Terminal {
  readonly lines: string[];
  readonly notes: string[];
  readonly statuses: string[];
  readonly written: Uint8Array[];
  interrupt(): void;
  /** Resolves when the printed lines satisfy the condition. */
  until(condition: (lines: readonly string[]) => boolean): Promise<void>;
}

export function recordedTerminal(input = '', environment: Record<string, string> = {}): RecordedTerminal {
  const interrupt = new AbortController();
  const lines: string[] = [];
  const notes: string[] = [];
  const statuses: string[] = [];
  const written: Uint8Array[] = [];
  const waiting: { condition: (lines: readonly string[]) => boolean; resolve: () => void }[] = [];
  const check = (): void => {
    for (const waiter of waiting) if (waiter.condition(lines)) waiter.resolve();
  };
  return {
    lines,
    notes,
    statuses,
    written,
    line(text) {
      lines.push(...text.split('\n'));
      check();
    },
    note: (text) => void notes.push(text),
    status: (text) => void statuses.push(text),
    async write(bytes) {
      written.push(bytes);
    },
    async *input() {
      yield Buffer.from(input);
    },
    async *typedLines() {
      yield* input.split('\n');
    },
    readFile: async () => Buffer.from(input),
    edit: async (text) => text,
    isInteractive: false,
    size: () => ({ columns: 80, rows: 24 }),
    environment,
    directory: '/',
    wallMs: () => 0,
    machine: () => ({ nodeVersion: '20.19.0', openFilesMax: 65_536 }),
    interruption: () => interrupt.signal,
    title: () => {},
    self: ['drave'],
    reportToParent: () => {},
    interrupt: () => interrupt.abort('SIGINT'),
    until: (condition) =>
      new Promise((resolve) => {
        waiting.push({ condition, resolve });
        check();
      }),
  };
}
