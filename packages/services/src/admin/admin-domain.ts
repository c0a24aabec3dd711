import { DraveError, errors, type TopicName } from '@drave/base';
import { accessRefusal, requireAccess, type Authorizer, type Operation, type ResourceRef } from '@drave/base/access';
import type { AdminCommand, ClusterConfig, Gateway, ItemResult, StaticLayers } from '@drave/controller';
import type { Clock, Compute } from '@drave/env';
import type { AclAuthorizer, MetadataFeed, MetadataImage, TopicImage } from '@drave/metadata';
import type { CallContext } from '@drave/rpc';
import { callerOf } from '../caller.js';
import type { NodeView } from '../response-header.js';
import { findTopic } from './admin-messages.js';

/** What the admin services need of a node, whatever its roles. */
export interface AdminDomain {
  readonly view: NodeView;
  readonly clock: Clock;
  readonly compute: Pick<Compute, 'slices'>;
  readonly gateway: Pick<Gateway, 'execute' | 'read'>;
  readonly authorizer: Authorizer;
  /** The access control lists, as the authorizer answers by them; undefined where there are none. */
  readonly acls: AclAuthorizer | undefined;
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

/** For what the gateway is not asked to do: reads, mostly. @throws DraveError one of `*_AUTHORIZATION_FAILED`. */
export function requireRight(
  { authorizer, clock }: Pick<AdminDomain, 'authorizer' | 'clock'>,
  call: CallContext,
  operation: Operation,
  resource: ResourceRef,
): void {
  requireAccess(authorizer, callerOf(call, clock), operation, resource);
}

/** Which topics the caller may see; the others are left out of lists. */
export function topicsFor(
  { authorizer, clock }: AdminDomain,
  call: CallContext,
  operation: 'describe' | 'describeConfigs' = 'describe',
): (name: TopicName) => boolean {
  const caller = callerOf(call, clock);
  return (name) => authorizer.allows(caller, operation, { kind: 'topic', name }, 'passedOver');
}

/**
 * A topic by its name or its id, for who may describe it; who may not does not learn whether it exists.
 * @throws DraveError TOPIC_AUTHORIZATION_FAILED, UNKNOWN_TOPIC_ID, UNKNOWN_TOPIC_OR_PARTITION.
 */
export function findTopicFor(
  domain: AdminDomain,
  call: CallContext,
  image: MetadataImage,
  ref: { readonly name: string; readonly topicId?: string },
): TopicImage {
  const { name, topicId = '' } = ref;
  const asked = topicId === '' ? name : (image.topic(topicId)?.name ?? name);
  const caller = callerOf(call, domain.clock);
  if (asked !== '' && !domain.authorizer.allows(caller, 'describe', { kind: 'topic', name: asked })) {
    // Ids are no secret; the name behind one is.
    const shown = { kind: 'topic', name: name === '' ? topicId : name } as const;
    const { code, message } = accessRefusal(caller, 'describe', shown);
    throw new DraveError(code, message);
  }
  return findTopic(image, ref);
}

/** The outcome of a request over one thing. @throws its rejection. */
export function onlyItem<Value>(results: readonly ItemResult<Value>[]): Value {
  const [result] = results;
  if (result === undefined) throw new DraveError('UNKNOWN_SERVER_ERROR', 'the controller answered with no result');
  if (result.kind === 'ok') return result.value;
  throw new DraveError(result.code, result.message === '' ? errors[result.code].text : result.message);
}
