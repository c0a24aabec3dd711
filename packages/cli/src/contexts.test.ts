import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Contexts, projectContext } from '@drave/cluster/running';
import { main } from './main.js';
import { recordedTerminal } from './testing/recorded-terminal.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drave-contexts-'));
  vi.stubEnv('DRAVE_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

async function drave(...parameters: string[]) {
  const terminal = recordedTerminal();
  const runtime = () => Promise.reject(new Error('no context runs a node'));
  const exitCode = await main(['context', ...parameters], { terminal, runtime, version: '0.1.0' });
  return { exitCode, lines: terminal.lines, notes: terminal.notes };
}

describe('drave context', () => {
  it('adds, selects, goes back to the one before, and forgets', async () => {
    await drave('add', 'a', '10.0.0.1:20001', '--use');
    await drave('add', 'b', '10.0.0.2:20001', '--ca-file', 'ca.pem');
    expect((await drave('use', 'b')).lines).toEqual(['context b']);
    expect((await drave('use', '-')).lines).toEqual(['context a']);
    expect((await drave('use', '-', '-o', 'name')).lines).toEqual(['b']);
    expect((await drave('ls')).lines).toEqual([
      'NAME  CURRENT  KIND    BOOTSTRAP',
      'a     -        stored  10.0.0.1:20001',
      'b     yes      stored  10.0.0.2:20001',
    ]);
    expect(new Contexts().read().contexts['b']).toEqual({ bootstrap: '10.0.0.2:20001', caFile: 'ca.pem' });
    await drave('rm', 'b');
    expect(new Contexts().read()).toEqual({ contexts: { a: { bootstrap: '10.0.0.1:20001' } }, previous: 'a' });
  });

  it.each([
    [['use', 'nowhere'], 1, "no context is called 'nowhere' (there is none); add one with drave context add"],
    [['use', '-'], 1, 'there is no context before this one; see drave context ls'],
    [['rm', 'nowhere'], 1, "no context is called 'nowhere'"],
    [['add', 'a', 'nonsense'], 2, "'nonsense' is not a valid bootstrap address"],
    [['add', '-x y', '10.0.0.1:1'], 2, 'unknown option'],
    [['add', 'a/b', '10.0.0.1:1'], 1, "'a/b' is no name of a context"],
  ])('refuses %j with exit code %d and one clear line', async (parameters, exitCode, text) => {
    const result = await drave(...parameters);
    expect({ exitCode: result.exitCode, lines: result.lines }).toEqual({ exitCode, lines: [] });
    expect(result.notes.join('\n')).toContain(text);
  });

  it('says which file cannot be used, and why', async () => {
    for (const [text, why] of [
      ['{', 'it is no JSON object'],
      ['[]', 'it is no JSON object'],
      ['{"contexts":{"a":{}}}', "'a' has no bootstrap"],
      ['{"contexts":{"a":{"bootstrap":1}}}', "bootstrap of 'a' is no text"],
    ] as const) {
      writeFileSync(join(home, 'contexts.json'), text);
      expect((await drave('ls')).notes.join('')).toMatch(new RegExp(`contexts.json cannot be used: ${why}`));
    }
  });
});

describe('the file of a project', () => {
  it('is the nearest one above the directory', () => {
    const below = join(home, 'project', 'a', 'b');
    mkdirSync(below, { recursive: true });
    expect(projectContext(below)).toBeUndefined();
    writeFileSync(join(home, 'project', '.drave.json'), '{"context":"shop"}');
    expect(projectContext(below)).toEqual({ context: 'shop' });
    writeFileSync(join(home, 'project', 'a', '.drave.json'), '{"bootstrap":"10.0.0.1:20001"}');
    expect(projectContext(below)).toEqual({ bootstrap: '10.0.0.1:20001' });
  });
});
