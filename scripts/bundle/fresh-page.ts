import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf } from '../../packages/env/src/node/bundle.js';
import { root } from '../workspace.js';
import { INSTALLED_LIBRARIES } from './make-bundle.js';
import { filesIn, writePage, type WrittenPage } from './write-page.js';

/** Where the page of the console is in a checkout. */
export const consolePage = join(root, 'packages', 'console', 'page-dist');

/** Beside the page, and served to nobody: what it was made of, and what those files said then. */
const STATE_FILE = 'page.inputs';

interface PageState {
  readonly inputs: readonly string[];
  readonly fingerprint: string;
}

const bundlers = ['scripts/bundle/write-page.ts', 'scripts/bundle/fresh-page.ts'];

/** Makes the page of the sources below `from`, and notes what it was made of. */
export async function makePage(folder: string, from = root, write = writePage): Promise<WrittenPage> {
  const page = await write(folder);
  const own = page.modules.filter((module) => !module.startsWith('node_modules/'));
  const inputs = [...own, ...bundlers, INSTALLED_LIBRARIES].toSorted();
  const state: PageState = { inputs, fingerprint: fingerprintOf(from, inputs) };
  writeFileSync(join(folder, STATE_FILE), JSON.stringify(state));
  return page;
}

/**
 * Whether the page is there and was made of exactly what is there now. What is out of date is taken away: the console
 * says that there is no page yet, and does not show an old one.
 */
export function keepsFreshPage(folder: string, from: string): boolean {
  const file = join(folder, STATE_FILE);
  if (existsSync(file)) {
    const { inputs, fingerprint } = JSON.parse(readFileSync(file, 'utf8')) as PageState;
    if (fingerprintOf(from, inputs) === fingerprint) return true;
  }
  mkdirSync(folder, { recursive: true });
  for (const name of filesIn(folder)) rmSync(join(folder, name));
  return false;
}
