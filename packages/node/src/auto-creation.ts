import { DraveError, type Millis } from '@drave/base';
import type { Gateway } from '@drave/controller';
import type { Env } from '@drave/env';
import type { MetadataFeed } from '@drave/metadata';
import { ownCaller } from './own-caller.js';
import type { NodeSettings } from './settings.js';

const timeoutMs: Millis = 5_000;

/**
 * `auto.create.topics.enable`: what a client asks for by name comes to be, with the cluster's defaults. Resolves when
 * this node knows of it, and never rejects; a topic that could not be made stays unknown, and the client hears that.
 */
export function autoCreation(
  env: Pick<Env, 'clock' | 'logger'>,
  settings: NodeSettings,
  gateway: Pick<Gateway, 'execute'>,
  feed: Pick<MetadataFeed, 'waitFor'>,
): { readonly autoCreate?: (topics: readonly string[]) => Promise<void> } {
  if (!settings.typed.autoCreateTopicsEnable) return {};
  const autoCreate = async (names: readonly string[]): Promise<void> => {
    const caller = ownCaller(env.clock, 'auto-create', timeoutMs);
    const topics = names.map((name) => ({ name, configs: {} }));
    try {
      const { visibleAtOffset } = await gateway.execute(caller, { kind: 'createTopics', topics });
      await feed.waitFor(visibleAtOffset, Math.max(0, caller.deadlineMs - env.clock.monotonicMs()));
    } catch (reason) {
      const { code, message } = DraveError.from(reason);
      env.logger.info({ topics: names, code }, `topics were not created on demand: ${message}`);
    }
  };
  return { autoCreate };
}
