export { BrokerCluster, BrokerNode, CLUSTER_ID, type BrokerClusterOptions } from './broker-cluster.js';
export { ScriptedFeed } from './scripted-feed.js';
