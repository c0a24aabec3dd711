import type { Terminal } from './terminal.js';

/** The colours of the output, by what they say: the plain red, yellow and green of the terminal, and dim text. */
export type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

export type Paint = (text: string, colour: Colour | undefined) => string;

const codes: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Colours for a person at a terminal; plain text for a pipe, and where NO_COLOR (no-color.org) asks for it. */
export function paintFor({ isInteractive, environment }: Pick<Terminal, 'isInteractive' | 'environment'>): Paint {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return isInteractive && !refused ? painted : plain;
}

/** Text without colours. */
export const plain: Paint = (text) => text;

function painted(text: string, colour: Colour | undefined): string {
  if (colour === undefined) return text;
  const [on, off] = codes[colour];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}
