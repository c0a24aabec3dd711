export { parseMonitorConfig, type MonitorConfig } from './config/monitor-config.js';
export { answerMonitor } from './http/routes.js';
export { makeMonitor, type ClusterSecrets } from './watch/make-monitor.js';
export type { Monitor } from './watch/monitor.js';
