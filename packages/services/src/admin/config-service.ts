import { DraveError } from '@drave/base';
import type { ConfigEntry, ConfigOperation } from '@drave/config';
import {
  configEtag,
  configResourceRef,
  describeConfig,
  type ConfigAlteration,
  type StaticLayers,
} from '@drave/controller';
import type { ConfigResource, MetadataImage } from '@drave/metadata';
import { configService, implement, type adminV1, type CallContext, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { invalidField } from './explained.js';
import { execute, onlyItem, readImage, requireRight, type AdminDomain } from './admin-domain.js';
import { findTopic } from './admin-messages.js';

/** `drave.admin.v1.ConfigService`. */
export function createConfigService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  const alter = async (
    request: adminV1.UpdateConfigRequest | adminV1.ReplaceConfigRequest,
    change: ConfigAlteration['change'],
    call: CallContext,
  ) => {
    const { validateOnly, requestId, etag } = request;
    const resources = [{ resource: checkedResource(request.resource), change, etag: etag || undefined }];
    onlyItem((await execute(domain, call, { kind: 'alterConfigs', resources, validateOnly, requestId })).response);
    return { header: header() };
  };
  return implement(configService, {
    async getConfig(request, call) {
      const resource = checkedResource(request.resource);
      requireRight(domain, call, 'describeConfigs', configResourceRef(resource));
      const image = await readImage(domain, call, request.local);
      const layers = layersFor(domain, image, resource);
      const entries = describeConfig(image, resource, layers, request.keys.length === 0 ? undefined : request.keys);
      return { header: header(), entries: entries.map(entryMessage), etag: configEtag(image.config(resource)) };
    },
    updateConfig: (request, call) =>
      alter(request, { kind: 'incremental', operations: request.changes.map(operationOf) }, call),
    replaceConfig: (request, call) =>
      alter(request, { kind: 'replace', values: Object.fromEntries(request.values) }, call),
  });
}

/** Checks that the resource exists. What stands in another broker's configuration file, only that broker knows. */
function layersFor(domain: AdminDomain, image: MetadataImage, { type, name }: ConfigResource): StaticLayers {
  if (type === 'group') return domain.layers;
  if (type === 'topic') findTopic(image, { name });
  else if (name !== '' && image.brokerByName(name) === undefined) {
    throw new DraveError('BROKER_ID_NOT_REGISTERED', `no broker with id ${name} is registered`);
  }
  const foreign = type === 'broker' && name !== '' && name !== String(domain.view.nodeId);
  return foreign ? {} : domain.layers;
}

function checkedResource({ type, name }: adminV1.ConfigResource): ConfigResource {
  if (type === 'TOPIC') return { type: 'topic', name };
  if (type === 'GROUP') {
    if (name === '') throw invalidField('resource.name', 'is empty, and a group resource needs a group id');
    return { type: 'group', name };
  }
  if (type !== 'BROKER') throw invalidField('resource.type', 'must be TOPIC, GROUP or BROKER');
  if (name !== '' && !/^\d{1,10}$/.test(name)) {
    throw invalidField('resource.name', `is '${name}' and must be a broker id, or empty for all brokers`);
  }
  return { type: 'broker', name };
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
  DYNAMIC_GROUP_CONFIG: 'GROUP',
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
    defaultValue: sensitive ? '' : defaultOf(entry),
  };
}

function defaultOf({ key, value, isDefault, synonyms }: ConfigEntry): string {
  if (isDefault) return value ?? '';
  const found = synonyms.find(({ source }) => source === 'DEFAULT_CONFIG');
  if (found === undefined) return '';
  // That of `retention.ms` is `log.retention.hours=168`, which is in another unit.
  return found.key === key ? (found.value ?? '') : `${found.key}=${found.value ?? ''}`;
}
