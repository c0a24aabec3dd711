import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareReplicas } from './compare-replicas.js';

/** A batch as far as the comparison looks: header fields and a payload. */
function batch(baseOffset: number, records: number, payload: string): Buffer {
  const body = Buffer.from(payload);
  const bytes = Buffer.alloc(61 + body.length);
  bytes.writeBigInt64BE(BigInt(baseOffset), 0);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt32BE(records - 1, 23);
  body.copy(bytes, 61);
  return bytes;
}

const segment = (offset: number): string => `${String(offset).padStart(20, '0')}.log`;

describe('compareReplicas', () => {
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  function replica(name: string, segments: Readonly<Record<string, readonly Buffer[]>>): string {
    const folder = join(scratch, name, 't-0');
    mkdirSync(folder, { recursive: true });
    for (const [file, batches] of Object.entries(segments)) writeFileSync(join(folder, file), Buffer.concat(batches));
    return join(scratch, name);
  }

  const all = [batch(0, 2, 'a'), batch(2, 3, 'bb'), batch(5, 1, 'ccc'), batch(6, 4, 'd')];

  it('finds replicas equal whatever their segments and whatever lies above the high watermark', () => {
    const one = replica('one', { [segment(0)]: all.slice(0, 3) });
    const two = replica('two', { [segment(0)]: all.slice(0, 1), [segment(2)]: [...all.slice(1), batch(10, 1, 'x')] });
    const { equal, from, replicas } = compareReplicas([one, two], 't', 0, 6);
    expect({ equal, from }).toEqual({ equal: true, from: 0 });
    expect([...replicas.values()].map((content) => [content.batches, content.endOffset])).toEqual([
      [3, 6],
      [3, 11],
    ]);
  });

  it('begins at the highest log start', () => {
    const one = replica('one', { [segment(0)]: all });
    const two = replica('two', { [segment(5)]: all.slice(2) });
    expect(compareReplicas([one, two], 't', 0, 10)).toMatchObject({ equal: true, from: 5 });
  });

  it('finds a single flipped bit, a missing batch and a missing replica', () => {
    const one = replica('one', { [segment(0)]: all });
    const flipped = batch(2, 3, 'bc');
    const two = replica('two', { [segment(0)]: [all[0] ?? flipped, flipped, ...all.slice(2)] });
    expect(compareReplicas([one, two], 't', 0, 10).equal).toBe(false);
    expect(compareReplicas([one, two], 't', 0, 2).equal).toBe(true);
    expect(compareReplicas([one, one], 't', 0, 11).equal).toBe(false);
    const three = replica('three', { [segment(0)]: all.slice(0, 2) });
    expect(compareReplicas([one, three], 't', 0, 10).equal).toBe(false);
    expect(compareReplicas([one, join(scratch, 'nowhere')], 't', 0, 10).equal).toBe(false);
  });

  it('forgives a torn tail and preallocated zeros above the end, nothing else', () => {
    const one = replica('one', { [segment(0)]: all });
    const torn = replica('torn', { [segment(0)]: [...all, batch(10, 5, 'torn').subarray(0, 40)] });
    const zeros = replica('zeros', { [segment(0)]: [...all, Buffer.alloc(100)] });
    expect(compareReplicas([one, torn, zeros], 't', 0, 10).equal).toBe(true);
    const broken = replica('broken', {
      [segment(0)]: [all[0] ?? Buffer.alloc(0), Buffer.from('garbage, no batch at all')],
    });
    expect(() => compareReplicas([one, broken], 't', 0, 10)).toThrow('no whole batch at position');
    const backwards = replica('backwards', { [segment(0)]: [batch(2, 3, 'a'), batch(3, 1, 'b')] });
    expect(() => compareReplicas([one, backwards], 't', 0, 10)).toThrow('offset 3 after 4');
  });
});
