export { BrokerCluster, CLUSTER_ID, type BrokerClusterOptions } from './broker-cluster.js';
