import { unreachable } from '@drave/base';
import {
  accessRefusal,
  CLUSTER,
  type Authorizer,
  type Caller,
  type Operation,
  type ResourceRef,
} from '@drave/base/access';
import type { ConfigResource, MetadataImage } from '@drave/metadata';
import type { AdminCommand, AdminCommandKind } from './commands.js';
import { reject, type Rejection } from './decision.js';

/** One question to the authoriser. */
interface RequiredAccess {
  readonly operation: Operation;
  readonly resource: ResourceRef;
  /** What the refusal names instead: the caller may have to be kept from the name of what it told by id. */
  readonly shown?: ResourceRef;
}

/** What has to be allowed: one of these is enough. None: everybody may. */
type AnyOf = readonly RequiredAccess[];

type Requirements<Command> =
  /** The command stands or falls as one. */
  | { readonly kind: 'whole'; readonly required: AnyOf }
  /** Each item stands or falls on its own, in the order of the command. */
  | { readonly kind: 'items'; readonly required: readonly AnyOf[]; readonly without: (refused: Refused) => Command };

type Refused = readonly (Rejection | undefined)[];

type Rules = {
  readonly [Kind in AdminCommandKind]: (
    command: Extract<AdminCommand, { readonly kind: Kind }>,
    image: MetadataImage,
  ) => Requirements<AdminCommand>;
};

const alterCluster: RequiredAccess = { operation: 'alter', resource: CLUSTER };

/** Who may do what: Kafka's operation and resource of each command, one row for each kind. */
const rules: Rules = {
  // Either the right to create anything, or the right to create this topic (KIP-277).
  createTopics: (command) =>
    items(
      command.topics,
      ({ name }) => [
        { operation: 'create', resource: CLUSTER },
        { operation: 'create', resource: topicRef(name) },
      ],
      (topics) => ({ ...command, topics }),
    ),
  deleteTopics: (command, image) =>
    items(
      command.topics,
      (selector) => {
        if ('name' in selector) return [{ operation: 'delete', resource: topicRef(selector.name) }];
        const name = image.topic(selector.topicId)?.name;
        // What does not exist is nobody's; see `unknownTopicIds`.
        if (name === undefined) return [];
        return [{ operation: 'delete', resource: topicRef(name), shown: topicRef(selector.topicId) }];
      },
      (topics) => ({ ...command, topics }),
    ),
  createPartitions: (command) =>
    items(
      command.topics,
      ({ name }) => [{ operation: 'alter', resource: topicRef(name) }],
      (topics) => ({ ...command, topics }),
    ),
  alterConfigs: (command) =>
    items(
      command.resources,
      ({ resource }) => [{ operation: 'alterConfigs', resource: configResourceRef(resource) }],
      (resources) => ({ ...command, resources }),
    ),
  electLeaders: () => whole(alterCluster),
  reassignPartitions: () => whole(alterCluster),
  unregisterBroker: () => whole(alterCluster),
  updateFeatures: () => whole(alterCluster),
  createAcls: () => whole(alterCluster),
  deleteAcls: () => whole(alterCluster),
  alterScramCredentials: () => whole(alterCluster),
  alterClientQuotas: () => whole({ operation: 'alterConfigs', resource: CLUSTER }),
  stepDown: () => whole(alterCluster),
  // It tells a number. What is then read is asked about by who shows it.
  readBarrier: () => whole(),
};

type Authorization<Command> =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly refusal: Rejection }
  | {
      readonly kind: 'partly';
      /** In the order of the command's items; undefined for what is allowed. */
      readonly refusals: Refused;
      /** The command with the other items only; undefined when there are none. */
      readonly rest: Command | undefined;
    };

/** What of the command its caller may have done, by the image of the node that it came to. */
export function authorize<Command extends AdminCommand>(
  authorizer: Authorizer,
  caller: Caller,
  command: Command,
  image: MetadataImage,
): Authorization<Command> {
  const requirements = requirementsOf(command, image);
  switch (requirements.kind) {
    case 'whole': {
      const refusal = refusalOf(authorizer, caller, requirements.required);
      return refusal === undefined ? { kind: 'allowed' } : { kind: 'refused', refusal };
    }
    case 'items': {
      const refusals = requirements.required.map((required) => refusalOf(authorizer, caller, required));
      const refusedCount = refusals.filter((refusal) => refusal !== undefined).length;
      if (refusedCount === 0) return { kind: 'allowed' };
      // The rest of a command is of its kind.
      const rest = refusedCount < refusals.length ? (requirements.without(refusals) as Command) : undefined;
      return { kind: 'partly', refusals, rest };
    }
    default:
      return unreachable(requirements);
  }
}

/**
 * Whether the command tells topics by ids that this image does not have, so that nobody could be asked about
 * them.
 */
export function unknownTopicIds(command: AdminCommand, image: MetadataImage): boolean {
  return (
    command.kind === 'deleteTopics' &&
    command.topics.some((selector) => 'topicId' in selector && image.topic(selector.topicId) === undefined)
  );
}

/** What the settings of a resource belong to: those of brokers are the cluster's. */
export function configResourceRef({ type, name }: ConfigResource): ResourceRef {
  return type === 'broker' ? CLUSTER : { kind: type, name };
}

function requirementsOf<Command extends AdminCommand>(
  command: Command,
  image: MetadataImage,
): Requirements<AdminCommand> {
  // The row of a kind takes commands of that kind; the compiler does not follow a union through the index.
  const rule = rules[command.kind] as (command: AdminCommand, image: MetadataImage) => Requirements<AdminCommand>;
  return rule(command, image);
}

function whole(...required: AnyOf): Requirements<never> {
  return { kind: 'whole', required };
}

function items<Item>(
  list: readonly Item[],
  requiredOf: (item: Item) => AnyOf,
  withOnly: (allowed: readonly Item[]) => AdminCommand,
): Requirements<AdminCommand> {
  return {
    kind: 'items',
    required: list.map(requiredOf),
    without: (refused) => withOnly(list.filter((_, at) => refused[at] === undefined)),
  };
}

function refusalOf(authorizer: Authorizer, caller: Caller, required: AnyOf): Rejection | undefined {
  const last = required.at(-1);
  if (last === undefined) return undefined;
  const isAllowed = (access: RequiredAccess): boolean =>
    authorizer.allows(caller, access.operation, access.resource, access === last ? 'refused' : 'passedOver');
  if (required.some(isAllowed)) return undefined;
  const { code, message } = accessRefusal(caller, last.operation, last.shown ?? last.resource);
  return reject(code, message);
}

function topicRef(name: string): ResourceRef {
  return { kind: 'topic', name };
}
