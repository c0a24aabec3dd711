import { askSupervisor, Registry, type ClusterBoard } from '@drave/cluster/running';
import { printJson } from '../output.js';
import type { Terminal } from '../terminal.js';
import type { TimedOptions } from './local-request.js';
import { renderBoard } from './render-board.js';

/** What is printed where there is no terminal: everything that the board knows. */
const UNLIMITED = { columns: 1_000, rows: 1_000 };

/**
 * Shows the cluster at a glance: on a terminal live, until Ctrl-C, else as it is at the moment. As JSON it is one line,
 * and with `watch` one for each change.
 */
export async function localBoard(terminal: Terminal, options: TimedOptions & { watch?: boolean }): Promise<void> {
  const { output, watch = terminal.isInteractive && output === 'table' } = options;
  const entry = new Registry().find(options.cluster);
  const print = (board: ClusterBoard): void => {
    if (output === 'json') printJson(terminal, board);
    else for (const line of renderBoard(board, UNLIMITED)) terminal.line(line);
  };
  if (!watch) {
    print((await askSupervisor(entry, { verb: 'board' })) as ClusterBoard);
    return;
  }
  const screen = terminal.isInteractive && output === 'table' ? new BoardScreen(terminal) : undefined;
  const onTold = (item: unknown): void => {
    if (screen === undefined) print(item as ClusterBoard);
    else screen.show(item as ClusterBoard);
  };
  const signal = terminal.interruption();
  try {
    await askSupervisor(entry, { verb: 'watchBoard' }, { onTold, signal });
  } finally {
    screen?.close();
  }
}

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';

/**
 * A board that takes the whole terminal, and gives it back as it was. It draws only what differs from the last time.
 */
export class BoardScreen {
  private readonly terminal: Terminal;
  private drawn: string | undefined;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  show(board: ClusterBoard): void {
    const lines = renderBoard(board, this.terminal.size());
    const frame = `${HOME}${lines.map((line) => `${line}${REST_OF_LINE}\n`).join('')}${REST_OF_SCREEN}`;
    if (frame === this.drawn) return;
    this.write(this.drawn === undefined ? `${ENTER}${frame}` : frame);
    this.drawn = frame;
  }

  close(): void {
    if (this.drawn !== undefined) this.write(LEAVE);
    this.drawn = undefined;
  }

  private write(text: string): void {
    // A terminal that is slow has the next frame soon.
    void this.terminal.write(Buffer.from(text));
  }
}
