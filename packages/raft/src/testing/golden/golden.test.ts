import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GoldenQuorum } from './golden-quorum.js';
import { parseScript, renderScript } from './script.js';

const directory = fileURLToPath(new URL('../../../golden/', import.meta.url));

/** To record anew: `npx vitest run -u --config packages/tooling/vitest.unit.ts packages/raft/src/testing/golden`. */
describe('golden scripts', () => {
  const names = readdirSync(directory).filter((name) => name.endsWith('.txt'));

  it('there are some', () => {
    expect(names.length).toBeGreaterThan(10);
  });

  it.each(names)('%s', async (name) => {
    const path = `${directory}${name}`;
    const quorum = new GoldenQuorum();
    const text = renderScript(parseScript(readFileSync(path, 'utf8')), (command) => quorum.run(command));
    await expect(text).toMatchFileSnapshot(path);
  });
});
