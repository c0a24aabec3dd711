import { setTimeout as sleep } from 'node:timers/promises';
import type { Timers } from '@drave/env';
import { describe, expect, test } from 'vitest';
import { transportCases } from '../conformance/index.js';
import { GrpcTransport } from './index.js';

const timers: Timers = {
  set: (delayMs, callback) => ({ timer: setTimeout(callback, delayMs) }),
  clear: ({ timer }) => clearTimeout(timer as NodeJS.Timeout),
  sleep: async (delayMs) => {
    await sleep(delayMs);
  },
  yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
};

/**
 * Client and server share this event loop, which a thousand calls keep busy for longer than a keepalive waits where the
 * machine is slow. What silence does is the subject of `loss.test.ts`.
 */
const patient = { keepaliveMs: 600_000, keepaliveTimeoutMs: 600_000 };

describe('grpc transport', () => {
  test.each(transportCases)('$name', async (each) => {
    const running = each.run({
      client: new GrpcTransport(patient),
      server: new GrpcTransport(patient),
      serverEndpoint: { host: '127.0.0.1', port: 0 },
      nobody: { host: '127.0.0.1', port: 9 },
      timers,
    });
    await expect(running).resolves.toBeUndefined();
  });
});
