import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepsFreshPage, makePage } from './bundle/fresh-page.js';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drave-test-'));
  folder = join(root, 'page-dist');
  mkdirSync(join(folder, 'types'), { recursive: true });
  writeFileSync(join(root, 'page.tsx'), 'one');
  writeFileSync(join(root, 'tokens.css'), 'two');
});
afterEach(() => rmSync(root, { recursive: true }));

async function make(): Promise<void> {
  await makePage(folder, root, async () => {
    writeFileSync(join(folder, 'index.html'), 'made of one and two');
    return { modules: ['page.tsx', 'tokens.css'], firstViewBytes: 0 };
  });
}

it('a page is kept while everything that it was made of is as it was', async () => {
  await make();
  expect(keepsFreshPage(folder, root)).toBe(true);
  expect(readdirSync(folder)).toContain('index.html');
});

it('a page goes when only one of its files has changed, and so does what nobody knows the origin of', async () => {
  await make();
  writeFileSync(join(root, 'tokens.css'), 'three');
  expect(keepsFreshPage(folder, root)).toBe(false);
  expect(readdirSync(folder)).toEqual(['types']);
  writeFileSync(join(folder, 'index.html'), 'made by an earlier version');
  expect(keepsFreshPage(folder, root)).toBe(false);
  expect(readdirSync(folder)).toEqual(['types']);
});

it('there is no page in a folder that is not there', () => {
  expect(keepsFreshPage(join(root, 'none'), root)).toBe(false);
});
