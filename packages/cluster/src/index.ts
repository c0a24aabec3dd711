export type * from './cluster-view.js';
export type { AcknowledgementGap } from './process/load/acknowledgement-gaps.js';
export { Load } from './process/load/load.js';
export type { LoadOptions } from './process/load/load-options.js';
export type { LoadStats, LoadVerdict } from './process/load/load-report.js';
export type { ChaosOptions, ChaosReport } from './process/chaos/chaos.js';
export type { ChaosEntry } from './process/chaos/chaos-run.js';
export type { ChaosPlan } from './chaos/chaos-plan.js';
export * from './options.js';
export {
  brokersOf,
  clusterLimits,
  isBroker,
  isController,
  makePlan,
  shapeOf,
  type ClusterPlan,
  type NodePlan,
} from './plan.js';
export * from './process/local-cluster.js';
export { clusterPath } from './process/prepare.js';
export type {
  ClockFaults,
  DiskFaults,
  FaultHandle,
  RequestFault,
  RequestMatch,
} from './process/verbs/fault-verbs.js';
export type { DifferingAnswer, ReplayOptions } from './process/requests/replay.js';
export type { RequestRecording } from './process/requests/request-recording.js';
export type { RequestLog } from './process/requests/request-log.js';
export type { RecordOptions, RequestsOptions } from './process/verbs/request-verbs.js';
export type { SlowOptions } from './process/verbs/network-verbs.js';
export type { LocalNode } from './process/local-node.js';
export * from './process/runtime.js';
export { startCluster } from './process/start-cluster.js';
export { Supervisor } from './process/supervisor.js';
export { withCluster } from './process/with-cluster.js';
export { compareReplicas, type ReplicaComparison, type ReplicaContent } from './process/compare-replicas.js';
export { inProcessRuntime } from './process/in-process/in-process-runtime.js';
export { nodeRuntime } from './process/node-runtime.js';
export * from './running.js';
