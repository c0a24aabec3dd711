import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TlsClientOptions } from '@drave/env';
import { userService } from '@drave/rpc';
import { GrpcTransport } from '@drave/rpc/grpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterSecurity, LocalClusterOptions } from '../../options.js';
import { inProcessRuntime } from '../in-process/in-process-runtime.js';
import { LocalCluster } from '../local-cluster.js';
import { secureOptions } from './secure-options.js';

/** Nobody waits for it: a call is answered or refused. */
const DEADLINE_MS = 60_000;
const refused = { code: 'NETWORK_EXCEPTION' };
const combined: LocalClusterOptions = { controllers: 1, combined: true, logLevel: 'warn' };

describe('a secure cluster', () => {
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'drave-test-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  it('serves who shows the certificate of its super user, watches itself, and refuses everybody else', async () => {
    await using cluster = await LocalCluster.start(inProcessRuntime({ storage: 'memory' }), {
      ...combined,
      secure: true,
    });
    const { caFile, certFile, keyFile } = papersOf(cluster);
    const caPem = readFileSync(caFile, 'utf8');
    const certificatePem = readFileSync(certFile, 'utf8');
    const admin = { caPem, certificatePem, privateKeyPem: readFileSync(keyFile, 'utf8') };
    expect(await usersSeenBy(cluster, admin)).toEqual(['admin']);
    await expect(usersSeenBy(cluster, { caPem })).rejects.toMatchObject(refused);
    await expect(usersSeenBy(cluster, undefined)).rejects.toMatchObject(refused);
    // The monitor logs in at the Kafka listener.
    const { host, port } = cluster.monitor;
    const watched = await fetch(`http://${host}:${port}/v3/kafka/${cluster.name}/topic`);
    expect(await watched.json()).toMatchObject({ error: false, topics: [] });
  });

  it('keeps its papers to its owner, and is as secure when it comes back by its name', async () => {
    const named = { ...combined, name: 'shop', directory: join(scratch, 'shop') };
    const runtime = inProcessRuntime({ storage: 'disk' });
    const first = await LocalCluster.start(runtime, { ...named, secure: true });
    const papers = papersOf(first);
    const folder = dirname(papers.caFile);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const open = readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o777) !== 0o600);
    expect(open).toEqual([]);
    for (const file of Object.values(papers).filter((one) => one.startsWith('/')))
      expect(readdirSync(folder)).toContain(basename(file));
    const password = readFileSync(papers.passwordFile, 'utf8');
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(readFileSync(first.node('n1').configFile, 'utf8')).not.toContain(password);
    await first.close();
    await using second = await LocalCluster.start(runtime, named);
    expect(second.security).toEqual(papers);
    expect(readFileSync(papers.passwordFile, 'utf8')).toBe(password);
    await expect(usersSeenBy(second, undefined)).rejects.toMatchObject(refused);
  });

  it('takes no TLS and no SASL of somebody else', async () => {
    const sasl = { mechanisms: ['PLAIN'] as const, plainUsersFile: 'users.yaml' };
    const start = LocalCluster.start(inProcessRuntime({ storage: 'memory' }), { ...combined, secure: true, sasl });
    await expect(start).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('leave out'),
    });
  });

  it('leaves the last word to the keys it is given, and has the super users of both', () => {
    const security = { caFile: '/ca.pem', certFile: '/admin.pem', keyFile: '/key.pem' } as ClusterSecurity;
    const given = { 'super.users': 'User:olga', 'allow.everyone.if.no.acl.found': true };
    expect(secureOptions({ brokerConfig: given }, security).brokerConfig).toMatchObject({
      'super.users': 'User:admin;User:CN=admin;User:olga',
      'allow.everyone.if.no.acl.found': true,
      'drave.cluster.node.names': 'node',
    });
  });
});

function papersOf({ security }: LocalCluster): ClusterSecurity {
  if (security === undefined) return expect.unreachable('a secure cluster has its papers');
  return security;
}

async function usersSeenBy({ grpcBootstrap }: LocalCluster, tls: TlsClientOptions | undefined): Promise<string[]> {
  const [endpoint] = grpcBootstrap;
  if (endpoint === undefined) return expect.unreachable('the cluster has a broker');
  const channel = new GrpcTransport().connect(endpoint, tls === undefined ? {} : { tls });
  try {
    const request = { pageSize: 10, pageToken: '', local: false };
    const { users } = await channel.unary(userService.methods.listUsers, request, { deadlineMs: DEADLINE_MS });
    return users.map(({ name }) => name);
  } finally {
    channel.close();
  }
}
