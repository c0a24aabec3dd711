import type { BrokerOptions } from '@drave/broker';
import { DraveError, type Millis } from '@drave/base';
import type { Gateway } from '@drave/controller';
import type { Env } from '@drave/env';
import type { MetadataFeed } from '@drave/metadata';
import { ownCaller } from './own-caller.js';

const TIMEOUT_MS: Millis = 5_000;

/** Coordinators have their topics made by the active controller, and wait until this node knows of them. */
export function internalTopics(
  env: Pick<Env, 'clock'>,
  gateway: Pick<Gateway, 'executeForNode'>,
  feed: Pick<MetadataFeed, 'waitFor'>,
): NonNullable<BrokerOptions['internalTopics']> {
  return {
    create: async ({ name, partitions, replicationFactor, configs }) => {
      const caller = ownCaller(env.clock, 'coordinator', TIMEOUT_MS);
      const topics = [{ name, partitionCount: partitions, replicationFactor, configs }];
      const { response, visibleAtOffset } = await gateway.executeForNode(caller, { kind: 'createTopics', topics });
      const [result] = response;
      if (result?.kind === 'rejected' && result.code !== 'TOPIC_ALREADY_EXISTS')
        throw new DraveError(result.code, result.message);
      await feed.waitFor(visibleAtOffset, Math.max(0, caller.deadlineMs - env.clock.monotonicMs()));
    },
  };
}
