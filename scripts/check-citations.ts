import { posix } from 'node:path';
import { finish, lineOf, readText, workFiles } from './workspace.js';

/**
 * Whatever a comment, a test title or a document refers to is in the repository, or is a source that anybody can look
 * up:
 * documents by their file name, known bugs by their row in docs/faults.md, sections by the paper or proposal that has
 * them. In the other direction, what a row of docs/faults.md names as its cover exists and cites the row.
 */
const CATALOGUE = 'docs/faults.md';
const looksAt = /\.(ts|js|mjs|md|proto|yaml|json)$|\/golden\/.*\.txt$|^\.ci\/|^\.[\w.-]+$/;
/** Sources outside the repository whose sections may be cited; the name comes before the number. */
const published = /(Raft|RFC \d+|KIP-\d+|thesis|Revisited|specification)[^.;:]*$/;
/** Words in capitals that take a number and are no documents. */
const noDocuments = new Set(['ASCII', 'HTTP', 'IEEE', 'UTF']);

/** What it cites is in houses of its own, built wrong. */
const EXEMPT = 'scripts/house.test.ts';

const files = workFiles();
const problems: string[] = [];
const rows = readRows();
let citations = 0;
for (const file of files)
  if (looksAt.test(file) && file !== EXEMPT && !/\/generated\/|^package-lock/.test(file)) checkFile(file);
checkCover();
if (rows.size === 0) problems.push(`${CATALOGUE}: no rows; is it gone, or has its form changed?`);
finish('citations', `${citations} citations, ${rows.size} known bugs`, problems);

/** The last cell of each row, by the id in its first. */
function readRows(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!files.includes(CATALOGUE)) return found;
  for (const line of readText(CATALOGUE).split('\n')) {
    const [, id] = /^\| ([A-G]\d+) \|/.exec(line) ?? [];
    if (id === undefined) continue;
    if (found.has(id)) problems.push(`${CATALOGUE}: row ${id} stands here twice`);
    found.set(id, line.split('|').at(-2) ?? '');
  }
  return found;
}

function checkFile(file: string): void {
  const text = readText(file);
  eachMatch(/(?<![\w./:-])(?<!:\/\/\S*)[\w./-]*\w\.md\b/g, ([path = ''], where) => {
    if (!isDocument(file, path)) problems.push(`${where}: ${path} is not in the repository`);
  });
  eachMatch(/(?<=\]\()(?![a-z]+:|#)[^)#\s]+/g, ([target = ''], where) => {
    if (file.endsWith('.md') && !leadsSomewhere(posix.join(posix.dirname(file), target)))
      problems.push(`${where}: the link to ${target} leads nowhere`);
  });
  eachMatch(
    /\b([A-Z]{4,}) (?:section )?[A-G]?\d[\w.]*|(?:\/\*\*|\/\/|^\s*\*|\() ?(?!SIG)([A-Z]{4,}):/gm,
    (match, where) => {
      const name = match[1] ?? match[2] ?? '';
      if (!noDocuments.has(name) && !files.some((one) => posix.basename(one) === `${name}.md`))
        problems.push(`${where}: '${match[0].trim()}' cites a document that is not in the repository`);
    },
  );
  eachMatch(/.*\bsections? \d[\d.]*/gi, ([line = ''], where) => {
    if (isProse(file, line) && !published.test(line.replace(/\bsections? \d[\d.]*$/i, '')))
      problems.push(`${where}: a section of what? Name the paper or proposal before the number`);
  });
  eachMatch(/^.*\b[A-G][1-9]\d?\b.*$/gm, ([line = ''], where) => {
    if (!isProse(file, line)) return;
    for (const [id] of line.matchAll(/\b[A-G][1-9]\d?\b/g))
      if (!rows.has(id)) problems.push(`${where}: ${id} has no row in ${CATALOGUE}`);
  });

  function eachMatch(pattern: RegExp, judge: (match: RegExpExecArray, where: string) => void): void {
    for (const match of text.matchAll(pattern)) {
      citations += 1;
      judge(match, `${file}:${lineOf(text, match.index)}`);
    }
  }
}

/** A comment, the title of a test, or a line of a document: what is written for readers. */
function isProse(file: string, line: string): boolean {
  if (file.endsWith('.md')) return true;
  if (file.endsWith('.txt')) return line.startsWith('#');
  return /^\s*(\/\*\*|\*|\/\/)|\b(it|describe|suite)(\.\w+)?\(/.test(line);
}

/** A document may be named by its path from here, from the root, or by the end of its path. */
function isDocument(from: string, path: string): boolean {
  const beside = posix.join(posix.dirname(from), path);
  return files.some((file) => file === beside || file === path || file.endsWith(`/${path}`));
}

function leadsSomewhere(path: string): boolean {
  const target = path.replace(/\/$/, '');
  return files.some((file) => file === target || file.startsWith(`${target}/`));
}

/** Each row is covered by a file below packages/ that cites it, or by a mutant of the simulator. */
function checkCover(): void {
  const mutants = files
    .filter((file) => /^packages\/simulator\/src\/mutants\/.*\.ts$/.test(file))
    .map(readText)
    .join('\n');
  for (const [id, cell] of rows) {
    const named = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    if (named.length === 0) problems.push(`${CATALOGUE}: row ${id} names nothing that covers it`);
    for (const name of named) {
      const file = `packages/${name}`;
      if (!name.includes('/')) {
        if (!mutants.includes(`name: '${name}'`)) problems.push(`${CATALOGUE}: row ${id}: no mutant '${name}'`);
      } else if (!files.includes(file)) problems.push(`${CATALOGUE}: row ${id}: ${file} does not exist`);
      else if (!new RegExp(`\\b${id}\\b`).test(readText(file)))
        problems.push(`${CATALOGUE}: row ${id}: ${file} does not cite it`);
    }
  }
}
