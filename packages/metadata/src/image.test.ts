import { expect, it } from 'vitest';
import { TestMetadata } from './testing/index.js';

it.each<[name: string, id: number | undefined]>([
  ['0', 0],
  ['12', 12],
  // Number() takes all of these for 0 or 12.
  ['', undefined],
  [' ', undefined],
  ['012', undefined],
  ['12.0', undefined],
  ['0xc', undefined],
  ['1', undefined],
  ['twelve', undefined],
])('the broker of the name %j is %s', (name, id) => {
  const metadata = new TestMetadata();
  metadata.brokers(0, 12);
  expect(metadata.image.brokerByName(name)?.id).toBe(id);
});
