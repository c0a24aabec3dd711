import { credentials, loadPackageDefinition, type Client, type GrpcObject, type ServiceError } from '@grpc/grpc-js';
import { fromJSON, loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterUnderTest } from '../bad-input/cluster-under-test.js';

/** A gRPC tool of another make: it has the reflection protocol, an address, and not one line of Drave. */
let test: ClusterUnderTest;

beforeAll(async () => {
  test = await ClusterUnderTest.start({ controllers: 1, brokers: 1 });
});
afterAll(async () => {
  await test.close();
});

describe('a client that knows only reflection', () => {
  it.each(['c1', 'b1'])('creates, describes and deletes a topic through %s', async (node) => {
    const { host, port } = test.cluster.node(node).grpc;
    const address = `${host}:${port}`;
    const services = await listServices(address);
    const name = services.find((service) => service.endsWith('.TopicService')) ?? '';
    const topics = await connect(address, name);

    const created = await call(topics, 'createTopic', {
      name: 'seen',
      partition_count: 2,
      request_id: `first-${node}`,
    });
    expect(created).toMatchObject({
      header: { cluster_id: test.cluster.clusterId },
      topic: { name: 'seen', partition_count: 2, replication_factor: 1 },
    });
    const described = await call(topics, 'getTopic', { name: 'seen' });
    expect(described).toMatchObject({ topic: { partitions: [{ leader_id: 2 }, { leader_id: 2, index: 1 }] } });
    await call(topics, 'deleteTopic', { name: 'seen', request_id: `second-${node}` });

    const failure = await call(topics, 'getTopic', { name: 'seen' }).catch((reason: unknown) => reason as ServiceError);
    expect(failure).toMatchObject({ code: 5, details: expect.stringContaining("'seen'") });
    const details = (failure as ServiceError).metadata.get('grpc-status-details-bin');
    expect(details).toHaveLength(1);
    expect(details[0]?.toString()).toContain('UNKNOWN_TOPIC_OR_PARTITION');
    topics.close();
  });

  it('sees what is for clients, and nothing of what nodes say to each other', async () => {
    const { host, port } = test.cluster.node('b1').grpc;
    const services = await listServices(`${host}:${port}`);
    expect(services).toEqual(expect.arrayContaining(['drave.data.v1.DataService', 'grpc.health.v1.Health']));
    expect(services.filter((name) => /raft|replica|controller/.test(name))).toEqual([]);
    for (const hidden of [
      'drave.raft.v1.RaftService',
      'drave.raft.v1.VoteRequest',
      'drave.controller.v1.ControllerService',
    ]) {
      const answer = await reflect(`${host}:${port}`, { fileContainingSymbol: hidden });
      expect(answer.errorResponse).toMatchObject({ errorCode: 5, errorMessage: `${hidden} is not served here` });
    }
  });
});

/** grpc.reflection.v1 as its authors publish it, as far as it is needed here. */
const reflectionSchema: Parameters<typeof fromJSON>[0] = {
  nested: {
    grpc: {
      nested: {
        reflection: {
          nested: {
            v1: {
              nested: {
                ServerReflection: {
                  methods: {
                    ServerReflectionInfo: {
                      requestType: 'ServerReflectionRequest',
                      requestStream: true,
                      responseType: 'ServerReflectionResponse',
                      responseStream: true,
                      comment: '',
                    },
                  },
                },
                ServerReflectionRequest: {
                  oneofs: { messageRequest: { oneof: ['fileContainingSymbol', 'listServices'] } },
                  fields: {
                    host: { type: 'string', id: 1 },
                    fileContainingSymbol: { type: 'string', id: 4 },
                    listServices: { type: 'string', id: 7 },
                  },
                },
                ServerReflectionResponse: {
                  fields: {
                    fileDescriptorResponse: { type: 'Files', id: 4 },
                    listServicesResponse: { type: 'Services', id: 6 },
                    errorResponse: { type: 'Failure', id: 7 },
                  },
                },
                Files: { fields: { fileDescriptorProto: { rule: 'repeated', type: 'bytes', id: 1 } } },
                Services: { fields: { service: { rule: 'repeated', type: 'Service', id: 1 } } },
                Service: { fields: { name: { type: 'string', id: 1 } } },
                Failure: { fields: { errorCode: { type: 'int32', id: 1 }, errorMessage: { type: 'string', id: 2 } } },
              },
            },
          },
        },
      },
    },
  },
};

interface Reflected {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly errorResponse?: { readonly errorCode: number; readonly errorMessage: string };
}

async function listServices(address: string): Promise<string[]> {
  const { listServicesResponse } = await reflect(address, { listServices: '*' });
  return listServicesResponse?.service.map(({ name }) => name) ?? [];
}

/** A client of one service, made from what the server says about it. */
async function connect(address: string, service: string): Promise<Client> {
  const { fileDescriptorResponse } = await reflect(address, { fileContainingSymbol: service });
  const files = fileDescriptorResponse?.fileDescriptorProto ?? [];
  // A FileDescriptorSet is nothing but its files, each as field 1.
  const set = Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file]));
  const loaded = loadPackageDefinition(loadFileDescriptorSetFromBuffer(set, { enums: String }));
  return clientOf(loaded, service, address);
}

function reflect(address: string, request: object): Promise<Reflected> {
  const loaded = loadPackageDefinition(fromJSON(reflectionSchema));
  const client = clientOf(loaded, 'grpc.reflection.v1.ServerReflection', address);
  return new Promise((resolve, reject) => {
    const methods = client as unknown as { serverReflectionInfo(): ReflectionStream };
    const stream = methods.serverReflectionInfo();
    stream.on('data', (answer: Reflected) => resolve(answer));
    stream.on('error', reject);
    stream.on('end', () => client.close());
    stream.write(request);
    stream.end();
  });
}

interface ReflectionStream {
  on(event: 'data', listener: (answer: Reflected) => void): void;
  on(event: 'error', listener: (reason: Error) => void): void;
  on(event: 'end', listener: () => void): void;
  write(request: object): void;
  end(): void;
}

function clientOf(loaded: GrpcObject, service: string, address: string): Client {
  const Service = service.split('.').reduce<unknown>((found, name) => (found as GrpcObject)[name], loaded);
  return new (Service as new (to: string, how: object) => Client)(address, credentials.createInsecure());
}

function call(client: Client, method: string, request: object): Promise<object> {
  return new Promise((resolve, reject) => {
    const done = (reason: ServiceError | null, response: object): void =>
      reason === null ? resolve(response) : reject(reason);
    (client as unknown as Record<string, (request: object, done: object) => void>)[method]?.(request, done);
  });
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
