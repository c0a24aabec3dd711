import { describe, expect, it } from 'vitest';
import { HEIGHT, placesOf, pointBetween, WIDTH } from './layout.js';

const node = (name: string, kind: 'controller' | 'broker') =>
  ({ name, kind, process: 'up', quorum: undefined, replica: undefined }) as const;

describe('placesOf', () => {
  it('gives everybody a place of his own, inside the picture', () => {
    const nodes = [node('c1', 'controller'), node('c2', 'controller'), node('b1', 'broker'), node('b2', 'broker')];
    const places = placesOf({ nodes, clients: [] });
    expect([...places.keys()]).toEqual(['c1', 'c2', 'b1', 'b2']);
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
    for (const { x, y } of places.values()) expect(x > 0 && x < WIDTH && y > 0 && y < HEIGHT).toBe(true);
  });
});

describe('pointBetween', () => {
  it('goes from one end to the other, on its own side of the line', () => {
    const [one, other] = [
      { x: 10, y: 10 },
      { x: 50, y: 10 },
    ];
    expect(pointBetween(one, other, 0)).toEqual(one);
    expect(pointBetween(one, other, 1).x).toBeCloseTo(50);
    expect(pointBetween(one, other, 0.5).y).toBeGreaterThan(10);
    expect(pointBetween(other, one, 0.5).y).toBeLessThan(10);
  });
});
