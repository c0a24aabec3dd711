import { credentials, loadPackageDefinition, type Client, type GrpcObject, type ServiceError } from '@grpc/grpc-js';
import { fromJSON, loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';

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

/** The services that a server shows. */
export async function listServices(address: string): Promise<string[]> {
  const { listServicesResponse } = await reflect(address, { listServices: '*' });
  return listServicesResponse?.service.map(({ name }) => name) ?? [];
}

/** A client of one service, made from what the server says about it. */
export async function connectReflected(address: string, service: string): Promise<Client> {
  return clientOf(await definitionsOf(address, service), service, address);
}

/** What the server says about the file of a service, as another gRPC library reads it. */
export async function definitionsOf(address: string, service: string): Promise<GrpcObject> {
  const { fileDescriptorResponse } = await reflect(address, { fileContainingSymbol: service });
  const files = fileDescriptorResponse?.fileDescriptorProto ?? [];
  // A FileDescriptorSet is nothing but its files, each as field 1.
  const set = Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file]));
  return loadPackageDefinition(loadFileDescriptorSetFromBuffer(set, { enums: String }));
}

/** One question to the reflection service. */
export function reflect(address: string, request: object): Promise<Reflected> {
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

/** A client of a service among what is loaded. */
export function clientOf(loaded: GrpcObject, service: string, address: string): Client {
  const Service = service.split('.').reduce<unknown>((found, name) => (found as GrpcObject)[name], loaded);
  return new (Service as new (to: string, how: object) => Client)(address, credentials.createInsecure());
}

/** One call with a request of plain data. */
export function callReflected(client: Client, method: string, request: object): Promise<object> {
  return new Promise((resolve, reject) => {
    const done = (reason: ServiceError | null, response: object): void =>
      reason === null ? resolve(response) : reject(reason);
    (client as unknown as Record<string, (request: object, done: object) => void>)[method]?.(request, done);
  });
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
