import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root, workFiles } from './workspace.js';

/**
 * Breaks comment lines that are longer than the limit; the formatter leaves comments alone.
 * Only lines that hold nothing but comment text are touched. Paths given as parameters narrow it down.
 */
const lineLengthMax = 120;
const paths = process.argv.slice(2);

for (const file of workFiles()) {
  if (!/\.(ts|proto)$/.test(file) || /\/generated\//.test(file)) continue;
  if (paths.length > 0 && !paths.some((path) => file.startsWith(path))) continue;
  const before = readText(file);
  const after = wrapLines(before.split('\n')).join('\n');
  if (after !== before) {
    writeFileSync(join(root, file), after);
    console.log(`wrapped comments in ${file}`);
  }
}

function wrapLines(lines: readonly string[]): string[] {
  const wrapped: string[] = [];
  /** What did not fit its line, for the next line of the same paragraph. */
  let carried: { prefix: string; text: string } | undefined;
  for (const line of lines) {
    let current = line;
    if (carried !== undefined) {
      const { prefix, text } = carried;
      const goesOn = line.startsWith(prefix) && /^[\w`'"(]/.test(line.slice(prefix.length));
      if (goesOn) current = `${prefix}${text} ${line.slice(prefix.length)}`;
      else wrapped.push(prefix + text);
      carried = undefined;
    }
    const parts = wrap(current);
    const last = parts.at(-1);
    const prefix = /^(\s*(?:\/\/|\*) )/.exec(last ?? '')?.[1];
    if (parts.length > 1 && last !== undefined && prefix !== undefined) {
      wrapped.push(...parts.slice(0, -1));
      carried = { prefix, text: last.slice(prefix.length) };
    } else wrapped.push(...parts);
  }
  return carried === undefined ? wrapped : [...wrapped, carried.prefix + carried.text];
}

function wrap(line: string): string[] {
  if (line.length <= lineLengthMax) return [line];
  const single = /^(\s*)\/\*\* (.*) \*\/$/.exec(line);
  if (single !== null) {
    const indent = single[1] ?? '';
    return [`${indent}/**`, ...fill(`${indent} * `, single[2] ?? ''), `${indent} */`];
  }
  const part = /^(\s*(?:\/\/|\*) )(.*)$/.exec(line);
  return part === null ? [line] : fill(part[1] ?? '', part[2] ?? '');
}

function fill(prefix: string, text: string): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && prefix.length + current.length + 1 + word.length > lineLengthMax) {
      lines.push(prefix + current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, prefix + current];
}
