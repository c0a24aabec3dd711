import { DraveError } from '@drave/base';
import type {
  AclBinding,
  AclFilter,
  AclOperation,
  AclPatternType,
  AclPermission,
  AclResourceType,
} from '@drave/metadata';

/** Kafka's numbers of what access control entries are made of: each text stands at its number. */
type Codes<Text extends string> = readonly (Text | undefined)[];

/** Stands for all of them in a filter. */
const ANY = 1;

const resourceTypes: Codes<AclResourceType> = [
  ...[undefined, undefined],
  ...(['topic', 'group', 'cluster', 'transactionalId', 'delegationToken', 'user'] as const),
];
const patternTypes: Codes<AclPatternType | 'match'> = [undefined, undefined, 'match', 'literal', 'prefixed'];
const operations: Codes<AclOperation> = [
  ...[undefined, undefined],
  ...(['all', 'read', 'write', 'create', 'delete', 'alter', 'describe', 'clusterAction'] as const),
  ...(['describeConfigs', 'alterConfigs', 'idempotentWrite', 'createTokens', 'describeTokens'] as const),
  'twoPhaseCommit',
];
const permissions: Codes<AclPermission> = [undefined, undefined, 'deny', 'allow'];

interface WireBinding {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export interface WireFilter {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

/** @throws DraveError INVALID_REQUEST for what stands for several things, or for nothing that is known here. */
export function bindingFromWire(wire: WireBinding): AclBinding {
  const patternType = exactly('pattern type', patternTypes, wire.patternType);
  if (patternType === 'match') throw invalid('the pattern type', wire.patternType);
  return {
    resourceType: exactly('resource type', resourceTypes, wire.resourceType),
    resourceName: wire.resourceName,
    patternType,
    principal: wire.principal,
    host: wire.host,
    operation: exactly('operation', operations, wire.operation),
    permission: exactly('permission', permissions, wire.permissionType),
  };
}

export function bindingToWire(binding: AclBinding): WireBinding {
  return {
    resourceType: resourceTypes.indexOf(binding.resourceType),
    resourceName: binding.resourceName,
    patternType: patternTypes.indexOf(binding.patternType),
    principal: binding.principal,
    host: binding.host,
    operation: operations.indexOf(binding.operation),
    permissionType: permissions.indexOf(binding.permission),
  };
}

/** @throws DraveError INVALID_REQUEST for a number that is not known here. */
export function filterFromWire(wire: WireFilter): AclFilter {
  return {
    resourceType: oneOrAny('resource type', resourceTypes, wire.resourceTypeFilter),
    resourceName: wire.resourceNameFilter ?? undefined,
    patternType: oneOrAny('pattern type', patternTypes, wire.patternTypeFilter),
    principal: wire.principalFilter ?? undefined,
    host: wire.hostFilter ?? undefined,
    operation: oneOrAny('operation', operations, wire.operation),
    permission: oneOrAny('permission', permissions, wire.permissionType),
  };
}

function oneOrAny<Text extends string>(what: string, codes: Codes<Text>, code: number): Text | undefined {
  return code === ANY ? undefined : exactly(what, codes, code);
}

function exactly<Text extends string>(what: string, codes: Codes<Text>, code: number): Text {
  const text = codes[code];
  if (text === undefined) throw invalid(`the ${what}`, code);
  return text;
}

function invalid(what: string, code: number): DraveError {
  return new DraveError('INVALID_REQUEST', `${what} cannot be ${code} here`);
}
