import { type adminV1, configService } from '@drave/rpc';
import type { AdminCaller } from './admin-call.js';

/** A resource that has settings: a topic, a group, one broker, or all brokers together. */
export type ConfigTarget =
  | { readonly topic: string }
  | { readonly group: string }
  | { readonly broker: number }
  | { readonly broker: 'all' };

export interface UpdateConfigOptions {
  /**
   * The `etag` of an earlier `get`: the update fails with INVALID_UPDATE_VERSION if the settings have changed since.
   */
  readonly etag?: string;
  readonly validateOnly?: boolean;
}

/** Settings: see `ConfigService` in drave.admin.v1. */
export class ConfigAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** Resolves with every key that applies to the resource, or only `keys`, and with where each value comes from. */
  async get(
    target: ConfigTarget,
    keys: readonly string[] = [],
    local = false,
  ): Promise<{ readonly entries: readonly adminV1.ConfigEntry[]; readonly etag: string }> {
    const request = { resource: resourceOf(target), keys, local };
    return this.caller.call(configService.methods.getConfig, request, 'repeatable');
  }

  /**
   * Changes some keys and leaves the others.
   * @throws DraveError INVALID_CONFIG, whose message has the key, the value, what is allowed, and an example.
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

  /** Sets these keys and removes every other override of the resource. @throws DraveError as `update`. */
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
