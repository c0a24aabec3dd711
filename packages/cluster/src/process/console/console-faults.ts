import type { FaultAnswer, FaultRequest, FaultsPort, FaultsView } from '@drave/console';
import { DraveError } from '@drave/base';
import { flowText } from '../../cluster-board.js';
import { parseRequest, type Asker, type ControlRequest } from '../control.js';
import type { LocalCluster } from '../local-cluster.js';

const nodeVerbs = ['kill', 'stop', 'start', 'restart', 'pause', 'resume'] as const;
/** Of a cluster whose network is proxied. */
const networkVerbs = ['partition', 'isolate', 'slow', 'drop', 'reset'] as const;
const otherVerbs = [
  ...['disk', 'healDisk', 'corrupt', 'clock', 'fail', 'unfail'],
  ...['elect', 'stepDown', 'heal'],
] as const;

/** Carries out a verb as it does for a command. */
type CarryOut = (request: ControlRequest, asker: Asker) => Promise<unknown>;

/** What is told of a cluster that can be broken. */
type FaultyCluster = Pick<LocalCluster, 'isProxied' | 'nodes' | 'faultsInForce'>;

/** The verbs that break a local cluster, for its console. */
export function faultsOf(cluster: FaultyCluster, carryOut: CarryOut): FaultsPort {
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

function verbsOf({ isProxied }: FaultyCluster): readonly string[] {
  return [...nodeVerbs, ...(isProxied ? networkVerbs : []), ...otherVerbs];
}

function viewOf(cluster: FaultyCluster): FaultsView {
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
  return parseRequest({ ...options, verb, nodes, ...other, fault: withNames(options) });
}

/** Several names are one text with commas. */
function withNames({ names, ...options }: NonNullable<FaultRequest['options']>): Readonly<Record<string, unknown>> {
  if (typeof names !== 'string') return options;
  return { ...options, names: names.split(',').map((name) => name.trim()) };
}

function answerOf(verb: string, result: unknown): FaultAnswer {
  const nodes = namesIn(result);
  return { nodes, text: nodes.length === 0 ? `${verb}: done` : `${verb}: ${nodes.join(', ')}` };
}

/** Verbs answer with names, with one name, with both sides of links, or with a fault of requests. */
function namesIn(result: unknown): readonly string[] {
  if (typeof result === 'string') return [result];
  if (Array.isArray(result)) return result.filter((one) => typeof one === 'string');
  if (typeof result !== 'object' || result === null) return [];
  if ('nodes' in result) return namesIn(result.nodes);
  // A fault of requests, by the name under which it is ended.
  if ('name' in result && 'brokers' in result) return namesIn(result.name);
  return [];
}
