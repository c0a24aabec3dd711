import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tailLines } from './log-tail.js';

describe('tailLines', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drave-test-'));
    file = join(folder, 'node.log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['one\ntwo\nthree\n', 2, ['two', 'three']],
    ['one\ntwo\nthree', 2, ['two', 'three']],
    ['one\n', 5, ['one']],
    ['', 5, []],
    ['one\ntwo\n', 0, []],
    [`${'x'.repeat(100_000)}\n${'é'.repeat(50_000)}\n`, 1, ['é'.repeat(50_000)]],
  ])('of %j the last %d lines', async (content, lines, expected) => {
    writeFileSync(file, content);
    const found: string[] = [];
    for await (const line of tailLines(file, { lines })) found.push(line);
    expect(found).toEqual(expected);
  });

  it('follows what is written later, in whole lines, until it is aborted; a file that is cut begins anew', async () => {
    writeFileSync(file, 'old\n');
    const abort = new AbortController();
    const lines = tailLines(file, { lines: 1, follow: abort.signal });
    const next = async (): Promise<unknown> => (await lines.next()).value;
    expect(await next()).toBe('old');
    const first = next();
    appendFileSync(file, 'ne');
    appendFileSync(file, 'w\nnewer\n');
    expect(await first).toBe('new');
    expect(await next()).toBe('newer');
    const anew = next();
    writeFileSync(file, 'a\n');
    expect(await anew).toBe('a');
    const last = next();
    abort.abort();
    expect(await last).toBeUndefined();
  });

  it('says which file is not there', async () => {
    await expect(tailLines(join(folder, 'other.log'), { lines: 1 }).next()).rejects.toThrow('other.log cannot be read');
  });
});
