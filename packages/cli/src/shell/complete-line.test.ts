import { describe, expect, it } from 'vitest';
import { completeLine } from './complete-line.js';

const names = {
  commands: ['kill', 'events', 'topic ls', 'topic create', 'help'],
  nodes: ['c1', 'b1', 'b2'],
  topics: ['orders', 'other'],
};

describe('completeLine', () => {
  it.each([
    ['ki', ['kill']],
    ['', ['kill', 'events', 'topic', 'help']],
    ['topic ', ['ls', 'create']],
    ['topic cr', ['create']],
    ['kill b', ['b1', 'b2', 'brokers']],
    ['kill b1,b', ['b1,b1', 'b1,b2', 'b1,brokers']],
    ['kill le', ['leader:']],
    ['kill leader:o', ['leader:orders/', 'leader:other/']],
    ['kill c1,follower:or', ['c1,follower:orders/']],
    ['topic ls or', ['orders']],
    ['kill nobody', []],
  ])('%j', (line, expected) => {
    expect(completeLine(line, names)).toEqual([expected, line.split(' ').at(-1)]);
  });
});
