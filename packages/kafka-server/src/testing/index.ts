export { KafkaBrokerCluster } from './kafka-broker-cluster.js';
export { WireClient } from './wire-client.js';
