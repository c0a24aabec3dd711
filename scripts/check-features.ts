import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finish, readText, root } from './workspace.js';

/**
 * docs/features.md is the project's promise list. Each row has a state; `done` and `partial` name their proof as
 * `path` or `path#text of the test`, and the proof must exist.
 */
const FILE = 'docs/features.md';
const states = new Set(['done', 'partial', 'planned']);
const problems: string[] = [];
const seen = new Set<string>();
const counts = new Map<string, number>();

for (const [index, line] of readText(FILE).split('\n').entries()) {
  const row = /^\|\s*(\d+\.\d+)\s*\|(.*)\|\s*$/.exec(line);
  if (row === null) continue;
  const [number = '', rest = ''] = row.slice(1);
  const cells = rest.split('|').map((cell) => cell.trim());
  checkRow(`${FILE}:${index + 1}`, number, cells.at(-2) ?? '', cells.at(-1) ?? '');
}
for (const [section, rows] of [
  [1, 34],
  [2, 10],
  [3, 7],
] as const)
  for (let row = 1; row <= rows; row += 1)
    if (!seen.has(`${section}.${row}`)) problems.push(`${FILE}: row ${section}.${row} is missing`);

const summary = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
finish('features', `${seen.size} rows: ${summary}`, problems);

function checkRow(where: string, number: string, state: string, proof: string): void {
  if (seen.has(number)) problems.push(`${where}: row ${number} stands here twice`);
  seen.add(number);
  counts.set(state, (counts.get(state) ?? 0) + 1);
  if (!states.has(state)) problems.push(`${where}: '${state}' is no state; use ${[...states].join(', ')}`);
  const proofs = [...proof.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  if (state !== 'planned' && proofs.length === 0) problems.push(`${where}: ${state}, but no test is named`);
  for (const named of proofs) {
    const [path = '', text] = named.split('#');
    if (!existsSync(join(root, path))) problems.push(`${where}: ${path} does not exist`);
    else if (text !== undefined && !readText(path).includes(text)) problems.push(`${where}: ${path} has no '${text}'`);
  }
}
