import { DraveError, errors } from '@drave/base';
import type { AdminCommand, ClusterConfig, Gateway, ItemResult, StaticLayers } from '@drave/controller';
import type { Clock, Compute } from '@drave/env';
import type { MetadataFeed, MetadataImage } from '@drave/metadata';
import type { CallContext } from '@drave/rpc';
import { callerOf } from '../caller.js';
import type { NodeView } from '../response-header.js';

/** What the admin services need of a node, whatever its roles. */
export interface AdminDomain {
  readonly view: NodeView;
  readonly clock: Clock;
  readonly compute: Pick<Compute, 'slices'>;
  readonly gateway: Pick<Gateway, 'execute' | 'read'>;
  readonly feed: Pick<MetadataFeed, 'leadership' | 'image'>;
  readonly config: ClusterConfig;
  /** This node's configuration file and timer profile. */
  readonly layers: StaticLayers;
}

export async function execute<Command extends AdminCommand>(domain: AdminDomain, call: CallContext, command: Command) {
  return domain.gateway.execute(callerOf(call, domain.clock), command);
}

/** Reflects every change acknowledged before the call; with `local`, whatever this node has. */
export async function readImage(domain: AdminDomain, call: CallContext, local: boolean): Promise<MetadataImage> {
  return (await domain.gateway.read(callerOf(call, domain.clock), { local })).image;
}

/** The outcome of a request over one thing. @throws its rejection. */
export function onlyItem<Value>(results: readonly ItemResult<Value>[]): Value {
  const [result] = results;
  if (result === undefined) throw new DraveError('UNKNOWN_SERVER_ERROR', 'the controller answered with no result');
  if (result.kind === 'ok') return result.value;
  throw new DraveError(result.code, result.message === '' ? errors[result.code].text : result.message);
}
