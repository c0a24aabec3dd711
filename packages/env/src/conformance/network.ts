import { describe, expect, it } from 'vitest';
import { deferred, isDraveError } from '@drave/base';
import type { Connection } from '../network.js';
import type { Env } from '../env.js';
import { bytesOf, onFresh, type MakeSubject, rejectionOf, type Subject, textOf } from './subject.js';

export function testNetwork(name: string, make: MakeSubject): void {
  describe(`network (${name})`, () => {
    it(
      'bytes go both ways, in order, and the end is seen',
      onFresh(make, async (env, subject) => {
        const { client, server, close } = await pair(env, subject);
        await client.write([bytesOf('hello '), bytesOf('world')]);
        await client.end();
        expect(await readAll(server)).toBe('hello world');
        await server.write([bytesOf('half-closed, still answering')]);
        await server.end();
        expect(await readAll(client)).toBe('half-closed, still answering');
        await close();
      }),
    );

    it(
      'much more than any window arrives whole while the reader is slow',
      onFresh(make, async (env, subject) => {
        const { client, server, close } = await pair(env, subject);
        const total = 8 * 1024 * 1024;
        const send = async (): Promise<void> => {
          for (let sent = 0; sent < total; sent += 65_536)
            await client.write([new Uint8Array(65_536).fill((sent / 65_536) % 251)]);
          await client.end();
        };
        const sending = send();
        let received = 0;
        for (;;) {
          const chunk = await server.read();
          if (chunk === undefined) break;
          for (let index = 0; index < chunk.length; index += 997)
            if (chunk[index] !== Math.floor((received + index) / 65_536) % 251) throw new Error('bytes out of order');
          received += chunk.length;
          if (received % 3 === 0) await env.timers.sleep(0);
        }
        await sending;
        expect(received).toBe(total);
        await close();
      }),
    );

    it(
      'a writer waits for a reader that does not read',
      onFresh(make, async (env, subject) => {
        const { client, server, close } = await pair(env, subject);
        let written = 0;
        const flood = async (): Promise<void> => {
          for (; written < 64 * 1024 * 1024; written += 65_536) await client.write([new Uint8Array(65_536)]);
        };
        const flooding = rejectionOf(flood());
        await env.timers.sleep(300);
        expect(written).toBeLessThan(64 * 1024 * 1024);
        server.destroy();
        expect(isDraveError(await flooding, 'NETWORK_EXCEPTION')).toBe(true);
        await close();
      }),
    );

    it(
      'a destroyed connection fails here and ends there',
      onFresh(make, async (env, subject) => {
        const { client, server, close } = await pair(env, subject);
        const reading = server.read().then(
          (bytes) => (bytes === undefined ? 'end' : 'bytes'),
          (reason: unknown) => (isDraveError(reason, 'NETWORK_EXCEPTION') ? 'failed' : 'other'),
        );
        client.destroy();
        expect(['end', 'failed']).toContain(await reading);
        expect(isDraveError(await rejectionOf(client.read()), 'NETWORK_EXCEPTION')).toBe(true);
        expect(isDraveError(await rejectionOf(client.write([bytesOf('x')])), 'NETWORK_EXCEPTION')).toBe(true);
        await close();
      }),
    );

    it(
      'an address is used once, and is refused when nobody listens',
      onFresh(make, async (env, subject) => {
        const listener = await env.network.listen({ host: subject.listenHost, port: 0 }, () => {});
        expect(listener.endpoint.port).toBeGreaterThan(0);
        const second = await rejectionOf(env.network.listen(listener.endpoint, () => {}));
        expect(isDraveError(second, 'ADDRESS_IN_USE')).toBe(true);
        await listener.close();
        const thrown = await rejectionOf(env.network.connect(listener.endpoint));
        expect(isDraveError(thrown, 'NETWORK_EXCEPTION')).toBe(true);
        expect(isDraveError(thrown) && thrown.details.metadata?.reason).toBe('refused');
        const again = await env.network.listen(listener.endpoint, () => {});
        await again.close();
      }),
    );

    it(
      'connections outlive the listener that accepted them',
      onFresh(make, async (env, subject) => {
        const { client, server, listener, close } = await pair(env, subject);
        await listener.close();
        await client.write([bytesOf('still')]);
        await client.end();
        expect(await readAll(server)).toBe('still');
        await close();
      }),
    );

    it(
      'one read at a time',
      onFresh(make, async (env, subject) => {
        const { client, server, close } = await pair(env, subject);
        const first = server.read();
        expect(isDraveError(await rejectionOf(server.read()), 'INVALID_REQUEST')).toBe(true);
        await client.write([bytesOf('x')]);
        expect(textOf(await first)).toBe('x');
        await close();
      }),
    );
  });
}

async function pair(env: Env, subject: Subject) {
  const accepted = deferred<Connection>();
  const listener = await env.network.listen({ host: subject.listenHost, port: 0 }, (connection) =>
    accepted.resolve(connection),
  );
  const client = await env.network.connect(listener.endpoint, { timeoutMs: 5_000 });
  const server = await accepted.promise;
  const close = async (): Promise<void> => {
    client.destroy();
    server.destroy();
    await listener.close();
  };
  return { client, server, listener, close };
}

async function readAll(connection: Connection): Promise<string> {
  let text = '';
  for (;;) {
    const chunk = await connection.read();
    if (chunk === undefined) return text;
    text += textOf(chunk);
  }
}
