import { DraveError } from '@drave/base';
import {
  describeBrokerConfigs,
  describeTopicConfigs,
  type ConfigEntry,
  type ConfigLayers,
  type ConfigOperation,
} from '@drave/config';
import { configEtag, settingsOf, type ConfigAlteration } from '@drave/controller';
import type { ConfigResource, MetadataImage } from '@drave/metadata';
import { configService, implement, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { callerOf, onlyItem, readImage, timeoutOf, type AdminDomain } from './admin-domain.js';
import { findTopic } from './admin-messages.js';

/** `drave.admin.v1.ConfigService`. */
export function createConfigService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  const alter = async (
    { validateOnly, requestId }: { readonly validateOnly: boolean; readonly requestId: string },
    alteration: ConfigAlteration,
    call: Parameters<typeof callerOf>[0],
  ) => {
    const command = { kind: 'alterConfigs', resources: [alteration], validateOnly, requestId } as const;
    const { response } = await domain.execute(callerOf(call), command, timeoutOf(call));
    onlyItem(response);
    return { header: header() };
  };
  return implement(configService, {
    async getConfig(request, call) {
      const image = await readImage(domain, call, request.local);
      const resource = checkedResource(request.resource);
      const entries = describeConfig(domain, image, resource, request.keys.length === 0 ? undefined : request.keys);
      return { header: header(), entries: entries.map(entryMessage), etag: configEtag(image.config(resource)) };
    },
    async updateConfig(request, call) {
      const change = { kind: 'incremental', operations: request.changes.map(operationOf) } as const;
      const resource = checkedResource(request.resource);
      return alter(request, { resource, change, etag: request.etag || undefined }, call);
    },
    async replaceConfig(request, call) {
      const change = { kind: 'replace', values: Object.fromEntries(request.values) } as const;
      const resource = checkedResource(request.resource);
      return alter(request, { resource, change, etag: request.etag || undefined }, call);
    },
  });
}

function describeConfig(
  domain: AdminDomain,
  image: MetadataImage,
  resource: ConfigResource,
  keys: readonly string[] | undefined,
): readonly ConfigEntry[] {
  const cluster = settingsOf(image, { type: 'broker', name: '' });
  if (resource.type === 'topic') {
    findTopic(image, { name: resource.name, topicId: '' });
    return describeTopicConfigs({ topic: settingsOf(image, resource), cluster, ...domain.statics }, keys);
  }
  if (resource.name === '') return describeBrokerConfigs({ cluster, ...domain.statics }, keys);
  checkBroker(image, resource.name);
  // What stands in another node's configuration file is known to that node alone.
  const own = Number(resource.name) === domain.view.nodeId;
  const statics: Pick<ConfigLayers, 'file' | 'defaults'> = own ? domain.statics : {};
  return describeBrokerConfigs({ broker: settingsOf(image, resource), cluster, ...statics }, keys);
}

function checkBroker(image: MetadataImage, name: string): void {
  if (image.broker(Number(name)) !== undefined) return;
  throw new DraveError('BROKER_ID_NOT_REGISTERED', `no broker with id ${name} is registered`);
}

function checkedResource(resource: adminV1.ConfigResource): ConfigResource {
  if (resource.type === 'TOPIC') return { type: 'topic', name: resource.name };
  if (resource.type !== 'BROKER') throw new DraveError('INVALID_REQUEST', 'resource.type must be TOPIC or BROKER');
  if (resource.name !== '' && !/^\d{1,10}$/.test(resource.name)) {
    throw new DraveError(
      'INVALID_REQUEST',
      `resource.name is '${resource.name}': a broker id, or empty for all brokers`,
    );
  }
  return { type: 'broker', name: resource.name };
}

function operationOf({ key, operation, value }: adminV1.ConfigChange): ConfigOperation {
  switch (operation) {
    case 'SET':
      return { kind: 'set', key, value };
    case 'DELETE':
      return { kind: 'delete', key };
    case 'APPEND':
      return { kind: 'append', key, value };
    case 'SUBTRACT':
      return { kind: 'subtract', key, value };
  }
}

const sources: Readonly<Record<ConfigEntry['source'], adminV1.ConfigSource>> = {
  DYNAMIC_TOPIC_CONFIG: 'TOPIC',
  DYNAMIC_BROKER_CONFIG: 'BROKER',
  DYNAMIC_DEFAULT_BROKER_CONFIG: 'DEFAULT_BROKER',
  STATIC_BROKER_CONFIG: 'STATIC',
  DEFAULT_CONFIG: 'DEFAULT',
};

function entryMessage(entry: ConfigEntry): adminV1.ConfigEntry {
  const { key, sensitive, readOnly, type, doc } = entry;
  return {
    key,
    value: entry.value ?? '',
    source: sources[entry.source],
    sensitive,
    readOnly,
    type,
    documentation: doc,
  };
}
