import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { NodeConnection } from './connection.js';

it.each([
  ['10.0.0.4', '10.0.0.4'],
  // What a listener on `::` sees of a client that speaks IPv4.
  ['::ffff:10.0.0.4', '10.0.0.4'],
  ['::1', '::1'],
  ['::ffff:1', '::ffff:1'],
])('the address %s of a client is called %s', (seen, called) => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: seen });
  const connection = new NodeConnection(socket);
  expect(connection.remote.host).toBe(called);
  connection.destroy();
});
