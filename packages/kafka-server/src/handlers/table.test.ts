import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apis } from '@drave/kafka-protocol';
import { describe, expect, it } from 'vitest';
import { handlerTable } from './table.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

describe('the table of handlers', () => {
  it('has every file of handlers/ that is called after an API (else run `npm run generate`)', () => {
    const keys = readdirSync(folder).flatMap((name) => /^(\d+)-[a-z-]+\.ts$/.exec(name)?.[1] ?? []);
    expect(handlerTable.map(({ api }) => api.key)).toEqual(keys.map(Number).sort((a, b) => a - b));
  });

  it('has a handler for every API that the wire protocol knows', () => {
    const served = new Set(handlerTable.map(({ api }) => api.key));
    const forgotten = Object.values(apis).filter(({ key }) => !served.has(key));
    expect(forgotten.map(({ name }) => name)).toEqual([]);
  });
});
