import protobuf from 'protobufjs';
import { isPublic } from '../public-services.js';
import { loadPackages, type LoadedPackage } from './load.js';
import { moduleName } from './names.js';

const CALLING = `# gRPC

Written by \`npm run generate\` from \`proto/\`: every service that clients may call, with its messages. The files
themselves come with the package, below \`node_modules/drave/proto\`.

## Calling it

Every node serves these on its gRPC address (\`listeners.grpc\`; \`drave local ps\` shows it), and answers to
reflection, so tools need no files. With grpcurl, of a local cluster:

\`\`\`text
grpcurl -plaintext 127.0.0.1:20004 list
grpcurl -plaintext 127.0.0.1:20004 describe drave.admin.v1.TopicService
grpcurl -plaintext -d '{"name":"orders","partition_count":3,"request_id":"8f1c"}' \\
  127.0.0.1:20004 drave.admin.v1.TopicService/CreateTopic
grpcurl -plaintext -d '{"filter":"PARTITION_FILTER_UNDER_REPLICATED"}' \\
  127.0.0.1:20004 drave.admin.v1.PartitionService/ListPartitions
\`\`\`

With TLS, \`-cacert ca.pem\` takes the place of \`-plaintext\`. \`grpc.health.v1.Health\` is served as well.

## Conventions
`;

/** Fields that mean the same wherever they stand, each with what that is. */
const CONVENTIONS: readonly (readonly [fields: string, meaning: string])[] = [
  ['header', 'who answered, and how recent its metadata was'],
  ['validate_only', 'the same checks and the same answer, without the effect'],
  [
    'request_id',
    'chosen by the caller, one for each change: a repetition gets the first answer, so a call ' +
      'without an answer can be sent again. The same id with another content is refused with ' +
      'REQUEST_ID_REUSED; empty for none',
  ],
  [
    'local',
    'answered from what this node knows itself, which may be stale, instead of by whoever has the ' + 'last word',
  ],
  [
    'page_size, page_token, next_page_token',
    '0 means 100, more than 1,000 means 1,000; a token goes with the arguments of the call that ' +
      'returned it; an empty one ends the list',
  ],
];

const ERRORS = `A field that is not set has the zero of its type, unless it is marked *optional*: then it may be absent.

## Errors

A failed call has the status of gRPC, a message for people, and details (\`google.rpc.Status\` in the trailer
\`grpc-status-details-bin\`):
`;

/** A detail of a failed call, when there is one, and what it says. */
const DETAILS: readonly (readonly string[])[] = [
  [
    '`ErrorInfo`',
    'always',
    '`reason` is a code of [errors.md](errors.md), `domain` is `drave`; `metadata` has ' +
      '`kafka_error_code`, and `leader_id`, `leader_endpoint`, `leader_epoch` when another node is to ' +
      'be asked',
  ],
  ['`BadRequest`', 'fields of the request are wrong', 'each with what it expects'],
  ['`ResourceInfo`', 'it is about one topic, group, broker …', 'its type and name'],
  ['`PreconditionFailure`', 'something else is to be done first', 'what'],
  ['`RetryInfo`', 'it is known when to try again', 'the delay'],
];

const PARTIAL = `Where one call is about many partitions, each has its outcome in the response, and the call itself
succeeds.
`;

/**
 * The Markdown page that describes every public service and each message that its calls need. `protos`: text by path
 * below `proto/`.
 */
export function grpcPage(protos: ReadonlyMap<string, string>): string {
  const { packages, failures } = loadPackages(protos);
  if (failures.length > 0) throw new Error(failures.join('\n'));
  const ours = packages.filter(({ name }) => name.startsWith('drave.'));
  const services = ours.flatMap(servicesOf).filter((service) => isPublic(service.fullName.slice(1)));
  const types = typesFor(services);
  const sections = ours.flatMap(({ files }) => files).flatMap((file) => fileSection(file, services, types, protos));
  const conventions = CONVENTIONS.map(([fields, meaning]) => [fields.replace(/\w+/g, '`$&`'), meaning]);
  return [
    CALLING,
    table(['field', 'what it means, wherever it stands'], conventions),
    ERRORS,
    table(['detail', 'when', 'what it says'], DETAILS),
    PARTIAL,
    contents(services),
    ...sections,
  ].join('\n');
}

function servicesOf(loaded: LoadedPackage): protobuf.Service[] {
  return loaded.namespace.nestedArray.filter((nested) => nested instanceof protobuf.Service);
}

type NamedType = protobuf.Type | protobuf.Enum;

/** Every message and enum that these services mention, directly or through others, in the order of their files. */
function typesFor(services: readonly protobuf.Service[]): readonly NamedType[] {
  const found = new Map<string, NamedType>();
  const open: NamedType[] = services.flatMap((service) =>
    service.methodsArray.flatMap((method) => [method.resolvedRequestType, method.resolvedResponseType].filter(isThere)),
  );
  for (let type = open.shift(); type !== undefined; type = open.shift()) {
    if (found.has(type.fullName)) continue;
    found.set(type.fullName, type);
    if (type instanceof protobuf.Type)
      open.push(...type.fieldsArray.map((field) => field.resolvedType).filter(isThere));
  }
  return [...found.values()];
}

function isThere<T>(one: T | null): one is T {
  return one !== null;
}

function contents(services: readonly protobuf.Service[]): string {
  const rows = services.map((service) => [
    linkTo(service),
    service.methodsArray.map(({ name }) => `\`${name}\``).join(', '),
  ]);
  return `## Services\n\n${table(['service', 'methods'], rows)}`;
}

/** The services of a file first, and then what the services of any file need of it. */
function fileSection(
  file: string,
  services: readonly protobuf.Service[],
  types: readonly NamedType[],
  protos: ReadonlyMap<string, string>,
): string[] {
  const own = (one: protobuf.ReflectionObject): boolean => outermost(one).filename === file;
  const sections = [
    ...services.filter(own).map(serviceSection),
    ...types
      .filter(own)
      .toSorted((one, other) => placeOf(one) - placeOf(other))
      .map(typeSection),
  ];
  return sections.length === 0 ? [] : [`## ${file}\n`, ...commentOf(protos.get(file) ?? ''), ...sections];
}

/** A message declared inside another one has its file from that. */
function outermost(one: protobuf.ReflectionObject): protobuf.ReflectionObject {
  return one.parent instanceof protobuf.Type ? outermost(one.parent) : one;
}

function placeOf(type: NamedType): number {
  return outermost(type).parent?.nestedArray.indexOf(outermost(type)) ?? 0;
}

/** The comment above `package`. */
function commentOf(text: string): string[] {
  const lines = /^((?:\/\/.*\n)+)package /m.exec(text)?.[1]?.trimEnd().split('\n');
  return lines === undefined ? [] : [`${lines.map((line) => line.replace(/^\/\/ ?/, '')).join('\n')}\n`];
}

function serviceSection(service: protobuf.Service): string {
  const rows = service.methodsArray.map((method) => {
    const request = `${method.requestStream === true ? 'stream ' : ''}${linkTo(method.resolvedRequestType)}`;
    const response = `${method.responseStream === true ? 'stream ' : ''}${linkTo(method.resolvedResponseType)}`;
    return [`\`${method.name}\``, request, response, cell(method.comment)];
  });
  const methods = table(['method', 'request', 'response', 'what it does'], rows);
  return [`### ${shortName(service)}`, '', ...paragraph(service.comment), methods].join('\n');
}

function typeSection(type: NamedType): string {
  const rows = type instanceof protobuf.Enum ? valueTable(type) : fieldTable(type);
  return [`### ${shortName(type)}`, '', ...paragraph(type.comment), rows].join('\n');
}

function fieldTable(type: protobuf.Type): string {
  if (type.fieldsArray.length === 0) return 'It has no fields.\n';
  const conventional = CONVENTIONS.flatMap(([fields]) => fields.split(', '));
  const rows = type.fieldsArray.map((field) => {
    const name = asWritten(field.name);
    const says = cell(field.comment) || (conventional.includes(name) ? '[as everywhere](#conventions)' : '');
    return [`${field.id}`, `\`${name}\``, typeOf(field), [...choiceOf(field), says].join('').trim()];
  });
  return table(['#', 'field', 'type', 'what it is'], rows);
}

function choiceOf(field: protobuf.Field): string[] {
  const { partOf } = field;
  // An optional field is alone in a choice of its own.
  if (partOf === null || isOptional(field)) return [];
  return [`one of \`${asWritten(partOf.name)}\`. `];
}

function isOptional(field: protobuf.Field): boolean {
  return (field.options as { readonly proto3_optional?: boolean } | undefined)?.proto3_optional === true;
}

function typeOf(field: protobuf.Field): string {
  const plain = field.resolvedType === null ? `\`${field.type}\`` : linkTo(field.resolvedType);
  if (field instanceof protobuf.MapField) return `map of \`${field.keyType}\` to ${plain}`;
  if (field.repeated) return `repeated ${plain}`;
  return isOptional(field) ? `optional ${plain}` : plain;
}

/** As it stands in the file, and in JSON for grpcurl. */
function asWritten(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function valueTable(type: protobuf.Enum): string {
  const rows = Object.entries(type.values).map(([name, value]) => [
    `${value}`,
    `\`${name}\``,
    cell(type.comments[name]),
  ]);
  return table(['#', 'value', 'what it means'], rows);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = headings.map((heading) => (heading === '#' ? '--:' : '---'));
  const lines = [headings, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [lines[0], `|${rule.join('|')}|`, ...lines.slice(1), ''].join('\n');
}

function linkTo(one: protobuf.ReflectionObject | null): string {
  if (one === null) throw new Error('a type is not resolved');
  const name = shortName(one);
  if (!one.fullName.startsWith('.drave.')) return `\`${name}\``;
  return `[${one.name}](#${name.toLowerCase().replaceAll('.', '')})`;
}

/** 'admin.v1.Topic': with its package, because two packages may have the same name. */
function shortName(one: protobuf.ReflectionObject): string {
  return moduleName(one.fullName.slice(1));
}

function paragraph(comment: string | null | undefined): string[] {
  return comment === null || comment === undefined ? [] : [comment.trim(), ''];
}

function cell(comment: string | null | undefined): string {
  return (comment ?? '')
    .trim()
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
