import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners, type SASLOptions } from 'kafkajs';
import { silentLogger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { Authority } from '@drave/env/testing';
import { KafkaCluster } from '@drave/kafka-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';
import { temporaryFolder } from '../bad-input/node-run.js';
import { boundMs } from '../bounds.js';
import { until } from '../kafka/until.js';
import { writePem } from './pem-files.js';

/*
 * Clients of other projects on a listener with SASL_SSL: who they are, what they may, and when that ends. Whoever is on
 * the gRPC listener is a super user here, and sets users and rights.
 */
const SESSION_MS = 4_000;
const kcatMissing = spawnSync('kcat', ['-V']).error !== undefined;
const issuer = generateKeyPairSync('rsa', { modulusLength: 2_048 });

let folder: string;
let authority: Authority;
let test: ClusterUnderTest;

beforeAll(async () => {
  if (kcatMissing) console.warn('kcat is not installed: its cases are skipped');
  folder = temporaryFolder();
  authority = await Authority.create('test authority');
  const node = await authority.issue('drave node');
  const { certificateFile, privateKeyFile, caFile } = writePem(folder, {
    certificateFile: node.certificatePem,
    privateKeyFile: node.privateKeyPem,
    caFile: authority.pem,
  });
  const plainUsersFile = join(folder, 'users.yaml');
  writeFileSync(plainUsersFile, 'paul: "what paul knows"\n', { mode: 0o600 });
  const jwksFile = join(folder, 'keys.json');
  writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...issuer.publicKey.export({ format: 'jwk' }), kid: 'first' }] }));
  test = await ClusterUnderTest.start(
    {
      controllers: 1,
      brokers: 1,
      tls: { certificateFile, privateKeyFile, caFile },
      sasl: {
        mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
        plainUsersFile,
        oauthBearer: { jwksFile, issuer: 'https://login.example.com', audience: 'shop' },
      },
      brokerConfig: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        'drave.cluster.secret': 'what only its nodes know',
        'connections.max.reauth.ms': SESSION_MS,
      },
    },
    { caPem: authority.pem },
  );
  const admin = test.client.admin();
  await admin.users.set('alice', 'what alice knows', { mechanism: 'SCRAM-SHA-256' });
  await admin.users.set('alice', 'what alice knows', { mechanism: 'SCRAM-SHA-512', iterations: 8_192 });
  await admin.topics.create('orders', { partitions: 1 });
  for (const name of ['paul', 'alice', 'olga']) await grant(name);
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true });
});

function rightOf(name: string) {
  const right = { resourceType: 'TOPIC', resourceName: 'orders', operation: 'ALL', permission: 'ALLOW' } as const;
  return { ...right, principal: `User:${name}` };
}

async function grant(name: string): Promise<void> {
  await test.client.admin().acls.create([rightOf(name)]);
}

function bootstrap(): string {
  const { host, port } = test.cluster.node('b1').kafka ?? { host: '', port: 0 };
  return `${host}:${port}`;
}

function kafkaAs(sasl: SASLOptions): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers: [bootstrap()],
    ssl: { ca: [authority.pem] },
    sasl,
    logLevel: logLevel.NOTHING,
    authenticationTimeout: boundMs(5_000, 'a login'),
    connectionTimeout: boundMs(2_000, 'a connection'),
    // It authenticates again when so much of the session is left, which is not told in its types.
    ...{ reauthenticationThreshold: SESSION_MS / 4 },
    retry: { retries: 0 },
  });
}

const plain = (password = 'what paul knows'): SASLOptions => ({ mechanism: 'plain', username: 'paul', password });
const scram = (bits: 256 | 512, password = 'what alice knows', username = 'alice'): SASLOptions => ({
  mechanism: `scram-sha-${bits}`,
  username,
  password,
});

function token(claims: object): SASLOptions {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const said = { iss: 'https://login.example.com', aud: 'shop', sub: 'olga', exp, ...claims };
  const signed = `${part({ alg: 'RS256', kid: 'first' })}.${part(said)}`;
  const signature = sign('sha256', Buffer.from(signed), issuer.privateKey).toString('base64url');
  return {
    mechanism: 'oauthbearer',
    oauthBearerProvider: () => Promise.resolve({ value: `${signed}.${signature}` }),
  };
}

async function produceAs(sasl: SASLOptions, value: string): Promise<void> {
  const producer = kafkaAs(sasl).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    await producer.send({ topic: 'orders', messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

/** What is changed at one node holds at another when that has heard of it, a moment later. */
function eventually(what: string, attempt: () => Promise<unknown>): Promise<void> {
  const failure = (): Promise<string | undefined> =>
    attempt().then(
      () => undefined,
      (reason: unknown) => String(reason),
    );
  return until(what, failure, 10_000);
}

/** Kafka's own words for credentials that are not right. */
const FAILED = /invalid credentials with SASL mechanism/;

describe('kafkajs over SASL_SSL', () => {
  it.each([
    ['PLAIN', plain()],
    ['SCRAM-SHA-256', scram(256)],
    ['SCRAM-SHA-512', scram(512)],
    ['OAUTHBEARER', token({})],
  ])('produces with %s', async (mechanism, sasl) => {
    await eventually('a user logs in', () => produceAs(sasl, mechanism));
    expect(await test.readAll('orders')).toContain(mechanism);
  });

  it.each([
    ['PLAIN and a wrong password', plain('what paul knew')],
    ['SCRAM-SHA-256 and a wrong password', scram(256, 'what alice knew')],
    ['SCRAM-SHA-512 and a wrong password', scram(512, 'what alice knew')],
    ['SCRAM-SHA-256 as nobody', scram(256, 'anything', 'nobody')],
  ])('is refused with %s', async (_, sasl) => {
    await expect(produceAs(sasl, 'never')).rejects.toThrow(FAILED);
    expect(await test.readAll('orders')).not.toContain('never');
  });

  it.each([
    ['that has expired', { exp: 1_700_000_000 }],
    ['for another audience', { aud: 'another shop' }],
    ['of a node', { sub: 'broker' }],
  ])('is refused with a token %s', async (_, claims) => {
    // It takes the answer to a bad token for a success, as it may until its next request.
    await expect(produceAs(token(claims), 'never')).rejects.toThrow(/closed|SASL|authenticat|disconnected/i);
    expect(await test.readAll('orders')).not.toContain('never');
  });

  it('cannot log in as a user that was removed', async () => {
    const { users } = test.client.admin();
    await users.set('carla', 'what carla knows');
    await grant('carla');
    const carla = scram(256, 'what carla knows', 'carla');
    await eventually('a new user logs in', () => produceAs(carla, 'of carla'));
    await users.delete('carla');
    await eventually('a removed user does not', () => expect(produceAs(carla, 'late')).rejects.toThrow(FAILED));
  });

  it('may no more in the middle of a stream when its right is taken away', async () => {
    const { acls } = test.client.admin();
    const producer = kafkaAs(plain()).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const send = (value: string) => producer.send({ topic: 'orders', messages: [{ value }] });
    await eventually('a right holds', () => send('before'));
    const { permission: _, ...filter } = rightOf('paul');
    await acls.delete(filter);
    await eventually('a right ends', () => expect(send('between')).rejects.toThrow(/not authorized/i));
    await grant('paul');
    await eventually('a right holds again', () => send('after'));
    await producer.disconnect();
    expect((await test.readAll('orders')).at(-1)).toBe('after');
  });

  it('goes on beyond the end of its session by authenticating again', async () => {
    const metrics = async (): Promise<string> => {
      const { host, port } = test.cluster.node('b1').http;
      return (await fetch(`http://${host}:${port}/metrics`)).text();
    };
    const again = async (): Promise<number> =>
      Number(/authentications_total\{[^}]*SCRAM-SHA-512[^}]*again[^}]*\} (\d+)/.exec(await metrics())?.[1] ?? 0);
    const before = await again();
    const producer = kafkaAs(scram(512)).producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    let sent = 0;
    const seen = async (): Promise<string | undefined> => {
      await producer.send({ topic: 'orders', messages: [{ value: `again-${sent++}` }] });
      return (await again()) > before ? undefined : 'the client has not authenticated again';
    };
    await until('a session ends', seen, 3 * SESSION_MS);
    await producer.disconnect();
    expect((await test.readAll('orders')).filter((value) => value.startsWith('again-'))).toHaveLength(sent);
  });

  it('leaves no password and no token in the log', () => {
    const log = readFileSync(test.cluster.node('b1').logFile, 'utf8');
    expect(log).toContain('its authentication has failed: ');
    expect(log).not.toMatch(/what (?:paul|alice|carla) kn|eyJ/);
  });
});

describe('our own client, as the monitor uses it', () => {
  it.each([
    ['PLAIN', 'paul', 'what paul knows'],
    ['SCRAM-SHA-256', 'alice', 'what alice knows'],
    ['SCRAM-SHA-512', 'alice', 'what alice knows'],
  ] as const)('logs in with %s, and hears when it may not', async (mechanism, username, password) => {
    const env = createNodeEnv({ logger: silentLogger });
    const { kafka: endpoint } = test.cluster.node('b1');
    const clusterWith = (secret: string) =>
      new KafkaCluster(env, {
        bootstrap: endpoint === undefined ? [] : [endpoint],
        clientId: 'test',
        requestTimeoutMs: boundMs(5_000, 'a request'),
        tls: { caPem: authority.pem },
        credentials: { mechanism, username, password: secret },
      });
    const [right, wrong] = [clusterWith(password), clusterWith('anything')];
    try {
      expect((await right.metadata()).topics.map(({ name }) => name)).toContain('orders');
      await expect(wrong.metadata()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    } finally {
      right.close();
      wrong.close();
      env.close();
    }
  });
});

async function kcat(sasl: Readonly<Record<string, string>>, parameters: readonly string[], input = '') {
  const security = {
    'security.protocol': 'SASL_SSL',
    'ssl.ca.location': join(folder, 'caFile.pem'),
    'ssl.endpoint.identification.algorithm': 'none',
    ...sasl,
  };
  const options = Object.entries(security).flatMap(([key, value]) => ['-X', `${key}=${value}`]);
  const child = spawn('kcat', ['-b', bootstrap(), ...options, ...parameters], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: boundMs(20_000, 'a run of kcat'),
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, said, complained };
}

const kcatUser = (mechanism: string, username: string, password: string) => ({
  'sasl.mechanism': mechanism,
  'sasl.username': username,
  'sasl.password': password,
});

describe.skipIf(kcatMissing)('kcat (librdkafka) over SASL_SSL', () => {
  it.each([
    ['PLAIN', kcatUser('PLAIN', 'paul', 'what paul knows')],
    ['SCRAM-SHA-256', kcatUser('SCRAM-SHA-256', 'alice', 'what alice knows')],
    ['SCRAM-SHA-512', kcatUser('SCRAM-SHA-512', 'alice', 'what alice knows')],
  ])('produces and consumes with %s', async (mechanism, user) => {
    const value = `kcat by ${mechanism}`;
    expect(await kcat(user, ['-P', '-t', 'orders'], `${value}\n`)).toMatchObject({ exitCode: 0 });
    const { said } = await kcat(user, ['-C', '-t', 'orders', '-o', 'beginning', '-e', '-q']);
    expect(said.trim().split('\n')).toContain(value);
  });

  it('is refused with a wrong password', async () => {
    const { exitCode, complained } = await kcat(kcatUser('SCRAM-SHA-512', 'alice', 'what alice knew'), [
      '-L',
      '-m',
      '5',
    ]);
    expect(exitCode).not.toBe(0);
    expect(complained).toMatch(/invalid credentials|Authentication failed/i);
  });
});
