import { DraveError, type Millis } from '@drave/base';
import type { Caller } from '@drave/base/access';
import type { Gateway } from '@drave/controller';
import type { Env } from '@drave/env';
import type { MetadataFeed } from '@drave/metadata';
import type { NodeSettings } from './settings.js';

const TIMEOUT_MS: Millis = 5_000;

/**
 * `auto.create.topics.enable`: what a client asks for by name comes to be, with the cluster's defaults. Resolves when
 * this node knows of it, and never rejects; a topic that could not be made stays unknown, and the client hears that.
 * It gives those that the client may not have made.
 */
export function autoCreation(
  env: Pick<Env, 'clock' | 'logger'>,
  settings: NodeSettings,
  gateway: Pick<Gateway, 'execute'>,
  feed: Pick<MetadataFeed, 'waitFor'>,
): { readonly autoCreate?: (caller: Caller, topics: readonly string[]) => Promise<ReadonlySet<string>> } {
  if (!settings.typed.autoCreateTopicsEnable) return {};
  const autoCreate = async (client: Caller, names: readonly string[]): Promise<ReadonlySet<string>> => {
    const caller = { ...client, deadlineMs: env.clock.monotonicMs() + TIMEOUT_MS };
    const forbidden = new Set<string>();
    const topics = names.map((name) => ({ name, configs: {} }));
    try {
      const { response, visibleAtOffset } = await gateway.execute(caller, { kind: 'createTopics', topics });
      for (const [at, result] of response.entries())
        if (result.kind === 'rejected' && result.code === 'TOPIC_AUTHORIZATION_FAILED') forbidden.add(names[at] ?? '');
      await feed.waitFor(visibleAtOffset, Math.max(0, caller.deadlineMs - env.clock.monotonicMs()));
    } catch (reason) {
      const { code, message } = DraveError.from(reason);
      env.logger.info({ topics: names, code }, `topics were not created on demand: ${message}`);
    }
    return forbidden;
  };
  return { autoCreate };
}
