import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { generate } from './generate.js';

const protoRoot = fileURLToPath(new URL('../../../../proto', import.meta.url));
const outputRoot = fileURLToPath(new URL('../generated', import.meta.url));

function filesBelow(root: string, extension: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(entries.map((path) => [relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
}

describe('generated code', () => {
  test('is what the protos give today (else run `npm run generate`)', () => {
    const { files, failures } = generate(filesBelow(protoRoot, '.proto'));
    expect(failures).toEqual([]);
    const committed = filesBelow(outputRoot, '.ts');
    expect([...committed.keys()].sort()).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(committed.get(name) === text, `${name} is stale`).toBe(true);
  });

  test('a broken package is named and leaves the others alone', () => {
    const { files, failures } = generate(
      new Map([
        ['drave/a/v1/a.proto', 'syntax = "proto3"; package drave.a.v1; message A { int32 x = 1; }'],
        ['drave/b/v1/b.proto', 'syntax = "proto3"; package drave.b.v1; message B { Missing x = 1; }'],
      ]),
    );
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/drave\.b\.v1.*Missing/);
    expect([...files.keys()]).toContain('a.v1.ts');
  });

  test('a message that must contain itself is refused', () => {
    const { failures } = generate(
      new Map([['drave/a/v1/a.proto', 'syntax = "proto3"; package drave.a.v1; message A { A inner = 1; }']]),
    );
    expect(failures[0]).toMatch(/contains itself/);
  });
});
