import fc from 'fast-check';
import type { Connection } from '@drave/env';
import { apis, encodeRequestFrame } from '@drave/kafka-protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { KafkaBrokerCluster, type KafkaBrokerClusterOptions } from '../testing/kafka-broker-cluster.js';
import type { WireClient } from '../testing/wire-client.js';
import type { SaslSources } from './make-listener.js';

const FUZZED_RUNS = 60;
const UNSUPPORTED_SASL_MECHANISM = 33;
const ILLEGAL_SASL_STATE = 34;
const SASL_AUTHENTICATION_FAILED = 58;
const ENDS = /has ended|is closed|reset/;
const PORT = 9_092;
/** So much of a large request is here that the rest of it is waited for. */
const BEGUN_BYTES = 70 * 1_024;
/** More than the memory for requests would have room for. */
const CROWD = 200;

const sasl: SaslSources = {
  mechanisms: ['PLAIN', 'SCRAM-SHA-256'],
  plainUsers: new Map([
    ['alice', 'secret of alice'],
    ['bob', 'secret of bob'],
  ]),
  tokens: { keys: undefined, allowUnsecured: false, issuer: undefined, audience: undefined, clockSkewMs: 0 },
};

let cluster: KafkaBrokerCluster;
/** Who asked for what, as the authoriser heard it. */
let askers: string[];

afterEach(() => cluster.close());

async function start(options: KafkaBrokerClusterOptions = {}): Promise<WireClient> {
  askers = [];
  const authorizer = {
    allows: ({ principal }: { readonly principal: string }): boolean => {
      askers.push(principal);
      return principal === 'User:alice';
    },
  };
  cluster = await KafkaBrokerCluster.start({ brokers: 1, sasl, authorizer, ...options });
  return cluster.connect();
}

function handshake(client: WireClient, mechanism = 'PLAIN', version = 1) {
  return cluster.finish(client.call(apis.SaslHandshake, version, { mechanism }));
}

function authenticate(client: WireClient, user: string, password = `secret of ${user}`, version = 2) {
  const authBytes = Buffer.from(`\0${user}\0${password}`);
  return cluster.finish(client.call(apis.SaslAuthenticate, version, { authBytes }));
}

function metadata(client: WireClient) {
  return client.call(apis.Metadata, 12, { topics: [{ topicId: UUID, name: 'orders' }], allowAutoTopicCreation: false });
}

const UUID = 'AAAAAAAAAAAAAAAAAAAAAA';
const TOPIC_AUTHORIZATION_FAILED = 29;

describe('a listener with SASL', () => {
  it('answers a client as the user that it has proved to be', async () => {
    const client = await start();
    const { apiKeys } = await cluster.finish(client.call(apis.ApiVersions, 3, SOFTWARE));
    expect(apiKeys.map(({ apiKey }) => apiKey)).toEqual(expect.arrayContaining([17, 36]));
    expect(await handshake(client)).toEqual({ errorCode: 0, mechanisms: ['PLAIN', 'SCRAM-SHA-256'] });
    expect(await authenticate(client, 'bob')).toMatchObject({ errorCode: 0, sessionLifetimeMs: 0 });
    const { topics } = await cluster.finish(metadata(client));
    expect(topics.map(({ errorCode }) => errorCode)).toEqual([TOPIC_AUTHORIZATION_FAILED]);
    expect(new Set(askers)).toEqual(new Set(['User:bob']));
  });

  it.each([
    ['alice', 'secret of bob'],
    ['carol', 'secret of alice'],
  ])('refuses %s with %j late, in the same words, and ends the connection', async (user, password) => {
    const client = await start({ settings: new Map([['connection.failed.authentication.delay.ms', '700']]) });
    await handshake(client);
    const { clock } = cluster.world.createHost('watch').env;
    const askedMs = clock.monotonicMs();
    expect(await authenticate(client, user, password)).toMatchObject({
      errorCode: SASL_AUTHENTICATION_FAILED,
      errorMessage: 'Authentication failed during authentication due to invalid credentials with SASL mechanism PLAIN',
    });
    expect(clock.monotonicMs() - askedMs).toBeGreaterThanOrEqual(700);
    await cluster.world.runFor(100);
    expect(client.isOpen).toBe(false);
    expect(askers).toEqual([]);
  });

  it('names the mechanisms that there are to a client that wants another, and ends the connection', async () => {
    const client = await start();
    const mechanisms = ['PLAIN', 'SCRAM-SHA-256'];
    expect(await handshake(client, 'GSSAPI')).toEqual({ errorCode: UNSUPPORTED_SASL_MECHANISM, mechanisms });
    await cluster.world.runFor(100);
    expect(client.isOpen).toBe(false);
  });

  it('ends the connection of a client that asks for anything else first', async () => {
    const client = await start();
    await expect(cluster.finish(metadata(client))).rejects.toThrow(ENDS);
    const other = await cluster.connect();
    await handshake(other);
    await expect(cluster.finish(metadata(other))).rejects.toThrow(ENDS);
    expect(askers).toEqual([]);
  });

  it('believes nobody who does not wait for the answer to a wrong password', async () => {
    const client = await start();
    const hasty = [
      client.call(apis.SaslHandshake, 1, { mechanism: 'PLAIN' }),
      client.call(apis.SaslAuthenticate, 2, { authBytes: Buffer.from('\0alice\0wrong') }),
      metadata(client),
    ];
    const settled = await cluster.finish(Promise.allSettled(hasty));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(askers).toEqual([]);
  });

  it('answers what is asked right after the right password, as that user', async () => {
    const client = await start();
    const hasty = [
      client.call(apis.SaslHandshake, 1, { mechanism: 'PLAIN' }),
      client.call(apis.SaslAuthenticate, 2, { authBytes: Buffer.from('\0alice\0secret of alice') }),
      metadata(client),
    ];
    const settled = await cluster.finish(Promise.allSettled(hasty));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(new Set(askers)).toEqual(new Set(['User:alice']));
  });

  it('ends the session of a client that does not authenticate again, and goes on with one that does', async () => {
    const client = await start({ settings: new Map([['connections.max.reauth.ms', '5000']]) });
    const lazy = await cluster.connect();
    for (const one of [client, lazy]) {
      await handshake(one);
      expect(await authenticate(one, 'alice')).toMatchObject({ errorCode: 0, sessionLifetimeMs: 5_000 });
    }
    await cluster.world.runFor(4_000);
    expect(await handshake(client)).toMatchObject({ errorCode: 0 });
    // In the middle of it the connection is still hers.
    expect(await cluster.finish(metadata(client))).toMatchObject({ topics: [{ name: 'orders' }] });
    expect(await authenticate(client, 'alice')).toMatchObject({ errorCode: 0, sessionLifetimeMs: 5_000 });
    await cluster.world.runFor(2_000);
    expect(await cluster.finish(metadata(client))).toMatchObject({ topics: [{ name: 'orders' }] });
    await expect(cluster.finish(metadata(lazy))).rejects.toThrow(ENDS);
  });

  it('does not let a client become another user', async () => {
    const client = await start();
    await handshake(client);
    await authenticate(client, 'bob');
    await handshake(client);
    const { errorCode, errorMessage } = await authenticate(client, 'alice');
    expect([errorCode, errorMessage]).toEqual([
      SASL_AUTHENTICATION_FAILED,
      'Cannot change principals during re-authentication from User:bob to User:alice',
    ]);
    await cluster.world.runFor(200);
    expect(client.isOpen).toBe(false);
  });

  it('tells an authenticated client that a token without a handshake is illegal, and goes on', async () => {
    const client = await start();
    await handshake(client);
    await authenticate(client, 'alice');
    expect(await authenticate(client, 'alice')).toMatchObject({ errorCode: ILLEGAL_SASL_STATE });
    expect(await cluster.finish(metadata(client))).toMatchObject({ topics: [{ name: 'orders' }] });
  });

  it('ends a connection that has not authenticated for a minute, idle or not', async () => {
    const client = await start();
    for (let times = 0; times < 6; times++) {
      expect(client.isOpen).toBe(true);
      await cluster.finish(client.call(apis.ApiVersions, 3, SOFTWARE));
      await cluster.world.runFor(10_400);
    }
    expect(client.isOpen).toBe(false);
  });
});

const SOFTWARE = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };

async function dial(): Promise<Connection> {
  const host = cluster.world.createHost(`raw-${dialled++}`);
  return cluster.finish(host.env.network.connect({ host: 'broker-1', port: PORT }));
}
let dialled = 0;

/** What comes back until the connection ends, or for a while. */
async function hear(connection: Connection, forMs: number): Promise<{ bytes: Buffer; ended: boolean }> {
  const heard = { bytes: Buffer.alloc(0), ended: false };
  void (async () => {
    for (;;) {
      const chunk = await connection.read();
      if (chunk === undefined) break;
      heard.bytes = Buffer.concat([heard.bytes, chunk]);
    }
  })()
    .catch(() => {})
    .finally(() => {
      heard.ended = true;
    });
  await cluster.world.runFor(forMs);
  return heard;
}

function framed(token: Buffer | string): Buffer {
  const bytes = Buffer.from(token);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function handshakeFrame(version: number): Buffer {
  const header = { correlationId: 7, clientId: 'old' };
  return Buffer.concat(encodeRequestFrame(header, apis.SaslHandshake, version, { mechanism: 'PLAIN' }));
}

describe('tokens without requests around them (SaslHandshake version 0)', () => {
  const topics = [{ topicId: UUID, name: 'orders' }];
  const metadataFrame = () =>
    Buffer.concat(
      encodeRequestFrame({ correlationId: 8, clientId: 'old' }, apis.Metadata, 4, {
        topics,
        allowAutoTopicCreation: false,
      }),
    );

  it('authenticate, and requests follow', async () => {
    await start();
    const connection = await dial();
    const said = Buffer.concat([handshakeFrame(0), framed('\0alice\0secret of alice'), metadataFrame()]);
    await cluster.finish(connection.write([said]));
    const { bytes, ended } = await hear(connection, 1_000);
    const handshakeEnd = 4 + bytes.readInt32BE(0);
    // PLAIN has nothing to say to a success.
    expect(bytes.readInt32BE(handshakeEnd)).toBe(0);
    expect(bytes.readInt32BE(handshakeEnd + 8)).toBe(8);
    expect(ended).toBe(false);
    expect(new Set(askers)).toEqual(new Set(['User:alice']));
  });

  it('end the connection without a word when they are wrong', async () => {
    await start();
    const connection = await dial();
    await cluster.finish(connection.write([handshakeFrame(0), framed('\0alice\0wrong'), metadataFrame()]));
    const { bytes, ended } = await hear(connection, 1_000);
    expect(bytes.length).toBe(4 + bytes.readInt32BE(0));
    expect(ended).toBe(true);
    expect(askers).toEqual([]);
  });
});

describe('bytes of nobody', () => {
  it('have a limit of their own, until they are somebody’s', async () => {
    const client = await start();
    const connection = await dial();
    const length = Buffer.alloc(4);
    length.writeInt32BE(512 * 1_024 + 1);
    await cluster.finish(connection.write([length]));
    expect((await hear(connection, 100)).ended).toBe(true);
    await handshake(client);
    await authenticate(client, 'alice');
    const topics = Array.from({ length: 40_000 }, (_, at) => ({ topicId: UUID, name: `some-topic-${at}` }));
    await expect(
      cluster.finish(client.call(apis.Metadata, 12, { topics, allowAutoTopicCreation: false })),
    ).resolves.toBeDefined();
  });

  it('keep nobody else waiting for memory, and are let go of when they are too many', async () => {
    const client = await start();
    await handshake(client);
    await authenticate(client, 'alice');
    const beginning = framed(Buffer.from([0, apis.ApiVersions.key, 0, 3, ...new Uint8Array(512 * 1_024 - 4)])).subarray(
      0,
      BEGUN_BYTES,
    );
    const crowd = await Promise.all(Array.from({ length: CROWD }, dial));
    for (const connection of crowd) void connection.write([beginning]).catch(() => {});
    const heard = await Promise.all(crowd.map((connection) => hear(connection, 10)));
    const { used, waiters } = cluster.brokers.node(1).requireBroker().memory;
    expect([used, waiters]).toEqual([0, 0]);
    const topics = Array.from({ length: 2_000 }, (_, at) => ({ topicId: UUID, name: `some-topic-${at}` }));
    const large = client.call(apis.Metadata, 12, { topics, allowAutoTopicCreation: false });
    const answered = await Promise.race([large.then(() => true), cluster.world.runFor(1_000).then(() => false)]);
    expect(answered).toBe(true);
    expect(heard.filter(({ ended }) => ended).length).toBeGreaterThan(0);
    // One that says little is heard all the same.
    const modest = await cluster.connect();
    await handshake(modest);
    expect(await authenticate(modest, 'bob')).toMatchObject({ errorCode: 0 });
  });

  it('count towards the limits of no client id, whichever they say', async () => {
    const client = await start();
    cluster.brokers.controller.setQuota([{ type: 'clientId', name: undefined }], 'request_percentage', 1);
    await cluster.world.runFor(100);
    const { quotas } = cluster.brokers.node(1).requireBroker();
    await cluster.finish(client.call(apis.ApiVersions, 3, SOFTWARE));
    await handshake(client);
    await authenticate(client, 'alice');
    expect([...quotas.uses('request')]).toEqual([]);
    await cluster.finish(metadata(client));
    expect([...quotas.uses('request')]).toMatchObject([{ tags: { clientId: client.clientId } }]);
  });

  it('end connections at most, whatever they are', async () => {
    await start();
    const frame = fc.oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => framed(Buffer.from(bytes))) },
      { weight: 2, arbitrary: fc.constantFrom(handshakeFrame(0), handshakeFrame(1)) },
      { weight: 1, arbitrary: fc.string({ maxLength: 40 }).map((text) => framed(`\0alice\0${text}`)) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(
            fc.constantFrom(17, 18, 36, 0, 1, 3),
            fc.integer({ min: -1, max: 5 }),
            fc.uint8Array({ maxLength: 80 }),
          )
          .map(([key, version, rest]) => {
            const head = Buffer.alloc(10);
            head.writeInt16BE(key, 0);
            head.writeInt16BE(version, 2);
            return framed(Buffer.concat([head, rest]));
          }),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.integer({ min: 0, max: 2 }), fc.uint8Array({ maxLength: 300 }))
          .map(([version, bytes]) => {
            const header = { correlationId: 1, clientId: 'fuzz' };
            return Buffer.concat(
              encodeRequestFrame(header, apis.SaslAuthenticate, version, { authBytes: Buffer.from(bytes) }),
            );
          }),
      },
    );
    const pieces = fc.tuple(fc.array(frame, { maxLength: 8 }), fc.integer({ min: 1, max: 64 }));
    await fc.assert(
      fc.asyncProperty(pieces, async ([frames, pieceBytes]) => {
        const connection = await dial();
        const all = Buffer.concat(frames);
        for (let at = 0; at < all.length; at += pieceBytes)
          void connection.write([all.subarray(at, at + pieceBytes)]).catch(() => {});
        await hear(connection, 300);
        connection.destroy();
        await cluster.world.runFor(10);
        expect(cluster.brokers.node(1).requireBroker().memory.used).toBe(0);
      }),
      { numRuns: FUZZED_RUNS },
    );
    expect(askers).toEqual([]);
    expect(cluster.brokers.nodes.map(({ failure }) => failure)).toEqual([undefined]);
    const client = await cluster.connect();
    await handshake(client);
    expect(await authenticate(client, 'alice')).toMatchObject({ errorCode: 0 });
  });
});

describe('a listener without SASL', () => {
  it('says so to a client that wants it, in each version, and goes on', async () => {
    const client = await start({ sasl: undefined });
    for (const version of [0, 1])
      expect(await handshake(client, 'PLAIN', version)).toEqual({ errorCode: ILLEGAL_SASL_STATE, mechanisms: [] });
    for (const version of [0, 1, 2])
      expect(await authenticate(client, 'alice', '', version)).toMatchObject({
        errorCode: ILLEGAL_SASL_STATE,
        errorMessage: expect.stringContaining('does not authenticate with SASL') as string,
      });
    await cluster.finish(metadata(client));
    expect(new Set(askers)).toEqual(new Set(['User:ANONYMOUS']));
  });
});
