import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPage } from './page-folder.js';

describe('the files of the page', () => {
  let scratch: string;
  let folder: string;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
    folder = join(scratch, 'page');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it('are those in the folder, with their compressed twins, and nothing that has no type of its own', async () => {
    write('index.html', 'index');
    write('console-ABCD1234.js', 'script');
    write('console-ABCD1234.js.br', 'br');
    write('console-ABCD1234.js.gz', 'gz');
    write('page.inputs', 'what it is made of');
    mkdirSync(join(folder, 'types.js'));
    const files = await readPage(folder);
    expect([...files.keys()].toSorted()).toEqual(['console-ABCD1234.js', 'index.html']);
    const script = files.get('console-ABCD1234.js');
    expect(script?.isImmutable).toBe(true);
    expect([...(script?.encoded ?? [])].map(([name, content]) => `${name} ${Buffer.from(content)}`)).toEqual([
      'br br',
      'gzip gz',
    ]);
    expect(files.get('index.html')).toMatchObject({ isImmutable: false, contentType: 'text/html; charset=utf-8' });
  });

  it('are never what a link leads to, be it to a file, to a folder or as the twin of a file', async () => {
    const secret = join(scratch, 'secret.js');
    writeFileSync(secret, 'not to be served');
    mkdirSync(join(scratch, 'beside'));
    write('index.html', 'index');
    symlinkSync(secret, join(folder, 'linked-ABCD1234.js'));
    symlinkSync(secret, join(folder, 'index.html.br'));
    symlinkSync(join(scratch, 'beside'), join(folder, 'folder.js'));
    const files = await readPage(folder);
    expect([...files.keys()]).toEqual(['index.html']);
    expect(files.get('index.html')?.encoded.size).toBe(0);
  });

  it('are none where there is no folder', async () => {
    expect((await readPage(join(scratch, 'none'))).size).toBe(0);
  });
});
