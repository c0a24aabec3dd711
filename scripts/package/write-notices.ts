import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root } from '../workspace.js';

interface LibraryManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Writes the licences of the libraries that are inside what is packed. Throws when one comes without. */
export function writeNotices(file: string, modules: readonly string[]): void {
  const folders = modules.flatMap((module) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module)?.[0] ?? []);
  const notices = [...new Set(folders)].toSorted().map(noticeOf);
  const head =
    'The programs in dist/bundle and the page in dist/console have these libraries inside. ' +
    'Each is under the licence that follows its name.';
  writeFileSync(file, `${[head, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

function noticeOf(folder: string): string {
  const { name, version, license } = readJson<LibraryManifest>(`${folder}/package.json`);
  const text = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)\b/i.test(entry));
  if (license === undefined) throw new Error(`${folder} says no licence`);
  const body = text === undefined ? license : readFileSync(join(root, folder, text), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${body}`;
}
