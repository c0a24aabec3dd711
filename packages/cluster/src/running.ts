/** What it takes to talk to clusters that run already; loads none of what it takes to run one. */
export { runToEnd, startInBackground } from './process/background.js';
export { chaosVerbs, type ChaosVerb } from './chaos/chaos-plan.js';
export { Contexts, projectContext, type Context } from './process/contexts.js';
export { askSupervisor, type ControlRequest } from './process/control.js';
export type { ClusterDescription, NodeDescription } from './process/describe.js';
export type { ClusterBoard } from './cluster-board.js';
export type { ClusterEvent, ClusterSecurity } from './options.js';
export { tailLines } from './process/log-tail.js';
export type { NetworkLinks } from './process/verbs/network-verbs.js';
export type { FaultFacts } from './process/fault-requests.js';
export type { ClientRequest } from './process/requests/client-request.js';
export type { ReplayReport } from './process/requests/replay.js';
export type { RecordingSummary } from './process/requests/request-recording.js';
export type { LoggedRequests } from './process/requests/shared-request-log.js';
export type { CorruptedBatch } from './process/verbs/corrupt.js';
export { draveHome } from './process/cluster-directory.js';
export { Registry, type RegistryEntry } from './process/registry.js';
