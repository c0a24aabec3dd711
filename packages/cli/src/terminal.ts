import type { NodeRuntime } from '@drave/cluster';
import type { MachineFacts } from './doctor/machine-checks.js';

/**
 * The channel of `node:diagnostics_channel` on which a command publishes a new title for its process, as `ps` shows it.
 */
export const TITLE_CHANNEL = 'drave:title';

/**
 * What a command uses of its process: input, output, files and signals. `bin.ts` makes the real one, and tests a
 * recorded one.
 */
export interface Terminal {
  /** Prints one line on standard output. */
  line(text: string): void;
  /** Writes to standard output as it is; resolves when the reader has taken it. */
  write(bytes: Uint8Array): Promise<void>;
  /** Prints one line on standard error, for what is not part of the result. */
  note(text: string): void;
  /**
   * Puts a line below everything on standard error, in place of the one before; an empty text takes it away. Does
   * nothing where standard error is no terminal.
   */
  status(text: string): void;
  /** Standard input, in chunks. */
  input(): AsyncIterable<Uint8Array>;
  /** Lines that the user types, or that standard input has. */
  typedLines(options: LineOptions): AsyncIterable<string>;
  readFile(path: string): Promise<Uint8Array>;
  /**
   * Has a person change a text in $VISUAL or $EDITOR, and resolves with what they saved. `fileName` tells the editor
   * what it is. @throws Error when there is no editor, or when it fails.
   */
  edit(text: string, fileName: string): Promise<string>;
  /** Whether a person reads standard output on a terminal. */
  readonly isInteractive: boolean;
  /** Of the terminal; what is usual, where there is none. */
  size(): { readonly columns: number; readonly rows: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly directory: string;
  readonly wallMs: () => number;
  /** What this process can say of its machine. */
  machine(): MachineFacts;
  /**
   * Aborted when the user wants the command to end (Ctrl-C, SIGTERM, a closed terminal); the reason is the name of the
   * signal. A command that calls this has something to finish, and ends soon after the abort. A command that has not
   * called it is ended at once by a signal, and a second signal ends any command.
   */
  interruption(): AbortSignal;
  /** Writes one line to the process that started this one in the background. */
  reportToParent(text: string): void;
  /** Sets the title that `ps` shows for this process. */
  title(text: string): void;
  /** The command that runs this program again. */
  readonly self: readonly [executable: string, ...parameters: string[]];
}

/** How lines are asked for on a terminal. */
export interface LineOptions {
  readonly prompt: string;
  /** What the last word of a line may become, and that word. */
  readonly complete: (line: string) => [string[], string];
  /** Where the lines are kept for the next time. */
  readonly historyFile: string;
  /** Called for Ctrl-C, which ends no line. */
  readonly onInterrupt: () => void;
}

/** What the commands are given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Loads the way local nodes are run, for the commands that run some. */
  readonly runtime: () => Promise<NodeRuntime>;
  readonly version: string;
}
