import { connect, type Settings } from 'node:http2';
import { expect, test } from 'vitest';
import { createConformanceService } from '../conformance/service.js';
import { conformanceService } from '../generated/conformance.v1.js';
import { GrpcTransport } from './index.js';

const { converse, echo } = conformanceService.methods;
const timers = { set: () => ({ timer: 0 }), clear: () => {}, sleep: async () => {}, yieldTurn: async () => {} };

test('a connection may send far ahead once it carries a stream, and not before', async () => {
  const { implementation } = createConformanceService(timers);
  const server = await new GrpcTransport().serve({ host: '127.0.0.1', port: 0 }, [implementation]);
  const session = connect(`http://127.0.0.1:${server.endpoint.port}`);
  const call = (path: string) =>
    session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' });
  const nextSettings = (): Promise<Settings> => new Promise((resolve) => session.once('remoteSettings', resolve));
  const first = await nextSettings();
  expect(first.initialWindowSize).toBe(65_535);

  const unary = call(echo.path);
  unary.end(Buffer.alloc(5));
  await new Promise((resolve) => unary.once('close', resolve).resume());
  expect(session.remoteSettings.initialWindowSize).toBe(65_535);

  const widened = nextSettings();
  const stream = call(converse.path);
  expect((await widened).initialWindowSize).toBe(1024 * 1024);
  stream.destroy();
  session.destroy();
  await server.close(0);
});
