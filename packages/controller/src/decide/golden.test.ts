import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseScript, renderScript } from '@drave/raft/testing';
import { describe, expect, it } from 'vitest';
import { GoldenIsr } from '../testing/golden-isr.js';

const directory = fileURLToPath(new URL('../../golden/', import.meta.url));

/** To record anew: `npx vitest run -u --config packages/tooling/vitest.unit.ts packages/controller/src/decide`. */
describe('golden scripts of the ISR', () => {
  const names = readdirSync(directory).filter((name) => name.endsWith('.txt'));

  it('there are some', () => {
    expect(names.length).toBeGreaterThan(3);
  });

  it.each(names)('%s', async (name) => {
    const path = `${directory}${name}`;
    const decisions = new GoldenIsr();
    const text = renderScript(parseScript(readFileSync(path, 'utf8')), (command) => decisions.run(command));
    await expect(text).toMatchFileSnapshot(path);
  });
});
