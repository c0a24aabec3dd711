import { DraveError } from '@drave/base';
import { expect, it } from 'vitest';
import { Refusals } from './refusals.js';

it('a peer that refuses this node is told of once for each reason, and again after it has answered', () => {
  const lines: string[] = [];
  const refusals = new Refusals({ error: (_fields, text) => lines.push(text) });
  const peer = { nodeId: 1, endpoint: { host: 'one.example', port: 9 } };
  const other = { nodeId: 2, endpoint: { host: 'two.example', port: 9 } };
  const refuse = (to: typeof peer, text: string) => refusals.onFailure(to, new DraveError('UNAUTHENTICATED', text));
  refuse(peer, 'no secret');
  refuse(peer, 'no secret');
  refuse(other, 'no secret');
  refuse(peer, 'another secret');
  refusals.onFailure(peer, new DraveError('NETWORK_EXCEPTION', 'gone'));
  refusals.onFailure(peer, new Error('something else'));
  refusals.onAnswer(peer);
  refuse(peer, 'another secret');
  const told = (at: string, text: string): string => `the controller at ${at}.example:9 refuses this node: ${text}`;
  expect(lines).toEqual([
    told('one', 'no secret'),
    told('two', 'no secret'),
    told('one', 'another secret'),
    told('one', 'another secret'),
  ]);
});
