import { DraveError, deferred } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import type { MetadataImage } from '@drave/metadata';
import { describe, expect, it } from 'vitest';
import { MarkerDestinations } from './marker-destinations.js';

/** An image without any topic; the test says when it is known to be up to date. */
function setUp() {
  const { env } = new SimWorld({ seed: 1 }).createHost('host');
  const catchUps: { readonly resolve: () => void; readonly reject: (reason: unknown) => void }[] = [];
  let found = 0;
  const destinations = new MarkerDestinations({
    env,
    image: () => ({ topicByName: () => undefined }) as unknown as MetadataImage,
    catchUp: () => {
      const over = deferred();
      catchUps.push(over);
      return over.promise;
    },
    found: () => found++,
    onFatal: (reason) => {
      throw reason;
    },
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  const kindAt = (looks: number): string => destinations.of('t', 1, looks).kind;
  return { destinations, catchUps, kindAt, settle, foundCount: () => found };
}

/** D11: only what is newer than the end of a transaction says that its partitions are deleted. */
describe('a partition that is not known', () => {
  it('is gone once newer metadata does not know it either', async () => {
    const { destinations, catchUps, kindAt, settle, foundCount } = setUp();
    const { looks } = destinations;
    expect([kindAt(looks), kindAt(looks)]).toEqual(['unknown', 'unknown']);
    await settle();
    expect([catchUps.length, foundCount(), kindAt(looks)]).toEqual([1, 0, 'unknown']);
    catchUps[0]?.resolve();
    await settle();
    expect([catchUps.length, foundCount(), kindAt(looks)]).toEqual([1, 1, 'gone']);
  });

  it('is looked for once more when the transaction has ended after the look began', async () => {
    const { destinations, catchUps, kindAt, settle } = setUp();
    kindAt(destinations.looks);
    await settle();
    const { looks } = destinations;
    catchUps[0]?.resolve();
    await settle();
    expect(kindAt(looks)).toBe('unknown');
    await settle();
    catchUps[1]?.resolve();
    await settle();
    expect(kindAt(looks)).toBe('gone');
  });

  it('stays unknown when newer metadata is not to be had, until the next look', async () => {
    const { destinations, catchUps, kindAt, settle, foundCount } = setUp();
    const { looks } = destinations;
    kindAt(looks);
    await settle();
    catchUps[0]?.reject(new DraveError('REQUEST_TIMED_OUT'));
    await settle();
    expect([foundCount(), kindAt(looks)]).toEqual([0, 'unknown']);
    await settle();
    catchUps[1]?.resolve();
    await settle();
    expect(kindAt(looks)).toBe('gone');
  });
});
