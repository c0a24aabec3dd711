import { connect as dial, type Socket } from 'node:net';
import { connect as http2Connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConformanceService, payload } from '../conformance/service.js';
import { conformanceService } from '../generated/conformance.v1.js';
import type { RpcChannel, RpcServer } from '../transport.js';
import { GrpcTransport } from './index.js';

const { echo } = conformanceService.methods;
const timers = { set: () => ({ timer: 0 }), clear: () => {}, sleep, yieldTurn: async () => {} };

describe('bad input on the port', () => {
  let server: RpcServer;
  let channel: RpcChannel;

  beforeEach(async () => {
    const { implementation } = createConformanceService({ ...timers, sleep: (ms) => sleep(ms) });
    server = await new GrpcTransport().serve({ host: '127.0.0.1', port: 0 }, [implementation]);
    channel = new GrpcTransport().connect(server.endpoint);
    await channel.unary(echo, payload(), { deadlineMs: 2_000 });
  });

  afterEach(async () => {
    // The client that was connected all along, and a new one.
    await channel.unary(echo, payload({ number: 1 }), { deadlineMs: 2_000 });
    const another = new GrpcTransport().connect(server.endpoint);
    await another.unary(echo, payload({ number: 2 }), { deadlineMs: 2_000 });
    another.close();
    channel.close();
    await server.close(0);
  });

  test.each([
    ['random bytes', Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 197 + 31) & 0xff))],
    ['HTTP/1', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a Kafka frame of 2 GB', Buffer.from('7fffffff000000120000', 'hex')],
    [
      'an HTTP/2 preface and a frame of 16 MB',
      Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from('ffffff000000000001', 'hex')]),
    ],
  ])('%s ends that connection alone', async (_name, bytes) => {
    const socket = await raw(server.endpoint.port);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(bytes);
    await Promise.race([closed, sleep(3_000).then(() => expect.unreachable('the connection was not closed'))]);
  });

  test('a message that announces 2 GB is refused before it is read', async () => {
    const before = process.memoryUsage().rss;
    const session = http2Connect(`http://127.0.0.1:${server.endpoint.port}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': echo.path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const status = new Promise<string>((resolve) => {
      stream.on(
        'response',
        (headers) => headers['grpc-status'] !== undefined && resolve(String(headers['grpc-status'])),
      );
      stream.on('trailers', (headers) => resolve(String(headers['grpc-status'])));
    });
    stream.write(Buffer.from('007fffffff', 'hex'));
    stream.write(Buffer.alloc(32 * 1024));
    expect(await status).toBe('8');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    session.destroy();
  });

  test('a malformed message is INVALID_REQUEST for that call', async () => {
    const method = { ...echo, encodeRequestPieces: () => [Buffer.from('08ff', 'hex')] };
    await expect(channel.unary(method, payload(), { deadlineMs: 2_000 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('Payload'),
    });
  });

  test('connections above the limit are dropped', async () => {
    const { implementation } = createConformanceService({ ...timers, sleep: (ms) => sleep(ms) });
    const small = await new GrpcTransport({ connectionsMax: 1 }).serve({ host: '127.0.0.1', port: 0 }, [
      implementation,
    ]);
    const first = await raw(small.endpoint.port);
    const second = await raw(small.endpoint.port);
    await new Promise<void>((resolve) => second.once('close', () => resolve()));
    expect(first.destroyed).toBe(false);
    first.destroy();
    await small.close(0);
  });
});

async function raw(port: number): Promise<Socket> {
  const socket = dial(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return socket;
}
