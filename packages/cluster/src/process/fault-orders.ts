import { DraveError, present } from '@drave/base';
import type { VerbOptions } from '../options.js';
import type { ControlRequest } from './control.js';
import { carryOutFault, faultVerbs, type FaultVerb } from './fault-requests.js';
import type { LocalCluster } from './local-cluster.js';
import type { NetworkLinks } from './verbs/network-verbs.js';

const nodeVerbs = ['start', 'kill', 'stop', 'restart', 'pause', 'resume', 'remove'] as const;
const networkVerbs = ['partition', 'isolate', 'slow', 'drop', 'reset'] as const;
const otherVerbs = ['heal', 'elect', 'stepDown'] as const;

type NetworkVerb = (typeof networkVerbs)[number];
type OrderVerb = (typeof nodeVerbs)[number] | NetworkVerb | (typeof otherVerbs)[number] | FaultVerb;

const orderVerbs: readonly string[] = [...nodeVerbs, ...networkVerbs, ...otherVerbs, ...faultVerbs];

/** Whether a verb breaks something or mends it, which any cluster can do by itself. */
export function isOrder(verb: ControlRequest['verb']): verb is OrderVerb {
  return orderVerbs.includes(verb);
}

/** Has a cluster break something, or mend it. @throws DraveError INVALID_REQUEST, and what the verb throws. */
export function carryOutOrder(
  cluster: LocalCluster,
  verb: OrderVerb,
  request: ControlRequest,
  options: VerbOptions,
): Promise<unknown> {
  const { nodes, wipe, partitions, unclean } = request;
  switch (verb) {
    case 'start':
      return cluster.start(nodes, { ...options, wipe });
    case 'kill':
    case 'stop':
    case 'restart':
    case 'pause':
    case 'resume':
    case 'remove':
      return cluster[verb](nodes, options);
    case 'partition':
    case 'isolate':
    case 'slow':
    case 'drop':
    case 'reset':
      return strike(cluster, verb, request, options);
    case 'heal':
      return cluster.heal(nodes === '' ? undefined : nodes, options);
    case 'elect':
      return cluster.elect(partitions, { unclean });
    case 'stepDown':
      return cluster.stepDown(options);
    default:
      return carryOutFault(cluster, verb, nodes, request.fault);
  }
}

/** For who has no process that supervises the cluster. */
export async function carryOutAlone(cluster: LocalCluster, request: ControlRequest): Promise<unknown> {
  const { verb } = request;
  if (isOrder(verb)) return carryOutOrder(cluster, verb, request, {});
  throw new DraveError('INVALID_REQUEST', `'${verb}' breaks nothing and mends nothing`);
}

function strike(
  cluster: LocalCluster,
  verb: NetworkVerb,
  request: ControlRequest,
  options: VerbOptions,
): Promise<NetworkLinks> {
  const { nodes, others, oneWay, latencyMs, jitterMs, bytesPerSecond, share } = request;
  switch (verb) {
    case 'partition':
      return cluster.partition(nodes, others, { ...options, oneWay });
    case 'isolate':
      return cluster.isolate(nodes, options);
    case 'slow':
      return cluster.slow(nodes, others, { ...present({ latencyMs, jitterMs, bytesPerSecond }), oneWay });
    case 'drop':
      return cluster.drop(nodes, others, { share, oneWay });
    case 'reset':
      return cluster.reset(nodes, others, { oneWay });
  }
}
