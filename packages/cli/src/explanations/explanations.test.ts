import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errors } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { explain } from '../commands/explain.js';
import { errorsPage } from '../generator/errors-page.js';
import { recordedTerminal } from '../testing/recorded-terminal.js';
import { errorExplanations } from './error-explanations.js';
import { sentences } from './sentences.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const packages = join(root, 'packages');

describe('what is said about errors', () => {
  it('has an entry for every code, and no other', () => {
    expect(Object.keys(errorExplanations).toSorted()).toEqual(Object.keys(errors).toSorted());
    const entries = [...errorsPage().matchAll(/^### ([A-Z_]+)$/gm)].map((match) => match[1]);
    expect(entries).toEqual(Object.keys(errors).toSorted());
  });

  it('quotes sentences that the product says', () => {
    const texts = productSources().map((file) => readFileSync(file, 'utf8'));
    for (const { says } of sentences)
      expect(
        texts.some((text) => text.includes(says)),
        `some source says '${says}'`,
      ).toBe(true);
  });

  it('refers to sections of operating.md that are there', () => {
    const page = errorsPage();
    const sections = [...page.matchAll(/docs\/operating\.md, "([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sections.length).toBeGreaterThan(2);
    const operating = readFileSync(join(root, 'docs/operating.md'), 'utf8');
    for (const section of sections) expect(operating).toMatch(new RegExp(`^#+ ${section}$`, 'm'));
  });
});

describe('drave explain', () => {
  it.each(['NOT_ENOUGH_REPLICAS', 'not-enough-replicas', '19'])('finds %s', async (wanted) => {
    const terminal = recordedTerminal();
    await explain(terminal, wanted, { output: 'table' });
    expect(terminal.lines[0]).toBe('NOT_ENOUGH_REPLICAS: fewer in-sync replicas than min.insync.replicas');
    expect(terminal.lines.at(-1)).toBe(
      'Kafka code 19, gRPC status FAILED_PRECONDITION; the same request may succeed later.',
    );
  });

  it('lists every code, and prints one as JSON', async () => {
    const list = recordedTerminal();
    await explain(list, undefined, { output: 'table' });
    expect(list.lines).toHaveLength(Object.keys(errors).length + 1);
    const json = recordedTerminal();
    await explain(json, 'DISK_FULL', { output: 'json' });
    expect(JSON.parse(json.lines[0] ?? '')).toMatchObject({ code: 'DISK_FULL', kafka: 56, retriable: true });
  });

  it.each([
    ['REPLICAS', /did you mean .*NOT_ENOUGH_REPLICAS/],
    ['nonsense', /drave explain lists them all/],
    ['9999', /'9999' is no error code/],
  ])('says of %s that there is no such code, and what to do', async (wanted, message) => {
    await expect(explain(recordedTerminal(), wanted, { output: 'table' })).rejects.toThrow(message);
  });
});

/** Of a package that is gone, build output may be left. */
function productSources(): string[] {
  return readdirSync(packages, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['simulator', 'tooling', 'bench'].includes(entry.name))
    .map((entry) => join(packages, entry.name, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|(^|\/)(testing|generated|explanations)\//.test(file))
        .map((file) => join(folder, file)),
    );
}
