export { parseMonitorConfig, type MonitorConfig } from './config/monitor-config.js';
export type { EvaluatedPartition, GroupEvaluation } from './evaluator/evaluate-group.js';
export { answerMonitor } from './http/routes.js';
export type { HttpMessage } from './notify/notifier.js';
export { makeMonitor, type ClusterSecrets } from './watch/make-monitor.js';
export { watchCluster } from './watch/watch-cluster.js';
