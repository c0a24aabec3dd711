import type { NodeRuntime } from '@drave/cluster';

/**
 * The channel of `node:diagnostics_channel` on which a command tells its process what it does from now on, in the words
 * that `ps` shows: a local cluster is up.
 */
export const TITLE_CHANNEL = 'drave:title';

/**
 * What a command may ask of the world it was called from. The real one is made in `bin.ts`, a recorded one in the
 * tests.
 */
export interface Terminal {
  /** Prints one line on standard output. */
  line(text: string): void;
  /** Writes to standard output as it is; resolves when the reader has taken it. */
  write(bytes: Uint8Array): Promise<void>;
  /** Prints one line on standard error: what is for people, beside the result. */
  note(text: string): void;
  /** Standard input as it comes. */
  input(): AsyncIterable<Uint8Array>;
  readFile(path: string): Promise<Uint8Array>;
  readonly isInteractive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly wallMs: () => number;
  /**
   * Aborted when the user wants the command to end (Ctrl-C, SIGTERM, a closed terminal); the reason is the name of the
   * signal. Whoever asks for it has something to finish, and ends soon after it. A command that has not asked for it is
   * ended at once, and a second signal ends any command.
   */
  interruption(): AbortSignal;
  /** Says one line to the process that started this one in the background, and to nobody else. */
  tellStarter(text: string): void;
  /** How `ps` shows this process from now on. */
  title(text: string): void;
  /** How to run this very program again. */
  readonly self: readonly [executable: string, ...parameters: string[]];
}

/** What the whole command line works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** How local nodes are run; loaded by the commands that run some. */
  readonly runtime: () => Promise<NodeRuntime>;
  readonly version: string;
}
