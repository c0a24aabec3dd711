import type { FaultAnswer, FaultRequest, FaultsView, Session } from './contract.js';
import type { ClusterLink } from './cluster/cluster-link.js';
import type { LiveCluster } from './events/live-cluster.js';
import type { MessageReader } from './views/message-views.js';

/** What breaks a local cluster, of the process that supervises it. */
export interface FaultsPort {
  view(): Promise<FaultsView> | FaultsView;
  /** Resolves when the cluster shows the effect. @throws DraveError INVALID_REQUEST for a verb that is not there. */
  carryOut(verb: string, request: FaultRequest, signal: AbortSignal): Promise<FaultAnswer>;
}

/** What answers are made of. */
export interface ConsoleParts {
  readonly link: ClusterLink;
  readonly live: LiveCluster;
  readonly messages: MessageReader;
  readonly session: Session;
  readonly faults: FaultsPort | undefined;
}
