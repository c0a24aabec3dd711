import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BUNDLE_MANIFEST_FILE,
  bundlesOfThisProcess,
  cacheFile,
  codeFile,
  earlyCacheFile,
  fingerprintOf,
  loadBundle,
  runBundle,
  sourceLinesFile,
  type BundleManifest,
} from './bundle.js';

const { prepareStackTrace } = Error;
const name = 'aa11';
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drave-bundle-'));
  folder = join(root, 'bundle');
  mkdirSync(folder);
  writeFileSync(join(root, 'compiled'), 'first');
});
afterEach(() => {
  rmSync(root, { recursive: true });
  Error.prepareStackTrace = prepareStackTrace;
});

describe('loadBundle', () => {
  it('runs the one file, with what lies outside it required from there', () => {
    bundle("exports.path = require('node:path').sep; exports.url = bundleUrl;");
    expect(loadBundle(folder, 'one')).toEqual({ path: '/', url: `file://${join(folder, codeFile(name))}` });
  });

  it('leaves a folder without a bundle alone', () => {
    expect(loadBundle(folder, 'one')).toBeUndefined();
    expect(loadBundle(join(root, 'nowhere'), 'one')).toBeUndefined();
  });

  it('takes no bundle that was made of something else than is there now', () => {
    bundle('exports.answer = 1;');
    writeFileSync(join(root, 'compiled'), 'other');
    expect(loadBundle(folder, 'one')).toBeUndefined();
    writeFileSync(join(root, 'compiled'), 'first');
    expect(loadBundle(folder, 'one')).toEqual({ answer: 1 });
    rmSync(join(root, 'compiled'));
    expect(loadBundle(folder, 'one')).toBeUndefined();
  });

  it('leaves a bundle alone that another build is replacing', () => {
    bundle('exports.answer = 1;');
    rmSync(join(folder, codeFile(name)));
    expect(loadBundle(folder, 'one')).toBeUndefined();
  });

  it('takes what V8 compiled before, and does without what V8 refuses', () => {
    bundle('exports.answer = (() => 42)();');
    const cache = runBundle(folder, name, undefined).script.createCachedData();
    expect(runBundle(folder, name, cache).script.cachedDataRejected).toBe(false);
    writeFileSync(join(folder, cacheFile(name)), Buffer.from('from another V8'));
    expect(loadBundle(folder, 'one')).toEqual({ answer: 42 });
  });

  it('does with what was compiled when it was only loaded, until there is more', () => {
    bundle('exports.answer = (() => 42)();', { keepsCache: true });
    const cache = runBundle(folder, name, undefined).script.createCachedData();
    writeFileSync(join(folder, earlyCacheFile(name)), cache);
    expect(loadBundle(folder, 'one')).toEqual({ answer: 42 });
    for (const keep of process.listeners('exit').slice(-1)) {
      keep(0);
      process.off('exit', keep);
    }
    expect(readFileSync(join(folder, cacheFile(name))).length).toBeGreaterThan(0);
  });

  it('leaves what was compiled at the start to those that start soon after', () => {
    vi.useFakeTimers();
    try {
      bundle('exports.answer = 42;', { keepsCache: true });
      expect(loadBundle(folder, 'one')).toEqual({ answer: 42 });
      expect(existsSync(join(folder, earlyCacheFile(name)))).toBe(false);
      vi.advanceTimersByTime(2_000);
      const early = readFileSync(join(folder, earlyCacheFile(name)));
      expect(runBundle(folder, name, early).script.cachedDataRejected).toBe(false);
      expect(existsSync(join(folder, cacheFile(name)))).toBe(false);
      // Whoever takes it has nothing to add so soon.
      expect(loadBundle(folder, 'one')).toEqual({ answer: 42 });
      expect(vi.getTimerCount()).toBe(2);
    } finally {
      vi.useRealTimers();
      for (const keep of process.listeners('exit').slice(-2)) process.off('exit', keep);
    }
  });

  it('goes on with what this process has run already', () => {
    bundle('throw new Error("once is enough");');
    bundlesOfThisProcess().set(join(folder, codeFile(name)), { answer: 3 });
    expect(loadBundle(folder, 'one')).toEqual({ answer: 3 });
    bundlesOfThisProcess().clear();
  });

  it('runs the one of several programs that is meant', () => {
    bundle(
      "exports.one = { answer: 1 }; Object.defineProperty(exports, 'other', { get: () => { throw new Error(); } });",
      {
        programs: ['one', 'other'],
      },
    );
    expect(loadBundle(folder, 'one')).toEqual({ answer: 1 });
  });

  it('keeps a code cache for each of several programs', () => {
    bundle('exports.one = 1; exports.other = 2;', { programs: ['one', 'other'], keepsCache: true });
    expect(loadBundle(folder, 'other')).toBe(2);
    for (const keep of process.listeners('exit').slice(-1)) {
      keep(0);
      process.off('exit', keep);
    }
    expect(existsSync(join(folder, cacheFile(name, 'other')))).toBe(true);
    expect(existsSync(join(folder, cacheFile(name, 'one')))).toBe(false);
  });

  it('does without the table of sources when a build has replaced it', () => {
    bundle('exports.fail = () => new Error("no");');
    const loaded = loadBundle<{ fail: () => Error }>(folder, 'one');
    rmSync(join(folder, sourceLinesFile(name)));
    expect(loaded?.fail().stack).toMatch(/aa11\.cjs:1:\d+/);
  });

  it('names the sources in stack traces', () => {
    bundle('\nexports.fail = function fail() {\nreturn new Error("no");\n};\nexports.own = () => new Error("own");');
    const { fail, own } = loadBundle<{ fail: () => Error; own: () => Error }>(folder, 'one') ?? {};
    const lines = fail?.().stack?.split('\n');
    expect(lines?.slice(0, 2)).toEqual(['Error: no', '    at fail (packages/x/src/fail.ts:7)']);
    // Whatever has no source keeps its place in the bundle.
    expect(own?.().stack).toMatch(/aa11\.cjs:5:\d+\)/);
    expect(new Error('elsewhere').stack).toContain('bundle.test.ts');
  });
});

function bundle(code: string, more: Partial<BundleManifest> = {}): void {
  writeFileSync(join(folder, codeFile(name)), code);
  const table = { sources: ['packages/x/src/fail.ts'], lines: [-1, 0, 0, 6, 0, 7, -1, 0, -1, 0] };
  writeFileSync(join(folder, sourceLinesFile(name)), JSON.stringify(table));
  const inputs = ['../compiled'];
  const manifest = { inputs, fingerprint: fingerprintOf(folder, inputs), name, ...more };
  writeFileSync(join(folder, BUNDLE_MANIFEST_FILE), JSON.stringify(manifest));
}
