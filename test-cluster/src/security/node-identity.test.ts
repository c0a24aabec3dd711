import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '@drave/base';
import { brokerService, raftService, type ChannelOptions } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { Authority } from '@drave/env/testing';
import { describe, expect, it } from 'vitest';
import { ClusterUnderTest, refusalOf } from '../bad-input/cluster-under-test.js';
import { configOf, freePort, startNode, temporaryFolder, writeConfig } from '../bad-input/node-run.js';
import { boundMs } from '../bounds.js';
import { writePem } from './pem-files.js';

/** Clusters whose nodes recognise each other: what is for nodes is closed to everybody else, and nothing else is. */
const deadlineMs = boundMs(5_000, 'a call');

describe('a cluster with a secret', () => {
  it('works, and closes what is for nodes to who does not know it', async () => {
    const brokerConfig = { 'drave.cluster.secret': 'what only its nodes know' };
    const test = await ClusterUnderTest.start({ controllers: 1, brokers: 2, brokerConfig });
    const folder = temporaryFolder();
    try {
      expect(await test.proof()).toBe('sound');
      const { grpc } = test.cluster.node('c1');
      const { clusterId } = test.cluster;
      expect(await vote(grpc, clusterId, {})).toEqual({
        code: 'UNAUTHENTICATED',
        message: 'only nodes of the cluster may call this, with its secret',
      });
      expect(await vote(grpc, clusterId, { credential: 'something else' })).toMatchObject({
        code: 'CLUSTER_AUTHORIZATION_FAILED',
      });
      await expectNoMember(test, folder);
      expect(await test.proof()).toBe('sound');
    } finally {
      await test.close();
      rmSync(folder, { recursive: true });
    }
  });
});

/** A broker with the right cluster and no secret is formatted and started, and never becomes a member. */
async function expectNoMember(test: ClusterUnderTest, folder: string): Promise<void> {
  const like = configOf(test.cluster.node('b1'));
  const logFile = join(folder, 'node.log');
  const config = {
    ...like,
    node: { id: 44, name: 'stranger', roles: ['broker' as const] },
    broker: {},
    dataDirectories: [join(folder, 'data')],
    listeners: { grpc: { host: '127.0.0.1', port: await freePort() }, http: { host: '127.0.0.1', port: 0 } },
    log: { level: 'info' as const, file: logFile },
  };
  await test.format(config);
  const started = await startNode(writeConfig(folder, config));
  try {
    await test.cluster.waitUntil('the broker without the secret is refused', () =>
      readFileSync(logFile, 'utf8').includes('only nodes of the cluster may call this')
        ? undefined
        : 'nothing about it in its log',
    );
    expect((await test.cluster.view.brokers()).map(({ id }) => id)).not.toContain(44);
    expect((await fetch(`${started.http}/readyz`)).status).toBe(503);
  } finally {
    await started.kill();
  }
}

describe('a cluster whose nodes have names on their certificates', () => {
  it('serves clients of the same authority, and closes to them what is for nodes', async () => {
    const folder = temporaryFolder();
    const authority = await Authority.create('test authority');
    const node = await authority.issue('node.cluster.example');
    const client = { caPem: authority.pem, ...(await authority.issue('a client')) };
    const tls = writePem(folder, {
      certificateFile: node.certificatePem,
      privateKeyFile: node.privateKeyPem,
      clientCaFile: authority.pem,
    });
    const brokerConfig = { 'drave.cluster.node.names': 'node.cluster.example' };
    const test = await ClusterUnderTest.start({ controllers: 1, brokers: 2, tls, brokerConfig }, client);
    try {
      expect(await test.proof()).toBe('sound');
      const { grpc } = test.cluster.node('c1');
      expect(await vote(grpc, test.cluster.clusterId, { tls: client })).toMatchObject({
        code: 'CLUSTER_AUTHORIZATION_FAILED',
        message: expect.stringContaining("'a client'"),
      });
      const request = { pageSize: 10, pageToken: '', local: true };
      const answer = await test.channel(grpc).unary(brokerService.methods.listBrokers, request, { deadlineMs });
      expect(answer.brokers).toHaveLength(2);
      expect(await test.proof()).toBe('sound');
    } finally {
      await test.close();
      rmSync(folder, { recursive: true });
    }
  });
});

/** Asks for a vote in an epoch that would depose every leader; resolves with the refusal. */
async function vote(grpc: Endpoint, clusterId: string, options: ChannelOptions): ReturnType<typeof refusalOf> {
  const candidate = { nodeId: 77, directoryId: 'AAAAAAAAAAAAAAAAAAAAcQ' };
  const epoch = 1_000_000;
  const voter = { nodeId: 1, directoryId: '' };
  const request = { clusterId, epoch, candidate, voter, lastEpoch: epoch, endOffset: epoch, patienceMs: 0 };
  const channel = new GrpcTransport().connect(grpc, options);
  try {
    const call = channel.unary(raftService.methods.vote, { ...request, preVote: false }, { deadlineMs });
    return await refusalOf(call);
  } finally {
    channel.close();
  }
}
