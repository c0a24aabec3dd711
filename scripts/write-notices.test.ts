import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeNotices } from './package/write-notices.js';

it('the licence of each library stands there once, with its name and version, and our own files are left out', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  const file = join(scratch, 'notices.txt');
  writeNotices(file, [
    'packages/console/page/main.tsx',
    'node_modules/preact/dist/preact.module.js',
    'node_modules/preact/hooks/dist/hooks.module.js',
    'node_modules/@preact/signals/dist/signals.module.js',
    'node_modules/uplot/dist/uPlot.min.css',
  ]);
  const text = readFileSync(file, 'utf8');
  rmSync(scratch, { recursive: true });
  const names = Array.from(text.matchAll(/^(\S+) \d+\.\d+\.\d+ \(MIT\)$/gm), ([, name]) => name);
  expect(names).toEqual(['@preact/signals', 'preact', 'uplot']);
  expect(text.match(/permission notice shall be included/g)).toHaveLength(3);
});
