import { DraveError, limits } from '@drave/base';
import {
  aclOperations,
  aclPatternTypes,
  aclPermissions,
  aclResourceTypes,
  quotaEntityTypes,
  scramMechanisms,
  type AclBinding,
  type AclFilter,
  type ConfigResource,
} from '@drave/metadata';
import type {
  AdminCommand,
  AdminCommandKind,
  ConfigAlteration,
  CreatePartitionsCommand,
  FeatureUpdate,
  MutationOptions,
  NewTopic,
  PartitionRef,
  QuotaAlteration,
  Reassignment,
} from './commands.js';

/** Throws when the value, found at `path`, is not what a command has there. */
type Check = (value: unknown, path: string) => void;

/**
 * Whether what another node forwarded is a command of ours, with every field of the right kind and no list longer than
 * a request may have; what the fields mean is for the decision. @throws DraveError INVALID_REQUEST, which says where.
 */
export function checkCommand(value: unknown): asserts value is AdminCommand {
  const kind = isRecord(value) ? value['kind'] : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) {
    throw new DraveError('INVALID_REQUEST', 'a forwarded command of unknown kind: another version sent it');
  }
  shapes[kind as AdminCommandKind](value, kind);
}

function refuse(path: string, wanted: string): never {
  throw new DraveError('INVALID_REQUEST', `a forwarded command is malformed: ${path} is not ${wanted}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text: Check = (value, path) => {
  if (typeof value !== 'string' || value.length > limits.configLengthMax) refuse(path, 'a text');
};

const integer: Check = (value, path) => {
  if (!Number.isSafeInteger(value)) refuse(path, 'an integer');
};

const number: Check = (value, path) => {
  if (!Number.isFinite(value)) refuse(path, 'a number');
};

const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') refuse(path, 'true or false');
};

const oneOf =
  (...texts: readonly string[]): Check =>
  (value, path) => {
    if (!texts.includes(value as string)) refuse(path, `one of ${texts.join(', ')}`);
  };

const optional =
  (check: Check): Check =>
  (value, path) => {
    if (value !== undefined) check(value, path);
  };

const nullable =
  (check: Check): Check =>
  (value, path) => {
    if (value !== null) check(value, path);
  };

const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) refuse(path, 'a list');
    if (value.length > limits.partitionsPerTopicMax) refuse(path, `a list of at most ${limits.partitionsPerTopicMax}`);
    for (const [i, item] of value.entries()) check(item, `${path}[${i}]`);
  };

const values =
  (check: Check): Check =>
  (value, path) => {
    if (!isRecord(value)) refuse(path, 'an object');
    for (const [key, item] of Object.entries(value)) {
      text(key, `a key of ${path}`);
      check(item, `${path}.${key}`);
    }
  };

/** A check for each field: one that is forgotten, or not a field, does not compile. */
type Checks<Item> = { readonly [Field in keyof Item]-?: Check };

const fields =
  <Item>(checks: Checks<Item>): Check =>
  (value, path) => {
    if (!isRecord(value)) refuse(path, 'an object');
    for (const [key, check] of Object.entries<Check>(checks)) check(value[key], `${path}.${key}`);
  };

type Mutation = Extract<AdminCommand, MutationOptions>;

/** The checks of a command without its kind, which has chosen them, and without what all mutations have. */
const mutation = <Kind extends Mutation['kind']>(
  checks: Checks<Omit<Extract<Mutation, { readonly kind: Kind }>, 'kind' | keyof MutationOptions>>,
): Check => {
  const common: Checks<MutationOptions> = { validateOnly: optional(flag), requestId: optional(text) };
  return fields<Record<string, unknown>>({ ...checks, ...common });
};

const assignments = optional(list(list(integer)));
const partition: Checks<PartitionRef> = { topic: text, partition: integer };

const selector: Check = (value, path) => {
  if (!isRecord(value)) refuse(path, 'an object');
  const byName = 'name' in value;
  text(byName ? value['name'] : value['topicId'], `${path}.${byName ? 'name' : 'topicId'}`);
};

const aclChecks = {
  resourceType: oneOf(...aclResourceTypes.all),
  operation: oneOf(...aclOperations.all),
  permission: oneOf(...aclPermissions.all),
};

const binding = fields<AclBinding>({
  ...aclChecks,
  ...{ resourceName: text, principal: text, host: text },
  patternType: oneOf(...aclPatternTypes.all),
});

const filter = fields<AclFilter>({
  resourceType: optional(aclChecks.resourceType),
  resourceName: optional(text),
  patternType: optional(oneOf(...aclPatternTypes.all, 'match')),
  principal: optional(text),
  host: optional(text),
  operation: optional(aclChecks.operation),
  permission: optional(aclChecks.permission),
});

const scramAlteration: Check = (value, path) => {
  if (!isRecord(value)) refuse(path, 'an object');
  const common = { user: text, mechanism: oneOf(...scramMechanisms) };
  if (value['kind'] === 'delete') fields<Record<string, unknown>>(common)(value, path);
  else if (value['kind'] === 'set')
    fields<Record<string, unknown>>({ ...common, iterations: integer, salt: text, storedKey: text, serverKey: text })(
      value,
      path,
    );
  else refuse(`${path}.kind`, 'one of set, delete');
};

const quotaAlteration = fields<QuotaAlteration>({
  entity: list(fields<QuotaAlteration['entity'][number]>({ type: oneOf(...quotaEntityTypes), name: nullable(text) })),
  changes: list(fields<QuotaAlteration['changes'][number]>({ key: text, value: nullable(number) })),
});

const configChange: Check = (value, path) => {
  if (!isRecord(value)) refuse(path, 'an object');
  const operation = fields<Record<'kind' | 'key' | 'value', unknown>>({
    kind: oneOf('set', 'delete', 'append', 'subtract'),
    key: text,
    value: optional(text),
  });
  if (value['kind'] === 'incremental') list(operation)(value['operations'], `${path}.operations`);
  else if (value['kind'] === 'replace') values(text)(value['values'], `${path}.values`);
  else refuse(`${path}.kind`, 'one of incremental, replace');
};

const shapes: Readonly<Record<AdminCommandKind, Check>> = {
  createTopics: mutation<'createTopics'>({
    topics: list(
      fields<NewTopic>({
        name: text,
        partitionCount: optional(integer),
        replicationFactor: optional(integer),
        assignments,
        configs: values(nullable(text)),
      }),
    ),
  }),
  deleteTopics: mutation<'deleteTopics'>({ topics: list(selector) }),
  createPartitions: mutation<'createPartitions'>({
    topics: list(
      fields<CreatePartitionsCommand['topics'][number]>({ name: text, partitionCount: integer, assignments }),
    ),
  }),
  alterConfigs: mutation<'alterConfigs'>({
    resources: list(
      fields<ConfigAlteration>({
        resource: fields<ConfigResource>({ type: oneOf('topic', 'broker', 'group'), name: text }),
        change: configChange,
        etag: optional(text),
      }),
    ),
  }),
  electLeaders: mutation<'electLeaders'>({
    election: oneOf('preferred', 'unclean'),
    partitions: optional(list(fields(partition))),
  }),
  reassignPartitions: mutation<'reassignPartitions'>({
    reassignments: list(fields<Reassignment>({ ...partition, target: optional(list(integer)) })),
    allowReplicationFactorChange: optional(flag),
  }),
  unregisterBroker: mutation<'unregisterBroker'>({ brokerId: integer }),
  updateFeatures: mutation<'updateFeatures'>({
    updates: list(fields<FeatureUpdate>({ name: text, level: integer, allowDowngrade: flag })),
  }),
  createAcls: mutation<'createAcls'>({ bindings: list(binding) }),
  deleteAcls: mutation<'deleteAcls'>({ filters: list(filter) }),
  alterScramCredentials: mutation<'alterScramCredentials'>({ alterations: list(scramAlteration) }),
  alterClientQuotas: mutation<'alterClientQuotas'>({ alterations: list(quotaAlteration) }),
  stepDown: fields({}),
  readBarrier: fields({}),
};
