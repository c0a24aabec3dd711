import { present, type Endpoint } from '@drave/base';
import type { ClusterSecurity, NodeRole, NodeState, TimerProfile } from '../options.js';
import type { ClusterView } from '../cluster-view.js';
import { isBroker, isController } from '../plan.js';
import type { LocalCluster } from './local-cluster.js';

/** One cluster as `-o json` shows it and as scripts may rely on. */
export interface ClusterDescription {
  readonly name: string;
  /** `starting` until the quorum has had a leader and every broker was in service. */
  readonly state: 'starting' | 'running';
  readonly clusterId: string;
  readonly directory: string;
  /** True when the cluster's files go with it. */
  readonly temporary: boolean;
  readonly profile: TimerProfile;
  readonly supervisorPid: number;
  /** `host:port` of every broker's Kafka listener, separated by commas. */
  readonly bootstrap: string;
  /** The same for Drave's own SDK. */
  readonly grpcBootstrap: string;
  /** Where the lag monitor answers, such as `http://127.0.0.1:40123`. */
  readonly monitor: string;
  /** The web console. */
  readonly console: string;
  /** Of a secure cluster: where a client finds what it needs to be the super user. */
  readonly security?: ClusterSecurity;
  readonly nodes: readonly NodeDescription[];
}

export interface NodeDescription {
  readonly name: string;
  readonly id: number;
  readonly roles: readonly NodeRole[];
  readonly process: NodeState;
  /**
   * What the cluster says of it: leader, voter, observer, active, fenced; or the state of a process that does not run.
   */
  readonly state: string;
  readonly detail: string;
  readonly pid: number | null;
  readonly grpc: string;
  readonly http: string;
  /** Null on a node that is no broker. */
  readonly kafka: string | null;
  readonly rack: string | null;
  readonly dataDirectory: string;
  readonly configFile: string;
  readonly logFile: string;
}

/** Never fails: what the cluster does not say at the moment is `unknown`. */
export async function describeCluster(
  cluster: LocalCluster,
  profile: TimerProfile,
  state: ClusterDescription['state'] = 'running',
): Promise<ClusterDescription> {
  const observed = await ask(cluster.view);
  return {
    name: cluster.name,
    state,
    clusterId: cluster.clusterId,
    directory: cluster.directory,
    temporary: cluster.temporary,
    profile,
    supervisorPid: process.pid,
    bootstrap: cluster.bootstrap.map(addressText).join(','),
    grpcBootstrap: cluster.grpcBootstrap.map(addressText).join(','),
    monitor: `http://${addressText(cluster.monitor)}`,
    console: cluster.console,
    ...present({ security: cluster.security }),
    nodes: cluster.nodes.map((node) => ({
      name: node.name,
      id: node.id,
      roles: node.roles,
      process: node.state,
      ...stateOf(node, observed),
      pid: node.processId ?? null,
      grpc: addressText(node.grpc),
      http: addressText(node.http),
      kafka: node.kafka === undefined ? null : addressText(node.kafka),
      rack: node.rack ?? null,
      dataDirectory: node.dataDirectory,
      configFile: node.configFile,
      logFile: node.logFile,
    })),
  };
}

function addressText({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

interface ObservedState {
  readonly leaderId: number | undefined;
  readonly epoch: number | undefined;
  readonly voters: ReadonlySet<number> | undefined;
  readonly unfenced: ReadonlySet<number> | undefined;
}

async function ask(view: ClusterView): Promise<ObservedState> {
  const [quorum, brokers] = await Promise.allSettled([view.quorum(), view.brokers()]);
  const isThere = quorum.status === 'fulfilled';
  return {
    leaderId: isThere ? quorum.value.leaderId : undefined,
    epoch: isThere ? quorum.value.epoch : undefined,
    voters: isThere ? new Set(quorum.value.voters) : undefined,
    unfenced:
      brokers.status === 'fulfilled'
        ? new Set(brokers.value.filter((broker) => !broker.fenced).map((broker) => broker.id))
        : undefined,
  };
}

function stateOf(
  node: { readonly id: number; readonly roles: readonly NodeRole[]; readonly state: NodeState },
  observed: ObservedState,
): { state: string; detail: string } {
  if (node.state !== 'running') return { state: node.state, detail: '' };
  const states: string[] = [];
  if (isController(node)) states.push(controllerState(node.id, observed));
  if (isBroker(node)) states.push(brokerState(node.id, observed));
  const detail = observed.leaderId === node.id ? `epoch ${observed.epoch}` : '';
  return { state: states.join(', '), detail };
}

/** A controller that was not added yet, or was removed, follows the log as an observer. */
function controllerState(id: number, { leaderId, voters }: ObservedState): string {
  if (leaderId === id) return 'leader';
  return voters === undefined || voters.has(id) ? 'voter' : 'observer';
}

function brokerState(id: number, observed: ObservedState): string {
  if (observed.unfenced === undefined) return 'unknown';
  return observed.unfenced.has(id) ? 'active' : 'fenced';
}
