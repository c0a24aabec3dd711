import type { Client, GrpcObject, ServiceClientConstructor, ServiceError } from '@grpc/grpc-js';
import { errorFromStatus } from '@drave/rpc';
import { callReflected, clientOf, definitionsOf, listServices } from './reflected-client.js';

/** A method as reflection shows it, and a client of its service. */
interface ReflectedMethod {
  readonly path: string;
  readonly service: string;
  readonly name: string;
  readonly client: Client;
  readonly isStream: boolean;
  readonly request: readonly Field[];
  readonly response: readonly Field[];
}

/** Of google.protobuf.FieldDescriptorProto. */
interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly label: string;
  readonly typeName: string;
}

type Rule = 'response header' | 'validate_only' | 'request_id' | 'pages' | 'refuses bad pages';

/** What a method need not keep, and why. An exception that is not needed is a fault, too. */
const exceptions: Readonly<Record<string, Readonly<Partial<Record<Rule, string>>>>> = {};

/** Every other method changes something. */
const READ = /^(Get|List|Watch|Check)[A-Z]/;
const LIST = /^List[A-Z]/;

/** What the lists want in a request before they look at its page: a topic and a group named `paged`, and broker 2. */
const listArguments: Readonly<Record<string, object>> = {
  ListLogDirectories: { broker_id: 2 },
  ListReplicas: { broker_id: 2 },
  ListGroupOffsets: { group_id: 'paged' },
  ListProducers: { topic: 'paged' },
};

/** All methods of the services whose names begin with `prefix`, in order. */
export async function reflectedMethods(address: string, prefix: string): Promise<ReflectedMethod[]> {
  const services = (await listServices(address)).filter((name) => name.startsWith(prefix)).sort();
  const methods: ReflectedMethod[] = [];
  for (const service of services) {
    const loaded = await definitionsOf(address, service);
    const client = clientOf(loaded, service, address);
    const constructor = service.split('.').reduce<unknown>((found, name) => (found as GrpcObject)[name], loaded);
    for (const [name, method] of Object.entries((constructor as ServiceClientConstructor).service)) {
      methods.push({
        path: method.path,
        service,
        name,
        client,
        isStream: method.requestStream || method.responseStream,
        request: fieldsOf(method, 'requestType'),
        response: fieldsOf(method, 'responseType'),
      });
    }
  }
  return methods;
}

/** What the shape of the methods lacks: one line for each fault. */
export function conventionFaults(methods: readonly ReflectedMethod[]): string[] {
  return methods.flatMap((method) => {
    const { name, request, response } = method;
    const has = (fields: readonly Field[], field: string, type: string) =>
      fields.some((one) => one.name === field && one.type === type && one.label !== 'LABEL_REPEATED');
    const faults: Partial<Record<Rule, string>> = {};
    const header = response.find(({ number }) => number === 1);
    if (header?.name !== 'header' || !/(^|\.)ResponseHeader$/.test(header.typeName))
      faults['response header'] = 'field 1 of its response is no ResponseHeader header';
    if (!READ.test(name) && !has(request, 'validate_only', 'TYPE_BOOL'))
      faults.validate_only = 'changes something, and its request has no bool validate_only';
    if (!READ.test(name) && !has(request, 'request_id', 'TYPE_STRING'))
      faults.request_id = 'changes something, and its request has no string request_id';
    const isPaged =
      has(request, 'page_size', 'TYPE_INT32') &&
      has(request, 'page_token', 'TYPE_STRING') &&
      has(response, 'next_page_token', 'TYPE_STRING') &&
      response.find(({ number }) => number === 2)?.label === 'LABEL_REPEATED';
    if (LIST.test(name) && !isPaged)
      faults.pages = 'lists, and lacks page_size, page_token, next_page_token, or results in field 2';
    return told(method, faults);
  });
}

/**
 * What the methods do wrong when they are called with a page that is none, or a request id that is too long: each is to
 * refuse it as INVALID_ARGUMENT, with one ErrorInfo, and a BadRequest that names the field.
 */
export async function refusalFaults(methods: readonly ReflectedMethod[]): Promise<string[]> {
  const faults: string[] = [];
  for (const method of methods.filter(({ isStream }) => !isStream)) {
    const { name } = method;
    const wrong: Record<string, object> = READ.test(name) ? {} : { request_id: { request_id: 'x'.repeat(1000) } };
    if (LIST.test(name)) {
      wrong['page_size'] = { ...listArguments[name], page_size: -1 };
      wrong['page_token'] = { ...listArguments[name], page_token: 'none of yours' };
    }
    for (const [field, request] of Object.entries(wrong)) {
      const fault = await refusalFault(method, field, request);
      const rule: Rule = field === 'request_id' ? 'request_id' : 'refuses bad pages';
      faults.push(...told(method, fault === undefined ? {} : { [rule]: fault }, [rule]));
    }
  }
  return faults;
}

async function refusalFault(method: ReflectedMethod, field: string, request: object): Promise<string | undefined> {
  const { client, name } = method;
  const refusal = await callReflected(client, name, request).then(
    () => undefined,
    (reason: unknown) => reason as ServiceError,
  );
  if (refusal === undefined) return `takes a bad ${field}`;
  if (refusal.code !== 3) return `answers a bad ${field} with status ${refusal.code}: ${refusal.details}`;
  const [bytes] = refusal.metadata.get('grpc-status-details-bin');
  const details = bytes instanceof Buffer ? bytes : undefined;
  const { details: found } = errorFromStatus({ code: refusal.code, message: refusal.details, details });
  const fields = found.fieldViolations?.map((violation) => violation.field).join() ?? 'none';
  return fields === field ? undefined : `refuses a bad ${field}, and its BadRequest names ${fields}`;
}

/** The faults that are no exception, and the exceptions that are no fault. */
function told(
  { path }: ReflectedMethod,
  faults: Partial<Record<Rule, string>>,
  rules: readonly Rule[] = ['response header', 'validate_only', 'request_id', 'pages'],
): string[] {
  return rules.flatMap((rule) => {
    const isException = exceptions[path]?.[rule] !== undefined;
    const fault = faults[rule];
    if (fault !== undefined) return isException ? [] : [`${path}: ${fault}`];
    return isException ? [`${path}: its exception from '${rule}' is not needed`] : [];
  });
}

function fieldsOf(method: object, which: 'requestType' | 'responseType'): readonly Field[] {
  // What proto-loader adds to a method: the message as a DescriptorProto.
  const { type } = (method as Record<typeof which, { readonly type: { readonly field?: readonly Field[] } }>)[which];
  return type.field ?? [];
}
