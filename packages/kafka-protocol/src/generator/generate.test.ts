import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { apiTables } from '../generated/api-tables.js';
import { structureModules } from '../schemas/structures.js';
import { generate } from './generate.js';
import { api, int32, list, message } from '../table/fields.js';
import { moduleName } from '../table/table.js';
import { emitModule } from './emit-module.js';

const schemaRoot = fileURLToPath(new URL('../schemas', import.meta.url));
const outputRoot = fileURLToPath(new URL('../generated', import.meta.url));

describe('generated codecs', () => {
  test('are what the tables give today (else run `npm run generate`)', () => {
    const files = generate(apiTables, structureModules);
    expect(readdirSync(outputRoot).sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) {
      const committed = readFileSync(join(outputRoot, name), 'utf8');
      expect(committed === text, `${name} is stale`).toBe(true);
    }
  });

  test('are of every file among the tables that is called after an API (else run `npm run generate`)', () => {
    const files = readdirSync(schemaRoot).filter((name) => /^\d/.test(name));
    expect(apiTables.map((table) => `${moduleName(table)}.ts`)).toEqual(files.sort());
  });

  test('two different structs of one name are refused', () => {
    const table = message('Broken', { versions: [0, 0] }, [
      list('one', 'Twin', [int32('x')]),
      list('other', 'Twin', [int32('x')]),
    ]);
    expect(() => emitModule([table])).toThrow(/two structs are called BrokenTwin/);
  });

  test('a field that is in no version is refused', () => {
    const table = api('Broken', {
      key: 999,
      versions: [2, 3],
      request: [int32('gone', { until: 1 })],
      response: [],
    });
    expect(() => emitModule([table.request])).toThrow(/BrokenRequest.gone is in no version/);
  });
});
