import { createLifeEnv, RealTimeWorld } from '@drave/env/in-process';
import type { SimHost } from '@drave/env/sim';
import { describe, expect, test } from 'vitest';
import { transportCases } from '../conformance/index.js';
import { GrpcTransport } from '../grpc/index.js';
import { InProcessTransport } from './index.js';

/** The event loop of this one process is busy for longer than a keepalive waits where the machine is slow. */
const patient = { keepaliveMs: 600_000, keepaliveTimeoutMs: 600_000, keepsAlive: false };

describe.each(['memory', 'sockets'] as const)('transport in one process, over %s', (between) => {
  test.each(transportCases)('$name', async (each) => {
    const fatal: unknown[] = [];
    const world = new RealTimeWorld((_life, reason) => fatal.push(reason));
    const make = (name: string): SimHost =>
      world.createHost(
        name,
        {},
        (life) => createLifeEnv(life, { storage: 'memory', root: '/', logger: { level: 'silent' } }).env,
      );
    const onFatal = (error: unknown): void => void fatal.push(error);
    const transportOf = ({ life }: SimHost): InProcessTransport =>
      new InProcessTransport(life, { grpc: new GrpcTransport(patient), between, onFatal });
    const [client, server] = [make('client'), make('server')];
    const transports = { client: transportOf(client), server: transportOf(server) };
    await each.run({
      ...transports,
      serverEndpoint: { host: '127.0.0.1', port: 0 },
      nobody: { host: '127.0.0.1', port: 9 },
      timers: client.env.timers,
    });
    expect(fatal).toEqual([]);
    for (const host of [client, server]) host.crash();
    await Promise.all([transports.client.end(), transports.server.end()]);
  });
});
