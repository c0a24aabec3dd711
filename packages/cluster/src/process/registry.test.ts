import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Registry, type RegistryEntry } from './registry.js';

const entry: RegistryEntry = {
  name: 'shop',
  supervisorPid: process.pid,
  controlPort: 1,
  token: 'token',
  startedWallMs: 0,
};

describe('Registry', () => {
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  it('lists what runs, and makes no directory to find that nothing does', () => {
    const directory = join(scratch, 'running');
    const registry = new Registry(directory);
    expect(registry.list()).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    registry.add(entry);
    expect(registry.list()).toEqual([entry]);
    registry.remove(entry);
    expect(registry.list()).toEqual([]);
  });

  it('says which place cannot be used, and what to set, when the home is no directory', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const registry = new Registry(join(file, 'running'));
    const refusal = { code: 'INVALID_CONFIG', message: expect.stringMatching(/running' .*set DRAVE_HOME/) as string };
    expect(() => registry.list()).toThrow(expect.objectContaining(refusal));
    expect(() => registry.add(entry)).toThrow(expect.objectContaining(refusal));
  });
});
