import { describe, expect, it } from 'vitest';
import { deferred, isDraveError } from '@drave/base';
import { bytesOf, rejectionOf, textOf } from '../conformance/subject.js';
import { silentLogger } from '../logger.js';
import type { Connection, TlsClientOptions } from '../network.js';
import { Authority } from '../testing/authority.js';
import { NodeNetwork } from './network.js';

describe('TLS', () => {
  it('carries bytes, checks both certificates, and tells the name of the client', async () => {
    const authority = await Authority.create('test authority');
    const server = await authority.issue('localhost');
    const client = await authority.issue('client-7');
    const network = new NodeNetwork(silentLogger);
    const accepted = deferred<Connection>();
    const listener = await network.listen({ host: '127.0.0.1', port: 0 }, accepted.resolve, {
      tls: { certificatePem: server.certificatePem, privateKeyPem: server.privateKeyPem, clientCaPem: authority.pem },
    });
    const endpoint = { host: 'localhost', port: listener.endpoint.port };
    const tls: TlsClientOptions = {
      caPem: authority.pem,
      certificatePem: client.certificatePem,
      privateKeyPem: client.privateKeyPem,
    };
    const ours = await network.connect(endpoint, { tls });
    const theirs = await accepted.promise;
    expect(theirs.peerCertificateName).toBe('client-7');
    await ours.write([bytesOf('sealed')]);
    expect(textOf(await theirs.read())).toBe('sealed');
    await ours.end();
    expect(await theirs.read()).toBeUndefined();
    await theirs.write([bytesOf('answer after the end')]);
    await theirs.end();
    expect(textOf(await ours.read())).toBe('answer after the end');
    expect(await ours.read()).toBeUndefined();
    ours.destroy();
    theirs.destroy();

    const stranger = await Authority.create('another authority');
    const untrusted = await rejectionOf(network.connect(endpoint, { tls: { ...tls, caPem: stranger.pem } }));
    expect(isDraveError(untrusted, 'NETWORK_EXCEPTION')).toBe(true);
    const wrongName = await rejectionOf(network.connect(endpoint, { tls: { ...tls, serverName: 'elsewhere' } }));
    expect(isDraveError(wrongName, 'NETWORK_EXCEPTION')).toBe(true);
    // TLS 1.3 lets the client finish first: a missing certificate shows with the first read.
    const anonymous = await network.connect(endpoint, { tls: { caPem: authority.pem } });
    expect(isDraveError(await rejectionOf(anonymous.read()), 'NETWORK_EXCEPTION')).toBe(true);
    await listener.close();
  });
});
