import protobuf from 'protobufjs';
import { emitMessage } from './emit-message.js';
import {
  docComment,
  enumValueNames,
  localName,
  lowerFirst,
  moduleName,
  namespaceAlias,
  serviceConstant,
  typeReference,
} from './names.js';
import type { LoadedPackage } from './load.js';

/** The TypeScript module of one proto package. */
export function emitPackage(loaded: LoadedPackage): string {
  const body = emitNested(loaded.namespace, loaded.name).join('\n');
  const imports = loaded.imports
    .filter((name) => body.includes(`${namespaceAlias(name)}.`))
    .map((name) => `import * as ${namespaceAlias(name)} from './${moduleName(name)}.js';\n`);
  return [
    `// Generated from ${loaded.files.map((file) => `proto/${file}`).join(', ')} by \`npm run generate\`. Do not edit.\n`,
    /\bwire\./.test(body) ? "import * as wire from '../wire/index.js';\n" : '',
    ...transportImports(body),
    ...imports,
    '\n',
    body,
  ].join('');
}

function transportImports(body: string): readonly string[] {
  const used = ['StreamMethod', 'UnaryMethod'].filter((name) => body.includes(`${name}<`));
  return used.length === 0 ? [] : [`import type { ${used.join(', ')} } from '../transport.js';\n`];
}

function emitNested(namespace: protobuf.NamespaceBase, packageName: string): string[] {
  const pieces: string[] = [];
  // Services refer to codecs when the module is evaluated, so they stand last.
  const services: string[] = [];
  for (const nested of namespace.nestedArray) {
    if (nested instanceof protobuf.Type) {
      pieces.push(emitMessage(nested), ...emitNested(nested, packageName));
    } else if (nested instanceof protobuf.Enum) {
      pieces.push(emitEnum(nested));
    } else if (nested instanceof protobuf.Service) {
      services.push(emitService(nested, packageName));
    }
  }
  return [...pieces, ...services];
}

function emitEnum(type: protobuf.Enum): string {
  const name = localName(type);
  const values = [...enumValueNames(type)];
  const union = values.map(([value]) => `\n  | '${value}'`).join('');
  const numbers = values.map(([value, number]) => `  ${value}: ${number},\n`).join('');
  return [
    `${docComment(type.comment, '')}export type ${name} =${union};\n`,
    `export const ${name}: wire.EnumCodec<${name}> = wire.enumCodec('${type.fullName.slice(1)}', {\n${numbers}});\n`,
  ].join('');
}

function emitService(service: protobuf.Service, packageName: string): string {
  const name = service.fullName.slice(1);
  const types: string[] = [];
  const values: string[] = [];
  for (const method of service.methodsArray) {
    method.resolve();
    if (method.resolvedRequestType === null || method.resolvedResponseType === null)
      throw new Error(`${name}.${method.name} has no resolved types`);
    const request = typeReference(method.resolvedRequestType, packageName);
    const response = typeReference(method.resolvedResponseType, packageName);
    const stream = method.requestStream === true || method.responseStream === true;
    const key = lowerFirst(method.name);
    const kind = stream ? 'StreamMethod' : 'UnaryMethod';
    types.push(`${docComment(method.comment, '    ')}    readonly ${key}: ${kind}<${request}, ${response}>;\n`);
    values.push(
      [
        `    ${key}: {\n      kind: '${stream ? 'stream' : 'unary'}',\n      path: '/${name}/${method.name}',\n`,
        stream
          ? `      requestStream: ${method.requestStream === true},\n      responseStream: ${method.responseStream === true},\n`
          : '',
        `      encodeRequest: ${request}.encode,\n      encodeRequestPieces: ${request}.encodePieces,\n      decodeRequest: ${request}.decode,\n`,
        `      encodeResponse: ${response}.encode,\n      encodeResponsePieces: ${response}.encodePieces,\n      decodeResponse: ${response}.decode,\n    },\n`,
      ].join(''),
    );
  }
  const constant = serviceConstant(service);
  return [
    `${docComment(service.comment, '')}export const ${constant}: {\n  readonly name: '${name}';\n  readonly methods: {\n`,
    ...types,
    `  };\n} = {\n  name: '${name}',\n  methods: {\n`,
    ...values,
    '  },\n};\n',
  ].join('');
}
