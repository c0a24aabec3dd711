import { DraveError, type ErrorCode, type ErrorDetails, limits } from '@drave/base';
import type { CallContext, RpcStream, ServiceImplementation, StreamHandler, UnaryHandler } from '@drave/rpc';

/** A request of any method, with the names that the generated code gives its fields. */
type AnyRequest = Readonly<Record<string, unknown>>;

/**
 * The same service, whose refusals say in google.rpc's details what they are about: which fields are wrong, which
 * resource is meant, what is to be changed first, and when it is worth another try. It refuses a request id that is too
 * long before anything else.
 */
export function explained({ service, handlers }: ServiceImplementation): ServiceImplementation {
  const wrapped = Object.entries(service.methods).map(([name, method]) => {
    const isStream = (method as { readonly kind: 'unary' | 'stream' }).kind === 'stream';
    return [name, isStream ? explainedStream(handlers[name]) : explainedCall(handlers[name])];
  });
  return { service, handlers: Object.fromEntries(wrapped) };
}

function explainedCall(handler: unknown): UnaryHandler<AnyRequest, unknown> {
  const handle = handler as UnaryHandler<AnyRequest, unknown>;
  return async (request, call) => {
    try {
      checkRequestId(request);
      return await handle(request, call);
    } catch (reason) {
      throw reason instanceof DraveError ? explain(reason, request) : reason;
    }
  };
}

function explainedStream(handler: unknown): StreamHandler<AnyRequest, unknown> {
  const handle = handler as StreamHandler<AnyRequest, unknown>;
  return async (stream: RpcStream<unknown, AnyRequest>, call: CallContext) => {
    try {
      await handle(stream, call);
    } catch (reason) {
      throw reason instanceof DraveError ? explain(reason, {}) : reason;
    }
  };
}

function checkRequestId({ requestId }: AnyRequest): void {
  const { requestIdLengthMax } = limits;
  if (typeof requestId !== 'string' || requestId.length <= requestIdLengthMax) return;
  throw invalidField('request_id', `has ${requestId.length} characters and may have ${requestIdLengthMax}`);
}

/** The refusal of a request because of one of its fields, which is named as in the proto file. */
export function invalidField(field: string, description: string): DraveError {
  return new DraveError('INVALID_REQUEST', `${field}: ${description}`, { fieldViolations: [{ field, description }] });
}

/** What an error says about the request that it refuses, beside what it says already. */
function explain(error: DraveError, request: AnyRequest): DraveError {
  const { code, message, details, retriable, row } = error;
  const resource = details.resource ?? resourceOf(code, request);
  const added: { -readonly [Name in keyof ErrorDetails]: ErrorDetails[Name] } = { ...details, cause: error };
  if (resource !== undefined) added.resource = resource;
  if (row.grpc === 'INVALID_ARGUMENT' && details.fieldViolations === undefined) {
    const field = fieldsByCode[code]?.find((name) => name in request);
    if (field !== undefined) added.fieldViolations = [{ field: protoName(field), description: message }];
  }
  if (row.grpc === 'FAILED_PRECONDITION' && details.preconditions === undefined) {
    added.preconditions = [{ type: code, subject: resource?.name ?? '', description: message }];
  }
  if (row.grpc === 'UNAVAILABLE' && retriable) {
    added.metadata = { retry_after_ms: `${RETRY_AFTER_MS}`, ...details.metadata };
  }
  return new DraveError(code, message, added);
}

/** The fields that a code can be about; the first one that a request has is meant. */
const fieldsByCode: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  INVALID_TOPIC_EXCEPTION: ['name', 'topic'],
  INVALID_PARTITIONS: ['partitionCount'],
  INVALID_REPLICATION_FACTOR: ['replicationFactor'],
  INVALID_REPLICA_ASSIGNMENT: ['assignments', 'reassignments'],
  INVALID_CONFIG: ['configs', 'changes', 'values'],
  INVALID_GROUP_ID: ['groupId'],
  INVALID_REGULAR_EXPRESSION: ['idPattern'],
  REQUEST_ID_REUSED: ['requestId'],
};

type Kind = 'Topic' | 'Group' | 'Broker' | 'Voter' | 'TransactionalId' | 'LogDirectory';

/** What each kind of resource is called in a name, and the fields that name one; the first that is set is meant. */
const kinds: Readonly<Record<Kind, { readonly collection: string; readonly fields: readonly string[] }>> = {
  Topic: { collection: 'topics', fields: ['name', 'topic', 'topicId', 'resource'] },
  Group: { collection: 'groups', fields: ['groupId', 'resource'] },
  Broker: { collection: 'brokers', fields: ['brokerId', 'resource'] },
  Voter: { collection: 'voters', fields: ['nodeId'] },
  TransactionalId: { collection: 'transactionalIds', fields: ['transactionalId'] },
  LogDirectory: { collection: 'logDirectories', fields: ['directory'] },
};

const kindByCode: Readonly<Partial<Record<ErrorCode, Kind>>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'Topic',
  UNKNOWN_TOPIC_ID: 'Topic',
  TOPIC_ALREADY_EXISTS: 'Topic',
  TOPIC_AUTHORIZATION_FAILED: 'Topic',
  TOPIC_DELETION_DISABLED: 'Topic',
  REASSIGNMENT_IN_PROGRESS: 'Topic',
  GROUP_ID_NOT_FOUND: 'Group',
  GROUP_AUTHORIZATION_FAILED: 'Group',
  NON_EMPTY_GROUP: 'Group',
  GROUP_SUBSCRIBED_TO_TOPIC: 'Group',
  BROKER_ID_NOT_REGISTERED: 'Broker',
  BROKER_NOT_AVAILABLE: 'Broker',
  DUPLICATE_VOTER: 'Voter',
  VOTER_NOT_FOUND: 'Voter',
  TRANSACTIONAL_ID_NOT_FOUND: 'TransactionalId',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'TransactionalId',
  LOG_DIR_NOT_FOUND: 'LogDirectory',
};

function resourceOf(code: ErrorCode, request: AnyRequest): ErrorDetails['resource'] {
  const kind = kindByCode[code];
  if (kind === undefined) return undefined;
  const { collection, fields } = kinds[kind];
  const id = fields.map((field) => idOf(request[field])).find((text) => text !== '');
  return id === undefined ? undefined : { type: `drave/${kind}`, name: `${collection}/${id}` };
}

/** A field that names a resource: its name or number, or a message with a name. */
function idOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return `${value}`;
  return typeof value === 'object' && value !== null && 'name' in value ? idOf(value.name) : '';
}

/** `topicId` is `topic_id` in the proto file, which other languages know. */
function protoName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The first pause of a client that tries again, in ms, as in the SDK's policy for the same case. */
const RETRY_AFTER_MS = 100;
