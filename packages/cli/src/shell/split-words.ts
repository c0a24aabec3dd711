import { UsageError } from '../parse.js';

/**
 * The words of a line as a shell sees them: separated by spaces, with quotes of both kinds and backslashes; what
 * follows a `#` at the beginning of a word is a comment. @throws UsageError for a quote that does not end.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] ?? '';
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else if (letter === '\\' && quote === '"' && index + 1 < line.length) word = (word ?? '') + line[++index];
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && index + 1 < line.length) word = (word ?? '') + line[++index];
    else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === '#' && word === undefined) break;
    else word = (word ?? '') + letter;
  }
  if (quote !== undefined) throw new UsageError(`a quote ${quote} has no end`);
  if (word !== undefined) words.push(word);
  return words;
}
