import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect as dial, type Socket } from 'node:net';
import type { Endpoint } from '@drave/base';
import type { LocalNode } from '@drave/cluster';
import { dataService, quorumService } from '@drave/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from './cluster-under-test.js';
import { boundMs } from '../bounds.js';

/** What arrives on an open port from scanners, wrong clients and attackers: that connection ends, and nothing else. */
const memoryGrowthBytesMax = 64 * 1024 * 1024;
const MIB = 1024 * 1024;
let test: ClusterUnderTest;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1 });
  expect(await test.proof()).toBe('sound');
});
afterAll(async () => {
  await test.close();
});

const garbage: readonly (readonly [string, Buffer])[] = [
  ['random bytes', Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 197 + 31) & 0xff))],
  ['a Kafka frame that announces 2 GB', Buffer.from('7fffffff000000120000', 'hex')],
  ['a Kafka request that is cut short', Buffer.from('0000000c0003000c00000001ffff7fff', 'hex')],
  ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
  ['an HTTP/2 frame of 16 MB after the preface', preface(Buffer.from('ffffff000000000001', 'hex'))],
  ['HTTP/2 settings on a stream of their own', preface(Buffer.from('000006040000000001000300000064', 'hex'))],
  ['a header line without an end', Buffer.concat([Buffer.from('GET / HTTP/1.1\r\nX: '), Buffer.alloc(MIB, 0x61)])],
];

describe.each(['gRPC', 'Kafka', 'HTTP'] as const)('the %s port', (port) => {
  const endpointsOf = ({ grpc, kafka, http }: LocalNode): Endpoint[] =>
    [{ gRPC: grpc, Kafka: kafka, HTTP: http }[port]].filter((endpoint) => endpoint !== undefined);
  const endpoints = (): Endpoint[] => test.cluster.nodes.flatMap(endpointsOf);

  it.each(garbage)('%s: that connection ends, others go on', async (_what, bytes) => {
    for (const endpoint of endpoints()) {
      const bystander = await raw(endpoint);
      const socket = await raw(endpoint);
      // A reset is as good an end as any.
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => {}).end(bytes);
      await closed;
      expect(bystander.destroyed).toBe(false);
      bystander.destroy();
    }
    expectAllAlive();
  });

  it('a crowd of connections that say nothing keeps nobody out', async () => {
    const crowd = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const all = endpoints();
        return raw(all[index % all.length] as Endpoint);
      }),
    );
    expect(await test.proof()).toBe('sound');
    for (const socket of crowd) socket.destroy();
  });
});

describe('the gRPC port', () => {
  it('HTTP/1 is refused and the connection ends', async () => {
    for (const node of test.cluster.nodes) {
      const socket = await raw(node.grpc);
      const closed = once(socket, 'close');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      await closed;
      expect(socket.destroyed).toBe(true);
    }
  });

  it('a message that announces 2 GB is refused before it is read, and memory stays where it was', async () => {
    for (const node of test.cluster.nodes) {
      const beforeBytes = residentBytes(node);
      const session = connectHttp2(`http://${node.grpc.host}:${node.grpc.port}`);
      const statuses = await Promise.all(Array.from({ length: 20 }, () => announceTwoGigabytes(session)));
      expect(new Set(statuses)).toEqual(new Set(['8']));
      session.destroy();
      expect(residentBytes(node) - beforeBytes).toBeLessThan(memoryGrowthBytesMax);
    }
    expect(await test.proof()).toBe('sound');
  });

  it('an unknown method and a malformed message are told to that call alone', async () => {
    const channel = test.channel(test.cluster.node('b1').grpc);
    const { metadata } = dataService.methods;
    const request = { topics: [], topicIds: [], allTopics: true, allowAutoTopicCreation: false };
    const malformed = { ...metadata, encodeRequestPieces: () => [Buffer.from('08ff', 'hex')] };
    await expect(channel.unary(malformed, request, { deadlineMs: boundMs(5_000, 'a call') })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('MetadataRequest'),
    });
    const unknown = { ...metadata, path: '/drave.data.v1.DataService/Nothing' };
    await expect(channel.unary(unknown, request, { deadlineMs: boundMs(5_000, 'a call') })).rejects.toMatchObject({
      code: 'UNIMPLEMENTED',
      message: expect.stringContaining('/drave.data.v1.DataService/Nothing'),
    });
    await channel.unary(metadata, request, { deadlineMs: boundMs(5_000, 'a call') });
  });
});

describe('the Kafka port', () => {
  it('a frame that announces 100 MB keeps no memory before it comes', async () => {
    const node = test.cluster.node('b1');
    const beforeBytes = residentBytes(node);
    const sockets = await Promise.all(Array.from({ length: 20 }, () => raw(node.kafka as Endpoint)));
    for (const socket of sockets) socket.write(Buffer.from('05f5e1000000000b00000001ffff', 'hex'));
    expect(await test.proof()).toBe('sound');
    expect(residentBytes(node) - beforeBytes).toBeLessThan(memoryGrowthBytesMax);
    for (const socket of sockets) socket.destroy();
  });

  it('the log of the node says why a connection was ended', async () => {
    const node = test.cluster.node('b1');
    const socket = await raw(node.kafka as Endpoint);
    const closed = once(socket, 'close');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await closed;
    expect(readFileSync(node.logFile, 'utf8')).toContain('this is the Kafka port, not HTTP');
  });
});

describe('the HTTP port', () => {
  it('serves GET of three paths and says so otherwise', async () => {
    for (const node of test.cluster.nodes) {
      const base = `http://${node.http.host}:${node.http.port}`;
      expect((await fetch(`${base}/healthz`)).status).toBe(200);
      const missing = await fetch(`${base}/nothing`);
      expect([missing.status, await missing.text()]).toEqual([404, 'here are /healthz, /readyz and /metrics\n']);
      const posted = await fetch(`${base}/metrics`, { method: 'POST', body: 'x'.repeat(100_000) });
      expect([posted.status, await posted.text()]).toEqual([405, 'only GET is served here\n']);
    }
  });

  it('a body that announces 2 GB is not read', async () => {
    const node = test.cluster.node('b1');
    const beforeBytes = residentBytes(node);
    const socket = await raw(node.http);
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.write('POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 2147483647\r\n\r\n');
    expect((await answer)[0].toString()).toMatch(/^HTTP\/1\.1 413 /);
    // Not `once`, which fails when the other side closes in the middle of a write, as it may.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const chunk = Buffer.alloc(MIB);
    // What still comes is thrown away until the other side has had enough.
    for (let sent = 0; sent < 256 && !socket.destroyed; sent += 1) {
      const drained = new Promise((resolve) => socket.once('drain', resolve));
      if (!socket.write(chunk)) await Promise.race([drained, closed]);
    }
    socket.destroy();
    await closed;
    expect(residentBytes(node) - beforeBytes).toBeLessThan(memoryGrowthBytesMax);
    expect(await test.proof()).toBe('sound');
  });
});

function preface(frame: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame]);
}

async function raw({ host, port }: Endpoint): Promise<Socket> {
  const socket = dial(port, host);
  await once(socket, 'connect');
  // A reset is one of the ways in which the other side may end it.
  socket.on('error', () => {});
  socket.on('data', () => {});
  return socket;
}

function announceTwoGigabytes(session: ReturnType<typeof connectHttp2>): Promise<string> {
  const stream = session.request({
    ':method': 'POST',
    ':path': quorumService.methods.getQuorum.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  return new Promise((resolve, reject) => {
    const seen = (headers: IncomingHttpHeaders): void => {
      if (headers['grpc-status'] !== undefined) resolve(String(headers['grpc-status']));
    };
    stream.on('response', seen);
    stream.on('trailers', seen);
    stream.on('error', reject);
    stream.write(Buffer.from('007fffffff', 'hex'));
    stream.write(Buffer.alloc(32 * 1024));
  });
}

function residentBytes(node: LocalNode): number {
  const status = readFileSync(`/proc/${node.processId}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function expectAllAlive(): void {
  expect(test.cluster.nodes.filter((node) => node.state !== 'running').map((node) => node.name)).toEqual([]);
}
