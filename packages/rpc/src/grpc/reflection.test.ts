import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import {
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConformanceService } from '../conformance/service.js';
import * as reflectionV1 from '../generated/grpc.reflection.v1.js';
import * as reflectionV1alpha from '../generated/grpc.reflection.v1alpha.js';
import type { RpcChannel, RpcServer } from '../transport.js';
import { GrpcTransport } from './index.js';

const timers = { set: () => ({ timer: 0 }), clear: () => {}, sleep: async () => {}, yieldTurn: async () => {} };
type Request = reflectionV1.ServerReflectionRequest['messageRequest'];

describe.each([
  ['v1', reflectionV1.serverReflectionService],
  ['v1alpha', reflectionV1alpha.serverReflectionService],
])('reflection %s', (_version, service) => {
  let server: RpcServer;
  let channel: RpcChannel;

  beforeAll(async () => {
    const { implementation } = createConformanceService(timers);
    server = await new GrpcTransport().serve({ host: '127.0.0.1', port: 0 }, [implementation]);
    channel = new GrpcTransport().connect(server.endpoint);
  });

  afterAll(async () => {
    channel.close();
    await server.close(0);
  });

  async function ask(messageRequest: Request): Promise<reflectionV1.ServerReflectionResponse['messageResponse']> {
    const stream = channel.stream(service.methods.serverReflectionInfo);
    await stream.send({ host: '', messageRequest });
    const answer = await stream.receive();
    stream.end();
    expect(await stream.receive()).toBeUndefined();
    return answer?.messageResponse;
  }

  test('lists public services only', async () => {
    const answer = await ask({ kind: 'listServices', listServices: '' });
    const names =
      answer?.kind === 'listServicesResponse' ? answer.listServicesResponse.service.map(({ name }) => name) : [];
    expect(names).toEqual([
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
    ]);
    const hidden = await ask({
      kind: 'fileContainingSymbol',
      fileContainingSymbol: 'drave.conformance.v1.Conformance',
    });
    expect(hidden?.kind).toBe('errorResponse');
  });

  test('a client that knows nothing else makes a call', async () => {
    const answer = await ask({ kind: 'fileContainingSymbol', fileContainingSymbol: 'grpc.health.v1.Health' });
    const files = answer?.kind === 'fileDescriptorResponse' ? answer.fileDescriptorResponse.fileDescriptorProto : [];
    const set = Buffer.concat(files.flatMap((bytes) => [Buffer.from([0x0a, ...varint(bytes.length)]), bytes]));
    const loaded = loadPackageDefinition(loadFileDescriptorSetFromBuffer(set, { enums: String }));
    const Health = at(loaded, 'grpc', 'health', 'v1', 'Health') as ServiceClientConstructor;
    const client = new Health(`127.0.0.1:${server.endpoint.port}`, credentials.createInsecure());
    const status = await new Promise((resolve, reject) => {
      const done = (error: Error | null, response: unknown): void =>
        error === null ? resolve(response) : reject(error);
      (client as unknown as { check(request: object, metadata: Metadata, done: object): void }).check(
        {},
        new Metadata(),
        done,
      );
    });
    expect(status).toEqual({ status: 'SERVING' });
    client.close();
  });
});

function at(object: GrpcObject, ...path: string[]): unknown {
  return path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], object);
}

/** FileDescriptorSet is nothing but the files as field 1. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
