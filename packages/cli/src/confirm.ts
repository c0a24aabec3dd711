import { linesOf } from './records/lines.js';
import type { Terminal } from './terminal.js';

const ANSWER_BYTES_MAX = 1_024;

/** Asks a person whether to go on. Resolves with false where nobody is there to answer, or for anything but yes. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  if (!terminal.isInteractive) return false;
  terminal.note(`${question} [y/N]`);
  for await (const line of linesOf(terminal.input(), ANSWER_BYTES_MAX))
    return /^(y|yes)$/i.test(Buffer.from(line).toString('utf8').trim());
  return false;
}
