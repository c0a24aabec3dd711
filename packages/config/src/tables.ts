import { type ConfigRows, type ConfigTable, tableOf } from './row.js';
import { accessRows } from './rows/access-rows.js';
import { consoleRows } from './rows/console-rows.js';
import { controllerRows } from './rows/controller-rows.js';
import { groupOverrideRows } from './rows/group-override-rows.js';
import { groupRows } from './rows/group-rows.js';
import { identityRows } from './rows/identity-rows.js';
import { listenerRows } from './rows/listener-rows.js';
import { logRows } from './rows/log-rows.js';
import { membershipRows } from './rows/membership-rows.js';
import { quorumRows } from './rows/quorum-rows.js';
import { replicaRows } from './rows/replica-rows.js';
import { topicDefaultRows } from './rows/topic-default-rows.js';
import { topicRows } from './rows/topic-rows.js';
import { transactionRows } from './rows/transaction-rows.js';

/** The keys of brokers and controllers, by domain. */
export const brokerDomains: Readonly<Record<string, ConfigRows>> = {
  'What a node is': identityRows,
  'Members of the cluster': membershipRows,
  'Who may do what': accessRows,
  'The controller quorum': quorumRows,
  'Topics and their leaders': controllerRows,
  'Defaults of topics': topicDefaultRows,
  Replication: replicaRows,
  Logs: logRows,
  'Groups and committed offsets': groupRows,
  Transactions: transactionRows,
  'Kafka listeners': listenerRows,
  'The web console': consoleRows,
};

/**
 * Every key of a broker or controller that Drave honours, or accepts without effect (its `doc` says so), with Kafka 4's
 * defaults, bounds and update modes.
 */
export const brokerConfigs: ConfigTable = tableOf(...Object.values(brokerDomains));

/** Every key that a topic may override. */
export const topicConfigs: ConfigTable = tableOf(topicRows);

/** Every key that a group may override. */
export const groupConfigs: ConfigTable = tableOf(groupOverrideRows);
