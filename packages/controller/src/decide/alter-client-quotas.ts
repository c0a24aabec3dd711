import { limits } from '@drave/base';
import {
  quotaEntityKey,
  quotaEntityTypes,
  type MetadataImage,
  type MetadataRecord,
  type QuotaEntity,
} from '@drave/metadata';
import { invalidQuotaValue, isQuotaKey, quotaKeys } from '@drave/quota';
import type { AlterClientQuotasCommand, QuotaAlteration } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';

/** Entities with limits in one cluster: every node keeps all of them in memory. */
const ENTITIES_MAX = 10_000;

/** An address as a connection has it: four numbers, or the groups of the newer kind. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/;

/**
 * Sets and takes away limits of clients (KIP-546). Each entity stands or falls on its own, with all that is asked for
 * it; what is set already is not written again.
 */
export function* decideAlterClientQuotas(
  image: MetadataImage,
  { alterations }: AlterClientQuotasCommand,
): DecisionSteps<readonly ItemResult<null>[]> {
  const records: MetadataRecord[] = [];
  const results: ItemResult<null>[] = [];
  const seen = new Set<string>();
  let added = 0;
  for (const alteration of alterations) {
    yield;
    const entity = entityOf(alteration);
    const key = quotaEntityKey(entity);
    const existing = image.clientQuota(entity);
    const isNew = existing.size === 0;
    const refused = seen.has(key)
      ? invalid('the limits of one entity are altered twice in one request')
      : (invalidEntity(entity) ?? invalidChanges(entity, alteration));
    seen.add(key);
    if (refused !== undefined) {
      results.push(refused);
      continue;
    }
    const changes = alteration.changes.filter(({ key: name, value }) => (existing.get(name) ?? null) !== value);
    if (isNew && changes.length > 0 && image.state.clientQuotas.size + ++added > ENTITIES_MAX) {
      results.push(invalid(`the cluster has limits for ${ENTITIES_MAX} entities, and no room for more`));
      continue;
    }
    for (const { key: name, value } of changes)
      records.push({ kind: 'clientQuota', entity, key: name, value: value ?? undefined });
    results.push({ kind: 'ok', value: null });
  }
  return accept(records, results);
}

/** In the order in which entities are kept. */
function entityOf({ entity }: QuotaAlteration): QuotaEntity {
  return quotaEntityTypes.flatMap((type) =>
    entity.filter((part) => part.type === type).map(({ name }) => ({ type, name: name ?? undefined })),
  );
}

function invalidEntity(entity: QuotaEntity): Rejection | undefined {
  const types = new Set(entity.map(({ type }) => type));
  if (entity.length === 0) return invalid('an entity is a user, a client id, both together, or an address');
  if (types.size < entity.length) return invalid('an entity has no type twice');
  if (types.has('ip') && types.size > 1)
    return invalid('an address is an entity by itself, without user and client id');
  for (const { type, name } of entity) {
    if (name === undefined) continue;
    if (name === '') return invalid('the name in an entity is not empty: the default has none');
    if (name.length > limits.principalLengthMax)
      return invalid(`a name of ${name.length} characters: ${limits.principalLengthMax} are allowed`);
    if (type === 'ip' && !ADDRESS.test(name)) return invalid(`'${name}' is no address: 10.0.0.4 and ::1 are`);
  }
  return undefined;
}

function invalidChanges(entity: QuotaEntity, { changes }: QuotaAlteration): Rejection | undefined {
  const names = new Set<string>();
  const of = entity[0]?.type === 'ip' ? 'ip' : 'client';
  for (const { key, value } of changes) {
    if (!isQuotaKey(key)) return invalid(`'${key}' is no limit: ${Object.keys(quotaKeys).join(', ')} are`);
    if (quotaKeys[key].of !== of)
      return invalid(of === 'ip' ? `${key} is not for addresses` : `${key} is for addresses only`);
    if (names.has(key)) return invalid(`${key} is altered twice`);
    names.add(key);
    const wrong = value === null ? undefined : invalidQuotaValue(key, value);
    if (wrong !== undefined) return invalid(wrong);
  }
  return undefined;
}

function invalid(message: string): Rejection {
  return reject('INVALID_REQUEST', message);
}
