import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resetSocket } from './reset-socket.js';

let server: Server;
let accepted: Promise<Socket>;
beforeEach(async () => {
  server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  accepted = once(server, 'connection').then(([socket]: Socket[]) => socket ?? expect.unreachable());
});
afterEach(() => void server.close());

async function connected(): Promise<[near: Socket, far: Socket]> {
  const near = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  await once(near, 'connect');
  const far = await accepted;
  far.resume();
  return [near, far];
}

describe('a socket that is reset', () => {
  it('is seen as reset by its peer', async () => {
    const [near, far] = await connected();
    const failure = once(far, 'error');
    resetSocket(near);
    expect(await failure).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('closes, too, when it has ended its direction in the same moment', async () => {
    const [near, far] = await connected();
    near.end();
    resetSocket(near);
    await once(near, 'close');
    far.destroy();
  });
});
