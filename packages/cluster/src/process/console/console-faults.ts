import type { FaultAnswer, FaultRequest, FaultsPort, FaultsView } from '@drave/console';
import { DraveError } from '@drave/base';
import { flowText } from '../../cluster-board.js';
import { parseRequest, type Asker, type ControlRequest } from '../control.js';
import type { LocalCluster } from '../local-cluster.js';

const nodeVerbs = ['kill', 'stop', 'start', 'restart', 'pause', 'resume'] as const;
/** Of a cluster whose network is proxied. */
const networkVerbs = ['partition', 'isolate', 'slow', 'drop', 'reset'] as const;
const otherVerbs = ['disk', 'healDisk', 'clock', 'elect', 'stepDown', 'heal'] as const;

/** Carries out a verb as it does for a command. */
type CarryOut = (request: ControlRequest, asker: Asker) => Promise<unknown>;

/** The verbs that break a local cluster, for its console. */
export function faultsOf(cluster: LocalCluster, carryOut: CarryOut): FaultsPort {
  return {
    view: () => viewOf(cluster),
    async carryOut(verb, request, signal) {
      if (!verbsOf(cluster).includes(verb))
        throw new DraveError('INVALID_REQUEST', `'${verb.slice(0, 40)}' is no verb of this cluster: see 'verbs'`);
      const asker: Asker = { onWaiting: () => undefined, tell: () => true, signal };
      return answerOf(verb, await carryOut(requestOf(verb, request), asker));
    },
  };
}

function verbsOf({ isProxied }: LocalCluster): readonly string[] {
  return [...nodeVerbs, ...(isProxied ? networkVerbs : []), ...otherVerbs];
}

function viewOf(cluster: LocalCluster): FaultsView {
  const { links, inside } = cluster.faultsInForce;
  return {
    nodes: cluster.nodes.map(({ name, id, roles, state }) => ({ name, nodeId: id, roles, state })),
    verbs: verbsOf(cluster),
    links: links.map(({ from, to, faults }) => ({ from, to, text: flowText(faults) })),
    active: inside,
  };
}

/**
 * What the verb takes stands beside it, or among what belongs to faults inside nodes. @throws DraveError
 * INVALID_REQUEST.
 */
function requestOf(verb: string, { nodes: [nodes = '', others], options = {} }: FaultRequest): ControlRequest {
  const other = others === undefined ? {} : { others };
  return parseRequest({ ...options, verb, nodes, ...other, fault: options });
}

function answerOf(verb: string, result: unknown): FaultAnswer {
  const nodes = namesIn(result);
  return { nodes, text: nodes.length === 0 ? `${verb}: done` : `${verb}: ${nodes.join(', ')}` };
}

/** Verbs answer with names, with one name, or with both sides of links. */
function namesIn(result: unknown): readonly string[] {
  if (typeof result === 'string') return [result];
  if (Array.isArray(result)) return result.filter((one) => typeof one === 'string');
  if (typeof result === 'object' && result !== null && 'nodes' in result) return namesIn(result.nodes);
  return [];
}
