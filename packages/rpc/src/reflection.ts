import type { FileDescriptor } from './descriptor.js';
import { files } from './generated/descriptors.js';
import * as v1 from './generated/grpc.reflection.v1.js';
import * as v1alpha from './generated/grpc.reflection.v1alpha.js';
import { implement } from './implement.js';
import { isPublic } from './public-services.js';
import { statusNumbers } from './status-mapping.js';
import type { RpcStream, ServiceImplementation } from './transport.js';

/** Both versions of the reflection protocol, for the public ones among `services` and for reflection itself. */
export function reflectionServices(services: readonly ServiceImplementation[]): readonly ServiceImplementation[] {
  const names = services.map(({ service }) => service.name).filter(isPublic);
  const catalogue = new Catalogue([...names, v1.serverReflectionService.name, v1alpha.serverReflectionService.name]);
  return [
    implement(v1.serverReflectionService, { serverReflectionInfo: (stream) => catalogue.converse(stream) }),
    implement(v1alpha.serverReflectionService, { serverReflectionInfo: (stream) => catalogue.converse(stream) }),
  ];
}

/** The files of what a status carries. */
const DETAILS = 'google/rpc/';

type Request = v1.ServerReflectionRequest;
type Answer = NonNullable<v1.ServerReflectionResponse['messageResponse']>;

/** What one server may show: its public services, the details of their errors, and every file these need. */
class Catalogue {
  private readonly services: readonly string[];
  private readonly byFile = new Map<string, FileDescriptor>();
  private readonly bySymbol = new Map<string, FileDescriptor>();

  constructor(services: readonly string[]) {
    this.services = [...services].sort();
    const every = new Map(files.map((file) => [file.file, file]));
    // Tools that show the details of a failed call look their types up.
    const wanted = files.filter(
      ({ file, services: served }) => file.startsWith(DETAILS) || served.some((service) => services.includes(service)),
    );
    for (let file = wanted.shift(); file !== undefined; file = wanted.shift()) {
      if (this.byFile.has(file.file)) continue;
      this.byFile.set(file.file, file);
      for (const symbol of file.symbols) this.bySymbol.set(symbol, file);
      for (const path of file.imports) wanted.push(...[every.get(path)].filter((found) => found !== undefined));
    }
  }

  async converse(stream: RpcStream<v1.ServerReflectionResponse, Request>): Promise<void> {
    for (let request = await stream.receive(); request !== undefined; request = await stream.receive()) {
      await stream.send({ validHost: request.host, originalRequest: request, messageResponse: this.answer(request) });
    }
  }

  private answer(request: Request): Answer {
    const query = request.messageRequest;
    switch (query?.kind) {
      case 'listServices': {
        const service = this.services.map((name) => ({ name }));
        return { kind: 'listServicesResponse', listServicesResponse: { service } };
      }
      case 'fileByFilename':
        return this.fileAnswer(this.byFile.get(query.fileByFilename), query.fileByFilename);
      case 'fileContainingSymbol':
        return this.fileAnswer(this.bySymbol.get(query.fileContainingSymbol), query.fileContainingSymbol);
      case 'allExtensionNumbersOfType': {
        const baseTypeName = query.allExtensionNumbersOfType;
        if (!this.bySymbol.has(baseTypeName)) return notFound(baseTypeName);
        return {
          kind: 'allExtensionNumbersResponse',
          allExtensionNumbersResponse: { baseTypeName, extensionNumber: [] },
        };
      }
      case 'fileContainingExtension':
        return notFound(`extension ${query.fileContainingExtension.extensionNumber}`);
      case undefined:
        return failure(statusNumbers.INVALID_ARGUMENT, 'the request asks for nothing that this server knows');
    }
  }

  private fileAnswer(file: FileDescriptor | undefined, wanted: string): Answer {
    if (file === undefined) return notFound(wanted);
    const found = new Map<string, FileDescriptor>();
    const open = [file];
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      if (found.has(next.file)) continue;
      found.set(next.file, next);
      for (const path of next.imports) open.push(...[this.byFile.get(path)].filter((other) => other !== undefined));
    }
    const fileDescriptorProto = [...found.values()].map((each) => Buffer.from(each.base64, 'base64'));
    return { kind: 'fileDescriptorResponse', fileDescriptorResponse: { fileDescriptorProto } };
  }
}

function notFound(what: string): Answer {
  return failure(statusNumbers.NOT_FOUND, `${what} is not served here`);
}

function failure(errorCode: number, errorMessage: string): Answer {
  return { kind: 'errorResponse', errorResponse: { errorCode, errorMessage } };
}
