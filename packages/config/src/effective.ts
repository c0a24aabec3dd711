import { readConfig } from './config-of.js';
import type { ConfigOf } from './row.js';
import type { ConfigLayers } from './resolve.js';
import { accessRows } from './rows/access-rows.js';
import { consoleRows } from './rows/console-rows.js';
import { controllerRows } from './rows/controller-rows.js';
import { groupRows } from './rows/group-rows.js';
import { listenerRows } from './rows/listener-rows.js';
import { logRows } from './rows/log-rows.js';
import { membershipRows } from './rows/membership-rows.js';
import { quorumRows } from './rows/quorum-rows.js';
import { replicaRows } from './rows/replica-rows.js';
import { topicRows } from './rows/topic-rows.js';
import { transactionRows } from './rows/transaction-rows.js';

const brokerRows = {
  ...accessRows,
  ...controllerRows,
  ...groupRows,
  ...listenerRows,
  ...consoleRows,
  ...logRows,
  ...membershipRows,
  ...quorumRows,
  ...replicaRows,
  ...transactionRows,
};

/**
 * The settings of a node, without the topic defaults (which `effectiveTopicConfig` reads). Only the code that composes
 * a node takes all of them; every package takes a slice: `ReplicaConfig`, `GroupConfig`, `ListenerConfig` ...
 */
export type BrokerConfig = ConfigOf<typeof brokerRows>;

/** The effective settings of one node. */
export function effectiveBrokerConfig(layers: ConfigLayers): BrokerConfig {
  return readConfig(brokerRows, layers);
}

/** The settings of a topic. */
export interface TopicConfig extends ConfigOf<typeof topicRows> {
  readonly cleanupDelete: boolean;
  readonly cleanupCompact: boolean;
}

/** The effective settings of one topic on one broker. */
export function effectiveTopicConfig(layers: ConfigLayers): TopicConfig {
  const config = readConfig(topicRows, layers);
  return {
    ...config,
    segmentBytes: config.internalSegmentBytes ?? config.segmentBytes,
    cleanupDelete: config.cleanupPolicy.includes('delete'),
    cleanupCompact: config.cleanupPolicy.includes('compact'),
  };
}
