/**
 * Fills the paragraphs of comments anew, where a line is longer than the limit or a line was broken too early.
 *
 * The formatter leaves comments alone. A paragraph is what an empty line, a list item, a tag (`@throws`), a heading or
 * a change of indentation ends; it is filled as a whole, so that no remainder stays on a line of its own. Paragraphs
 * that are well broken stay as their author broke them. Tables, code and everything else that is set in columns is
 * never touched, and neither is a line that holds code beside its comment.
 */
const COMMENT_LINE_MAX = 120;
/**
 * A line inside a sentence that leaves more room than this for the next word was broken by an edit, not by its author.
 */
const SPARE_MAX = 45;

interface CommentLine {
  /** Indentation and comment mark, with the space behind it. */
  readonly prefix: string;
  readonly text: string;
}

export function fillComments(source: string): string {
  const filled: string[] = [];
  let paragraph: CommentLine[] = [];
  let isCode = false;
  for (const line of source.split('\n')) {
    const single = line.length > COMMENT_LINE_MAX ? /^(\s*)\/\*\* (.*) \*\/$/.exec(line) : null;
    if (single !== null) {
      endParagraph();
      const [, indent = '', text = ''] = single;
      filled.push(`${indent}/**`, ...fill([{ prefix: `${indent} * `, text }]), `${indent} */`);
      continue;
    }
    const comment = commentOf(line);
    if (comment?.text.startsWith('```') === true) isCode = !isCode;
    if (comment === undefined) isCode = false;
    if (comment === undefined || isCode || !isProse(comment.text)) {
      endParagraph();
      filled.push(line);
      continue;
    }
    if (paragraph.length > 0 && !goesOn(paragraph, comment)) endParagraph();
    paragraph.push(comment);
  }
  endParagraph();
  return filled.join('\n');

  function endParagraph(): void {
    filled.push(...(needsFilling(paragraph) ? fill(paragraph) : paragraph.map(({ prefix, text }) => prefix + text)));
    paragraph = [];
  }
}

/** Undefined for a line with code, for a bare comment mark, and for one that opens or closes a block. */
function commentOf(line: string): CommentLine | undefined {
  const [, prefix, text] = /^(\s*(?:\/\/|\*) )(\S.*)$/.exec(line) ?? [];
  return prefix === undefined || text === undefined ? undefined : { prefix, text };
}

/** What is set in columns or is code stays as it is; so does what only the formatter or the compiler reads. */
function isProse(text: string): boolean {
  return !/\S {2,}\S|^\||^```|^@ts-|^biome-ignore|^\/ <reference|\*\/$/.test(text);
}

function goesOn(paragraph: readonly CommentLine[], next: CommentLine): boolean {
  const last = paragraph.at(-1);
  if (last === undefined || last.prefix !== next.prefix) return false;
  return !/^([-*•#] |\d+\. |@\w)/.test(next.text) && !/^([-*•] |\d+\. )/.test(paragraph[0]?.text ?? '');
}

function needsFilling(paragraph: readonly CommentLine[]): boolean {
  return paragraph.some(({ prefix, text }, index) => {
    if (prefix.length + text.length > COMMENT_LINE_MAX) return true;
    const next = paragraph[index + 1];
    if (next === undefined || /[.!?:;]['"`)]*$/.test(text)) return false;
    const [word = ''] = next.text.split(' ');
    return prefix.length + text.length + 1 + word.length <= COMMENT_LINE_MAX - SPARE_MAX;
  });
}

function fill(paragraph: readonly CommentLine[]): string[] {
  const prefix = paragraph[0]?.prefix ?? '';
  const lines: string[] = [];
  let current = '';
  for (const word of paragraph.flatMap(({ text }) => text.trim().split(' '))) {
    if (current !== '' && prefix.length + current.length + 1 + word.length > COMMENT_LINE_MAX) {
      lines.push(prefix + current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, prefix + current];
}
