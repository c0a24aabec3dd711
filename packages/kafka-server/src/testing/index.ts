export { KafkaBrokerCluster, LISTENER, type KafkaBrokerClusterOptions } from './kafka-broker-cluster.js';
export { ScriptedRunner } from './scripted-runner.js';
export { WireClient } from './wire-client.js';
