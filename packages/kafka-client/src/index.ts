export { BrokerConnection } from './broker-connection.js';
export * from './kafka-cluster.js';
