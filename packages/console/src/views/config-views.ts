import { configService, type adminV1 } from '@drave/rpc';
import type { ConfigEntry, ConfigUpdateAnswer, ConfigUpdateRequest, ConfigView } from '../contract.js';
import type { ClusterLink } from '../cluster/cluster-link.js';

type Resource = ConfigView['resource'];

const types = { topic: 'TOPIC', broker: 'BROKER', group: 'GROUP' } as const;
const sources = {
  UNSPECIFIED: 'default',
  TOPIC: 'topic',
  BROKER: 'broker',
  DEFAULT_BROKER: 'default-broker',
  STATIC: 'static',
  DEFAULT: 'default',
  GROUP: 'group',
} as const;

export async function configView(link: ClusterLink, resource: Resource): Promise<ConfigView> {
  const request = { resource: resourceMessage(resource), keys: [], local: false };
  const { entries, etag } = await link.ask(configService.methods.getConfig, request);
  return { resource, entries: entries.map(entryView), etag };
}

/** @throws DraveError what the cluster refuses the change with. */
export async function updateConfig(
  link: ClusterLink,
  resource: Resource,
  { preview, etag, changes }: ConfigUpdateRequest,
): Promise<ConfigUpdateAnswer> {
  await link.ask(configService.methods.updateConfig, {
    resource: resourceMessage(resource),
    changes: changes.map(changeMessage),
    etag,
    validateOnly: preview,
    requestId: link.requestId(),
  });
  return { isPreview: preview };
}

function changeMessage({ key, value }: ConfigUpdateRequest['changes'][number]): adminV1.ConfigChange {
  return value === null ? { key, operation: 'DELETE', value: '' } : { key, operation: 'SET', value };
}

function resourceMessage({ type, name }: Resource): adminV1.ConfigResource {
  return { type: types[type], name };
}

function entryView(entry: adminV1.ConfigEntry): ConfigEntry {
  const { key, sensitive } = entry;
  return {
    key,
    value: sensitive ? null : entry.value,
    source: sources[entry.source],
    defaultValue: sensitive ? null : entry.defaultValue,
    isSensitive: sensitive,
    isReadOnly: entry.readOnly,
    type: entry.type,
    documentation: entry.documentation,
  };
}
