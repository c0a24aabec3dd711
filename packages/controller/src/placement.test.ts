import { runSteps } from '@drave/base';
import { SeededRandom } from '@drave/env/sim';
import { TestMetadata } from '@drave/metadata/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeReplicas } from './placement.js';

function cluster(racks: readonly (string | undefined)[], fenced: readonly number[] = []) {
  const metadata = new TestMetadata();
  racks.forEach((rack, id) => metadata.apply(metadata.registration(id, { rack, fenced: fenced.includes(id) })));
  return metadata.image;
}

function place(
  image: ReturnType<typeof cluster>,
  partitionCount: number,
  replicationFactor: number,
  existing: readonly (readonly number[])[] = [],
  seed = 1,
) {
  return runSteps(placeReplicas(image, { partitionCount, replicationFactor, existing }, new SeededRandom(seed)));
}

function spread(counts: ReadonlyMap<number, number>, brokers: number): number {
  const all = Array.from({ length: brokers }, (_, id) => counts.get(id) ?? 0);
  return Math.max(...all) - Math.min(...all);
}

function tally(ids: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

describe('placeReplicas', () => {
  it('is even to within one for leaders and replicas, without doubles, for any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), fc.nat(), (brokers, count, seed) => {
        const replicationFactor = 1 + (seed % Math.min(brokers, 5));
        const placed = place(cluster(Array(brokers).fill(undefined)), count, replicationFactor, [], seed);
        expect(placed).toHaveLength(count);
        expect(placed.every((replicas) => new Set(replicas).size === replicationFactor)).toBe(true);
        expect(spread(tally(placed.map(([leader]) => leader ?? -1)), brokers)).toBeLessThanOrEqual(1);
        expect(spread(tally(placed.flat()), brokers)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 200 },
    );
  });

  it('uses as many racks as there are', () => {
    const racks = ['a', 'a', 'b', 'b', 'c', 'c'];
    for (const replicas of place(cluster(racks), 60, 3)) {
      expect(new Set(replicas.map((id) => racks[id])).size).toBe(3);
    }
    for (const replicas of place(cluster(racks), 60, 4)) {
      expect(new Set(replicas.map((id) => racks[id])).size).toBe(3);
    }
  });

  it('takes fenced brokers last, and never to lead', () => {
    const image = cluster([undefined, undefined, undefined, undefined], [3]);
    expect(place(image, 20, 3).flat()).not.toContain(3);
    const four = place(image, 20, 4);
    expect(four.every(([leader]) => leader !== 3)).toBe(true);
    expect(four.every((replicas) => replicas.includes(3))).toBe(true);
  });

  it('goes on where the topic stopped', () => {
    const image = cluster(Array(5).fill(undefined));
    const first = place(image, 7, 2);
    const more = place(image, 8, 2, first, 99);
    expect(spread(tally([...first, ...more].map(([leader]) => leader ?? -1)), 5)).toBeLessThanOrEqual(1);
  });

  it('is the same for the same seed, and differs between topics', () => {
    const image = cluster(Array(5).fill(undefined));
    expect(place(image, 10, 3, [], 7)).toEqual(place(image, 10, 3, [], 7));
    expect(place(image, 10, 3, [], 7)).not.toEqual(place(image, 10, 3, [], 8));
  });
});
