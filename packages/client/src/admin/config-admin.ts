import { type adminV1, configService } from '@drave/rpc';
import type { AdminCaller } from './admin-call.js';

/** What has settings: a topic, a group, one broker, or all brokers together. */
export type ConfigTarget =
  | { readonly topic: string }
  | { readonly group: string }
  | { readonly broker: number }
  | { readonly broker: 'all' };

export interface UpdateConfigOptions {
  /** Refuses with INVALID_UPDATE_VERSION if the settings have changed since `get` gave this. */
  readonly etag?: string;
  readonly validateOnly?: boolean;
}

/** Settings: see `ConfigService` in drave.admin.v1. */
export class ConfigAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** Every key that applies, or only `keys`, with where its value comes from. */
  async get(
    target: ConfigTarget,
    keys: readonly string[] = [],
    local = false,
  ): Promise<{ readonly entries: readonly adminV1.ConfigEntry[]; readonly etag: string }> {
    const request = { resource: resourceOf(target), keys, local };
    return this.caller.call(configService.methods.getConfig, request, 'repeatable');
  }

  /**
   * Changes some keys, leaves the others. @throws DraveError INVALID_CONFIG with key, value, what is allowed, an
   * example.
   */
  async update(
    target: ConfigTarget,
    changes: readonly adminV1.ConfigChange[],
    options: UpdateConfigOptions = {},
  ): Promise<void> {
    const { etag = '', validateOnly = false } = options;
    const requestId = this.caller.requestId();
    const request = { resource: resourceOf(target), changes, etag, validateOnly, requestId };
    await this.caller.call(configService.methods.updateConfig, request, 'repeatable');
  }

  /** Makes these the only keys that are set. */
  async replace(
    target: ConfigTarget,
    values: Readonly<Record<string, string>>,
    options: UpdateConfigOptions = {},
  ): Promise<void> {
    const { etag = '', validateOnly = false } = options;
    const requestId = this.caller.requestId();
    const map = new Map(Object.entries(values));
    const request = { resource: resourceOf(target), values: map, etag, validateOnly, requestId };
    await this.caller.call(configService.methods.replaceConfig, request, 'repeatable');
  }
}

function resourceOf(target: ConfigTarget): adminV1.ConfigResource {
  if ('topic' in target) return { type: 'TOPIC', name: target.topic };
  if ('group' in target) return { type: 'GROUP', name: target.group };
  return { type: 'BROKER', name: target.broker === 'all' ? '' : String(target.broker) };
}
