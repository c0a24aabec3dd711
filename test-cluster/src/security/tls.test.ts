import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerService, type ChannelOptions } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest, refusalOf } from '../bad-input/cluster-under-test.js';
import { configOf, runNode, temporaryFolder, writeConfig } from '../bad-input/node-run.js';
import { Authority, type Issued } from '@drave/env/testing';
import { writePem } from './pem-files.js';
import { boundMs } from '../bounds.js';

/** Clusters whose nodes speak TLS only: they form, serve who shows the right papers, and tell the others why not. */
let folder: string;
let authority: Authority;
let node: Issued;

beforeAll(async () => {
  folder = temporaryFolder();
  authority = await Authority.create('test authority');
  node = await authority.issue('drave node');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('mTLS', () => {
  let test: ClusterUnderTest;
  let certificateFiles: { certificateFile: string; privateKeyFile: string; clientCaFile: string };
  let client: NonNullable<ChannelOptions['tls']>;

  beforeAll(async () => {
    certificateFiles = writePem(folder, {
      certificateFile: node.certificatePem,
      privateKeyFile: node.privateKeyPem,
      clientCaFile: authority.pem,
    });
    client = { caPem: authority.pem, ...(await authority.issue('a client')) };
    test = await ClusterUnderTest.start({ controllers: 3, brokers: 3, tls: certificateFiles }, client);
  });
  afterAll(async () => {
    await test.close();
  });

  it('3 + 3 nodes form a cluster, replicate, and survive the loss of the active controller', async () => {
    expect(await test.proof()).toBe('sound');
    await test.cluster.kill('controller');
    expect(await test.proof()).toBe('sound');
  });

  it('refuses a caller without a certificate, with one of another authority, and one that speaks no TLS', async () => {
    const stranger = await Authority.create('another authority');
    const attempts: readonly (readonly [ChannelOptions, RegExp])[] = [
      [{ tls: { caPem: authority.pem } }, /certificate required/],
      [
        { tls: { caPem: authority.pem, ...(await stranger.issue('a client')) } },
        // With TLS 1.3 the client finishes first: the refusal comes as an alert, or is outrun by the reset behind it.
        /as with a peer that refuses our certificate|TLS: |reset|ended/,
      ],
      [{ tls: { ...client, caPem: stranger.pem } }, /certificate|issuer/],
      [{}, /as one does that expects TLS/],
    ];
    const transport = new GrpcTransport();
    for (const { grpc } of test.cluster.nodes.filter(({ state }) => state === 'running')) {
      for (const [options, message] of attempts) {
        const channel = transport.connect(grpc, options);
        const request = { pageSize: 10, pageToken: '', local: true };
        const refusal = await refusalOf(
          channel.unary(brokerService.methods.listBrokers, request, { deadlineMs: boundMs(5_000, 'a call') }),
        );
        expect(refusal.code).toBe('NETWORK_EXCEPTION');
        expect(refusal.message).toMatch(message);
        channel.close();
      }
    }
    expect(await test.proof()).toBe('sound');
  });

  it.each([
    ['certificateFile', 'nowhere.pem', /'listeners\.grpc\.tls\.certificateFile': cannot read '.*nowhere\.pem': ENOENT/],
    ['privateKeyFile', 'other-key.pem', /'listeners\.grpc\.tls': .*key values mismatch/],
    ['clientCaFile', 'garbage.pem', /'listeners\.grpc\.tls': .*(PEM|no start line|wrong tag|asn1)/i],
  ])('a node with a bad %s does not start, and says which', async (key, file, message) => {
    const own = temporaryFolder();
    try {
      writeFileSync(join(own, 'other-key.pem'), (await authority.issue('other')).privateKeyPem);
      writeFileSync(join(own, 'garbage.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
      const config = {
        ...configOf(test.cluster.node('b1')),
        node: { id: 77, roles: ['broker'] },
        dataDirectories: [join(own, 'data')],
        listeners: { grpc: { host: '127.0.0.1', port: 0, tls: { ...certificateFiles, [key]: file } } },
        log: { level: 'info' },
      };
      const { exitCode, stderr, stdout } = await runNode(writeConfig(own, config));
      expect(stdout).toBe('');
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(exitCode).toBe(78);
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});

describe('TLS without client certificates', () => {
  it('the cluster forms, and serves whoever trusts its authority', async () => {
    const tls = writePem(folder, {
      certificateFile: node.certificatePem,
      privateKeyFile: node.privateKeyPem,
      caFile: authority.pem,
    });
    const test = await ClusterUnderTest.start({ controllers: 1, brokers: 1, tls }, { caPem: authority.pem });
    expect(await test.proof()).toBe('sound');
    await test.close();
  });
});
