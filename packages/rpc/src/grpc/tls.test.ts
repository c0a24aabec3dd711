import { Authority } from '@drave/env/testing';
import { describe, expect, test } from 'vitest';
import { createConformanceService, payload } from '../conformance/service.js';
import { connectionLoss } from '../connection-loss.js';
import { conformanceService } from '../generated/conformance.v1.js';
import { GrpcTransport } from './index.js';

const { context, echo } = conformanceService.methods;
const timers = { set: () => ({ timer: 0 }), clear: () => {}, sleep: async () => {}, yieldTurn: async () => {} };

describe('TLS', () => {
  test('mTLS: both certificates are checked, and the handler learns the name of the caller', async () => {
    const authority = await Authority.create('drave test');
    const node = await authority.issue('localhost');
    const broker = await authority.issue('broker-7');
    const { implementation } = createConformanceService(timers);
    const transport = new GrpcTransport();
    const server = await transport.serve({ host: '127.0.0.1', port: 0 }, [implementation], {
      tls: { ...node, clientCaPem: authority.pem },
    });
    const target = { host: 'localhost', port: server.endpoint.port };
    const channel = transport.connect(target, { tls: { caPem: authority.pem, ...broker } });
    const facts = await channel.unary(context, payload(), { deadlineMs: 3_000 });
    expect(facts.peerCertificateName).toBe('broker-7');

    const stranger = await Authority.create('stranger');
    const refusals = [
      transport.connect(target, { tls: { caPem: authority.pem } }),
      transport.connect(target, { tls: { caPem: authority.pem, ...(await stranger.issue('broker-7')) } }),
      transport.connect(target, { tls: { caPem: stranger.pem, ...broker } }),
      transport.connect(target, { tls: { caPem: authority.pem, ...broker, serverName: 'elsewhere' } }),
      transport.connect(target),
    ];
    const reasons = [
      /certificate required/,
      /refuses our certificate/,
      /certificate|issuer/,
      /elsewhere/,
      /expects TLS/,
    ];
    for (const [index, refused] of refusals.entries()) {
      await expect(refused.unary(echo, payload(), { deadlineMs: 3_000 })).rejects.toMatchObject({
        code: 'NETWORK_EXCEPTION',
        message: expect.stringMatching(reasons[index] ?? /never/),
      });
      refused.close();
    }
    await channel.unary(echo, payload(), { deadlineMs: 3_000 });
    channel.close();
    await server.close(0);
  });

  test('a failed handshake is no evidence that the peer is gone', async () => {
    const authority = await Authority.create('drave test');
    const { implementation } = createConformanceService(timers);
    const transport = new GrpcTransport();
    const server = await transport.serve({ host: '127.0.0.1', port: 0 }, [implementation], {
      tls: await authority.issue('localhost'),
    });
    const channel = transport.connect(
      { host: 'localhost', port: server.endpoint.port },
      { tls: { caPem: (await Authority.create('x')).pem } },
    );
    const failure: unknown = await channel
      .unary(echo, payload(), { deadlineMs: 3_000 })
      .catch((reason: unknown) => reason);
    expect(connectionLoss(failure)).toBe('timeout');
    expect(String(failure)).toMatch(/certificate|self.signed|issuer/);
    channel.close();
    await server.close(0);
  });
});
