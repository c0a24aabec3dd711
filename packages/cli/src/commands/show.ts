import { DraveError, type Millis } from '@drave/base';
import type { Client } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import { paintFor } from '../colours.js';
import { isDocument, linesOf, print, type OutputOptions, type View } from '../output.js';
import type { Terminal } from '../terminal.js';
import type { ConnectOptions } from './connect-options.js';
import { type AskNode, withClient } from './connect.js';
import { pause } from './pause.js';

/** What a command that lists or describes takes. */
export interface ShowOptions extends ConnectOptions, OutputOptions {
  /** Shows the result again when it has changed, until the user ends it. */
  readonly watch?: boolean;
  /** How often a watched result is read, ms. */
  readonly interval?: Millis;
}

const INTERVAL_MS_DEFAULT = 2_000;

/**
 * Reads something of a cluster and prints it, once or again and again with `--watch`. Resolves with the exit code: 1
 * when the result has failures in it.
 */
export function show(
  terminal: Terminal,
  options: ShowOptions,
  read: (client: Client, env: NodeEnv, askNode: AskNode) => Promise<View>,
): Promise<number> {
  return withClient(terminal, options, async (client, env, askNode) => {
    if (options.watch !== true) return print(terminal, options, await read(client, env, askNode));
    const screen = new WatchedScreen(terminal, options);
    const interruption = terminal.interruption();
    while (!interruption.aborted) {
      await screen.update(() => read(client, env, askNode));
      await pause(env.timers, options.interval ?? INTERVAL_MS_DEFAULT, interruption);
    }
    return 0;
  });
}

/** A result that is shown again when it has changed: in place on a terminal, one after the other elsewhere. */
class WatchedScreen {
  private readonly terminal: Terminal;
  private readonly options: ShowOptions;
  private shown: string | undefined;
  private told: string | undefined;

  constructor(terminal: Terminal, options: ShowOptions) {
    this.terminal = terminal;
    this.options = options;
  }

  /** @throws DraveError what does not pass by itself, such as a topic that does not exist. */
  async update(read: () => Promise<View>): Promise<void> {
    try {
      const view = await read();
      this.told = undefined;
      this.draw(await linesOf(view, this.options, paintFor(this.terminal)));
      for (const { error } of view.failures ?? []) this.tell(error);
    } catch (reason) {
      const error = DraveError.from(reason);
      // A leader that has just been lost is what a watch is for.
      if (!error.retriable) throw reason;
      this.tell(error);
    }
  }

  private draw(lines: readonly string[]): void {
    const text = lines.join('\n');
    if (text === this.shown) return;
    const isFirst = this.shown === undefined;
    this.shown = text;
    const { terminal, options } = this;
    if (terminal.isInteractive && !isDocument(options.output)) {
      // From the top of the screen, each line up to its end, and nothing of what was longer before.
      terminal.line(`\u001B[H${lines.map((line) => `${line}\u001B[K`).join('\n')}\u001B[J`);
      return;
    }
    if (!isFirst && options.output !== 'json') terminal.line(options.output === 'yaml' ? '---' : '');
    terminal.line(text);
  }

  /** Says once what has failed, until it has changed. */
  private tell({ message }: DraveError): void {
    if (message !== this.told) this.terminal.note(`drave: ${message}; still watching`);
    this.told = message;
  }
}
