import { DraveError } from '@drave/base';
import { CLUSTER } from '@drave/base/access';
import { page, type QuotaAlteration } from '@drave/controller';
import { quotaEntityKey, type QuotaEntity } from '@drave/metadata';
import { implement, quotaService, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, onlyItem, readImage, requireRight, type AdminDomain } from './admin-domain.js';

/** `drave.admin.v1.QuotaService`; any node offers it. */
export function createQuotaService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(quotaService, {
    async alterQuota({ entity, set, remove, validateOnly, requestId }, call) {
      requireRight(domain, call, 'alterConfigs', CLUSTER);
      if (set.length + remove.length === 0)
        throw new DraveError('INVALID_REQUEST', 'nothing is set, and nothing taken away');
      const changes = [...set, ...remove.map((key) => ({ key, value: null }))];
      const alterations = [{ entity: partsOf(entity), changes }];
      const { response } = await execute(domain, call, {
        ...{ kind: 'alterClientQuotas', alterations, validateOnly, requestId },
      });
      onlyItem(response);
      return { header: header() };
    },
    async listQuotas({ pageSize, pageToken, local }, call) {
      requireRight(domain, call, 'describeConfigs', CLUSTER);
      const image = await readImage(domain, call, local);
      const entities = image.quotaEntities();
      const found = page(
        { pageSize, pageToken, query: ['quotas'] },
        (key) => (key === undefined ? entities : entities.filter((entity) => quotaEntityKey(entity) > key)),
        quotaEntityKey,
      );
      const quotas = found.items.map((entity) => {
        const limits = [...image.clientQuota(entity)].map(([key, value]) => ({ key, value }));
        return { entity: messageOf(entity), limits: limits.sort((a, b) => (a.key < b.key ? -1 : 1)) };
      });
      return { header: header(), quotas, nextPageToken: found.nextPageToken };
    },
  });
}

const fieldNames = { user: 'user', clientId: 'clientId', ip: 'ip' } as const;

function partsOf(entity: adminV1.QuotaEntity | undefined): QuotaAlteration['entity'] {
  return Object.values(fieldNames).flatMap((type) => {
    const name = entity?.[type];
    return name === undefined ? [] : [{ type, name: name === '' ? null : name }];
  });
}

function messageOf(entity: QuotaEntity): adminV1.QuotaEntity {
  const { user, clientId, ip } = Object.fromEntries(entity.map(({ type, name }) => [type, name ?? '']));
  return { user, clientId, ip };
}
