import { describe, expect, it } from 'vitest';
import { makePlan, shapeOf } from './plan.js';

describe('plan', () => {
  it('refuses an even quorum with the reason', () => {
    expect(() => shapeOf({ controllers: 2 })).toThrow('2 controllers tolerate 0 failures, the same as 1. Use 1 or 3');
    expect(() => shapeOf({ controllers: 4 })).toThrow('4 controllers tolerate 1 failure, the same as 3. Use 3 or 5');
    expect(shapeOf({ controllers: 4, allowEven: true })).toEqual({ controllers: 4, brokers: 3, combined: false });
  });

  it.each([0, -1, 1.5, 9, Number.NaN])('refuses %s controllers', (controllers) => {
    expect(() => shapeOf({ controllers })).toThrow(/is not a whole number from 1 to 7|tolerate/);
  });

  it('gives every node an id, a name, two ports; racks and a port for Kafka to the brokers', () => {
    const plan = makePlan(
      'shop',
      { controllers: 1, brokers: 3, combined: false },
      ['r1', 'r2'],
      range(8),
      [90, 91, 92],
      () => 'u',
    );
    expect(
      plan.nodes.map((node) => [node.id, node.name, node.grpcPort, node.httpPort, node.kafkaPort, node.rack]),
    ).toEqual([
      [1, 'c1', 0, 1, undefined, undefined],
      [2, 'b1', 2, 3, 90, 'r1'],
      [3, 'b2', 4, 5, 91, 'r2'],
      [4, 'b3', 6, 7, 92, 'r1'],
    ]);
  });

  it('makes combined nodes', () => {
    const plan = makePlan('shop', shapeOf({ controllers: 3, combined: true }), [], range(6), range(3), () => 'u');
    expect(plan.nodes.map((node) => [node.name, node.roles])).toEqual(
      ['n1', 'n2', 'n3'].map((name) => [name, ['controller', 'broker']]),
    );
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
