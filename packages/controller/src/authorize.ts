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
interface Ask {
  readonly operation: Operation;
  readonly resource: ResourceRef;
  /** What the refusal names instead: the caller may have to be kept from the name of what it told by id. */
  readonly shown?: ResourceRef;
}

/** What has to be allowed: one of these is enough. None: everybody may. */
type AnyOf = readonly Ask[];

type Asked<Command> =
  /** The command stands or falls as one. */
  | { readonly kind: 'whole'; readonly asks: AnyOf }
  /** Each item stands or falls on its own, in the order of the command. */
  | { readonly kind: 'items'; readonly asks: readonly AnyOf[]; readonly without: (refused: Refused) => Command };

type Refused = readonly (Rejection | undefined)[];

type Rules = {
  readonly [Kind in AdminCommandKind]: (
    command: Extract<AdminCommand, { readonly kind: Kind }>,
    image: MetadataImage,
  ) => Asked<AdminCommand>;
};

const alterCluster: Ask = { operation: 'alter', resource: CLUSTER };

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
  stepDown: () => whole(alterCluster),
  // It tells a number. What is then read is asked about by who shows it.
  readBarrier: () => whole(),
};

type Judgement<Command> =
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
export function judge<Command extends AdminCommand>(
  authorizer: Authorizer,
  caller: Caller,
  command: Command,
  image: MetadataImage,
): Judgement<Command> {
  const asked = askedBy(command, image);
  switch (asked.kind) {
    case 'whole': {
      const refusal = refusalOf(authorizer, caller, asked.asks);
      return refusal === undefined ? { kind: 'allowed' } : { kind: 'refused', refusal };
    }
    case 'items': {
      const refusals = asked.asks.map((asks) => refusalOf(authorizer, caller, asks));
      const refusedCount = refusals.filter((refusal) => refusal !== undefined).length;
      if (refusedCount === 0) return { kind: 'allowed' };
      // The rest of a command is of its kind.
      const rest = refusedCount < refusals.length ? (asked.without(refusals) as Command) : undefined;
      return { kind: 'partly', refusals, rest };
    }
    default:
      return unreachable(asked);
  }
}

/** Whether the command tells topics by ids that this image does not have, so that nobody could be asked about them. */
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

function askedBy<Command extends AdminCommand>(command: Command, image: MetadataImage): Asked<AdminCommand> {
  // The row of a kind takes commands of that kind; the compiler does not follow a union through the index.
  const rule = rules[command.kind] as (command: AdminCommand, image: MetadataImage) => Asked<AdminCommand>;
  return rule(command, image);
}

function whole(...asks: AnyOf): Asked<never> {
  return { kind: 'whole', asks };
}

function items<Item>(
  list: readonly Item[],
  asksOf: (item: Item) => AnyOf,
  withOnly: (allowed: readonly Item[]) => AdminCommand,
): Asked<AdminCommand> {
  return {
    kind: 'items',
    asks: list.map(asksOf),
    without: (refused) => withOnly(list.filter((_, at) => refused[at] === undefined)),
  };
}

function refusalOf(authorizer: Authorizer, caller: Caller, asks: AnyOf): Rejection | undefined {
  const last = asks.at(-1);
  if (last === undefined) return undefined;
  if (asks.some(({ operation, resource }) => authorizer.allows(caller, operation, resource))) return undefined;
  const { code, message } = accessRefusal(caller, last.operation, last.shown ?? last.resource);
  return reject(code, message);
}

function topicRef(name: string): ResourceRef {
  return { kind: 'topic', name };
}
