/** One command of a golden script with the transcript that belongs to it. */
interface ScriptBlock {
  /** Comment lines above the command, as they stand. */
  readonly comments: readonly string[];
  readonly command: string;
}

/**
 * A script is a list of blocks: comments, one command line, `----`, the recorded output, a blank line. Running it again
 * must give the same text; the difference is what a review looks at.
 */
export function parseScript(text: string): readonly ScriptBlock[] {
  const blocks: ScriptBlock[] = [];
  let comments: string[] = [];
  let inOutput = false;
  for (const line of text.split('\n')) {
    if (inOutput) {
      inOutput = line !== '';
    } else if (line === '----') {
      inOutput = true;
    } else if (line.startsWith('#')) {
      comments.push(line);
    } else if (line !== '') {
      blocks.push({ comments, command: line });
      comments = [];
    }
  }
  return blocks;
}

/** Runs every command and writes the whole script anew, transcript included. */
export function renderScript(blocks: readonly ScriptBlock[], run: (command: string) => readonly string[]): string {
  const parts = blocks.map(({ comments, command }) => [...comments, command, '----', ...run(command), ''].join('\n'));
  return parts.join('\n');
}
