import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DRAVE_VERSION } from './version.js';

it('the version that nodes tell is that of the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(DRAVE_VERSION).toBe(manifest.version);
});
