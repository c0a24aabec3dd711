import {
  aclOperations,
  aclPatternTypes,
  aclPermissions,
  aclResourceTypes,
  type AclBinding,
  type AclFilter,
} from '@drave/metadata';
import type { adminV1 } from '@drave/rpc';
import { invalidField } from './explained.js';

export function aclMessage(binding: AclBinding): adminV1.AclEntry {
  return {
    resourceType: aclResourceTypes.toWire(binding.resourceType),
    resourceName: binding.resourceName,
    patternType: aclPatternTypes.toWire(binding.patternType),
    principal: binding.principal,
    host: binding.host,
    operation: aclOperations.toWire(binding.operation),
    permission: aclPermissions.toWire(binding.permission),
  };
}

/** @throws DraveError INVALID_REQUEST for a field that an entry cannot be without. */
export function bindingOf(message: adminV1.AclEntry): AclBinding {
  const { patternType, resourceName, principal, host } = message;
  if (patternType === 'MATCH') throw invalidField('entries', 'MATCH is a pattern type of filters only');
  return {
    resourceType: aclResourceTypes.fromWire(said('entries', 'resource_type', message.resourceType)),
    resourceName,
    // What is left out is what people mean.
    patternType: patternType === 'UNSPECIFIED' ? 'literal' : aclPatternTypes.fromWire(patternType),
    principal,
    host: host === '' ? '*' : host,
    operation: aclOperations.fromWire(said('entries', 'operation', message.operation)),
    permission: message.permission === 'UNSPECIFIED' ? 'allow' : aclPermissions.fromWire(message.permission),
  };
}

/** What is unspecified or empty excludes no entry. */
export function filterOf(message: adminV1.AclFilter | undefined): AclFilter {
  if (message === undefined) return {};
  const { resourceType, patternType, operation, permission } = message;
  return {
    resourceType: resourceType === 'UNSPECIFIED' ? undefined : aclResourceTypes.fromWire(resourceType),
    resourceName: textOf(message.resourceName),
    patternType: patternTypeOf(patternType),
    principal: textOf(message.principal),
    host: textOf(message.host),
    operation: operation === 'UNSPECIFIED' ? undefined : aclOperations.fromWire(operation),
    permission: permission === 'UNSPECIFIED' ? undefined : aclPermissions.fromWire(permission),
  };
}

/** @throws DraveError INVALID_REQUEST. */
export function said<Name extends string>(message: string, field: string, name: Name): Exclude<Name, 'UNSPECIFIED'> {
  if (name === 'UNSPECIFIED') throw invalidField(message, `${field} is not said`);
  return name as Exclude<Name, 'UNSPECIFIED'>;
}

function patternTypeOf(type: adminV1.AclPatternType): AclFilter['patternType'] {
  if (type === 'UNSPECIFIED') return undefined;
  return type === 'MATCH' ? 'match' : aclPatternTypes.fromWire(type);
}

function textOf(text: string): string | undefined {
  return text === '' ? undefined : text;
}
