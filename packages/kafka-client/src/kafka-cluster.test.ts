import type { Connection, Env } from '@drave/env';
import { SimWorld } from '@drave/env/sim';
import {
  apis,
  encodeResponseFrame,
  FRAME_LENGTH_BYTES,
  parseRequestHeader,
  type SaslAuthenticateRequest,
  type SaslHandshakeRequest,
} from '@drave/kafka-protocol';
import { describe, expect, test } from 'vitest';
import { KafkaCluster } from './kafka-cluster.js';

const ENDPOINT = { host: 'broker', port: 9_092 };
const UNSUPPORTED_SASL_MECHANISM = 33;
const SASL_AUTHENTICATION_FAILED = 58;

/** A broker that wants SASL PLAIN: what it was asked, in order, and what it answers. */
class SaslBroker {
  readonly asked: string[] = [];
  readonly mechanisms: readonly string[];
  private readonly password: string;

  constructor(mechanisms: readonly string[], password: string) {
    this.mechanisms = mechanisms;
    this.password = password;
  }

  async serve(connection: Connection): Promise<void> {
    let held = Buffer.alloc(0);
    for (let bytes = await connection.read(); bytes !== undefined; bytes = await connection.read()) {
      held = Buffer.concat([held, bytes]);
      while (held.length >= FRAME_LENGTH_BYTES && held.length >= FRAME_LENGTH_BYTES + held.readInt32BE(0)) {
        const end = FRAME_LENGTH_BYTES + held.readInt32BE(0);
        await connection.write(this.answer(held.subarray(FRAME_LENGTH_BYTES, end)));
        held = held.subarray(end);
      }
    }
  }

  private answer(frame: Buffer): Buffer[] {
    const parsed = parseRequestHeader(frame);
    if (parsed.kind !== 'request') throw new Error('a request that nobody knows');
    const { api, header, body } = parsed;
    const request: unknown = api.request.decode(body, header.apiVersion);
    return encodeResponseFrame(header.correlationId, api, header.apiVersion, this.respond(api.name, request));
  }

  private respond(name: string, request: unknown): unknown {
    switch (name) {
      case 'ApiVersions': {
        this.asked.push('versions');
        const spoken = [apis.ApiVersions, apis.Metadata, apis.SaslHandshake, apis.SaslAuthenticate];
        const apiKeys = spoken.map(({ key: apiKey, minVersion, maxVersion }) => ({ apiKey, minVersion, maxVersion }));
        return { errorCode: 0, apiKeys };
      }
      case 'SaslHandshake': {
        const { mechanism } = request as SaslHandshakeRequest;
        this.asked.push(`handshake ${mechanism}`);
        const isOffered = this.mechanisms.includes(mechanism);
        return { errorCode: isOffered ? 0 : UNSUPPORTED_SASL_MECHANISM, mechanisms: this.mechanisms };
      }
      case 'SaslAuthenticate': {
        const said = (request as SaslAuthenticateRequest).authBytes.toString('utf8').replaceAll('\0', '/');
        this.asked.push(`authenticate ${said}`);
        const isRight = said === `/watcher/${this.password}`;
        const errorMessage = isRight ? null : 'invalid credentials';
        return { errorCode: isRight ? 0 : SASL_AUTHENTICATION_FAILED, errorMessage, authBytes: Buffer.alloc(0) };
      }
      default:
        this.asked.push(name);
        return { brokers: [{ nodeId: 7, ...ENDPOINT }], topics: [] };
    }
  }
}

async function withBroker(broker: SaslBroker, body: (env: Env, world: SimWorld) => Promise<void>): Promise<void> {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost(ENDPOINT.host);
  await world.finish(env.network.listen(ENDPOINT, (connection) => void broker.serve(connection)));
  await body(world.createHost('client').env, world);
}

function clientOf(env: Env, password: string): KafkaCluster {
  const credentials = { username: 'watcher', password };
  return new KafkaCluster(env, { bootstrap: [ENDPOINT], clientId: 'test', requestTimeoutMs: 1_000, credentials });
}

describe('a cluster whose listeners want SASL PLAIN', () => {
  test('is told who asks before anything is asked, once for each connection', async () => {
    const broker = new SaslBroker(['PLAIN'], 'pässword');
    await withBroker(broker, async (env, world) => {
      const cluster = clientOf(env, 'pässword');
      await world.finish(cluster.metadata());
      await world.finish(cluster.metadata());
      expect([...cluster.brokers.keys()]).toEqual([7]);
      cluster.close();
    });
    const once = ['versions', 'handshake PLAIN', 'authenticate /watcher/pässword'];
    expect(broker.asked).toEqual([...once, 'Metadata', 'Metadata']);
  });

  test('refuses a wrong password by name of the user, and nothing more is asked', async () => {
    const broker = new SaslBroker(['PLAIN'], 'right');
    await withBroker(broker, async (env, world) => {
      const cluster = clientOf(env, 'wrong');
      await expect(world.finish(cluster.metadata())).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: "broker:9092 refuses 'watcher': invalid credentials",
      });
      cluster.close();
    });
    expect(broker.asked.at(-1)).toBe('authenticate /watcher/wrong');
  });

  test('is not shown a password when it takes another mechanism only', async () => {
    const broker = new SaslBroker(['SCRAM-SHA-256'], 'right');
    await withBroker(broker, async (env, world) => {
      const cluster = clientOf(env, 'right');
      await expect(world.finish(cluster.metadata())).rejects.toMatchObject({
        code: 'UNSUPPORTED_SASL_MECHANISM',
        message: 'broker:9092 does not take SASL PLAIN; it offers SCRAM-SHA-256',
      });
      cluster.close();
    });
    expect(broker.asked).toEqual(['versions', 'handshake PLAIN']);
  });
});
