import { DraveError, present } from '@drave/base';
import { clusterService } from '@drave/rpc';
import type { ConsoleParts } from '../console-parts.js';
import type { BrokerList, ConfigView } from '../contract.js';
import type { LiveSession } from '../events/live-cluster.js';
import { configView, updateConfig } from '../views/config-views.js';
import { deleteOffsets, resetOffsets } from '../views/group-changes.js';
import { groupDetail, groupOffsetPage, groupPage } from '../views/group-views.js';
import { partitionPage, positionPage } from '../views/partition-views.js';
import { produce } from '../views/produce.js';
import { brokerRow } from '../views/shapes.js';
import { topicDetail, topicPage } from '../views/topic-views.js';
import { hangingPage, transactionDetail, transactionPage } from '../views/transaction-views.js';
import { HttpRefusal } from './answers.js';
import { configBody, deleteBody, faultBody, produceBody, resetBody } from './bodies.js';
import { bodyOf, type Parameters } from './parameters.js';

interface Question {
  readonly parts: ConsoleParts;
  /** What the path has where that of the route has a '*'. */
  readonly names: readonly string[];
  readonly parameters: Parameters;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

interface Route {
  /** Segments below the API; '*' is any one of them. */
  readonly path: string;
  /**
   * Reads all of the question, and gives what answers it. What is wrong with the question is told before anything is
   * done.
   */
  readonly plan: (question: Question) => () => unknown;
}

const partitionFilters = [
  'all',
  'offline',
  'under-replicated',
  'under-min-isr',
  'not-preferred',
  'reassigning',
] as const;
const FILTER_LENGTH_MAX = 200;
const MESSAGES_DEFAULT = 50;
const MESSAGES_MAX = 500;
const MESSAGES_TIMEOUT_MS_DEFAULT = 3_000;
const MESSAGES_TIMEOUT_MS_MAX = 10_000;
const TIMELINE_DEFAULT = 200;
const TIMELINE_MAX = 1_000;
const BROKER_ID_MAX = 2_147_483_647;
const CURSOR_LENGTH_MAX = 8_000;

/** Questions, which change nothing. */
export const gets: readonly Route[] = [
  {
    path: 'session',
    plan:
      ({ parts }) =>
      () =>
        parts.session,
  },
  {
    path: 'overview',
    plan:
      ({ parts }) =>
      () =>
        looking(parts, async (live) => (await live.snapshot()).overview),
  },
  {
    path: 'quorum',
    plan:
      ({ parts }) =>
      () =>
        looking(parts, async (live) => (await live.snapshot()).quorum),
  },
  {
    path: 'brokers',
    plan:
      ({ parts }) =>
      () =>
        brokers(parts),
  },
  {
    path: 'topics',
    plan: ({ parts, parameters }) => {
      const filter = parameters.text('filter', FILTER_LENGTH_MAX);
      const question = { ...parameters.page(), filter, internal: parameters.flag('internal') };
      return () =>
        looking(parts, async ({ mirror }) => {
          await mirror.whole;
          return topicPage(mirror, question);
        });
    },
  },
  {
    path: 'topics/*',
    plan:
      ({ parts, names: [name = ''] }) =>
      () =>
        topicDetail(parts.link, name),
  },
  {
    path: 'topics/*/positions',
    plan: ({ parts, names: [topic = ''], parameters }) => {
      const question = { ...parameters.page(), topic };
      return () => positionPage(parts.link, question);
    },
  },
  { path: 'topics/*/messages', plan: messagesPlan },
  {
    path: 'partitions',
    plan: ({ parts, parameters }) => {
      const topic = parameters.text('topic');
      const filter = parameters.choice('filter', partitionFilters);
      const brokerId = parameters.integer('broker', 0, BROKER_ID_MAX);
      const question = { ...parameters.page(), topic, filter, brokerId };
      return () => partitionPage(parts.link, question);
    },
  },
  {
    path: 'groups',
    plan: ({ parts, parameters }) => {
      const question = { ...parameters.page(), ...filterAndState(parameters), lag: parameters.flag('lag') };
      return () => groupPage(parts.link, question);
    },
  },
  {
    path: 'groups/*',
    plan:
      ({ parts, names: [groupId = ''] }) =>
      () =>
        groupDetail(parts.link, groupId),
  },
  {
    path: 'groups/*/offsets',
    plan: ({ parts, names: [groupId = ''], parameters }) => {
      const question = { ...parameters.page(), groupId, topic: parameters.text('topic') };
      return () => groupOffsetPage(parts.link, question);
    },
  },
  {
    path: 'transactions',
    plan: ({ parts, parameters }) => {
      const question = { ...parameters.page(), ...filterAndState(parameters) };
      return () => transactionPage(parts.link, question);
    },
  },
  {
    path: 'transactions/*',
    plan:
      ({ parts, names: [id = ''] }) =>
      () =>
        transactionDetail(parts.link, id),
  },
  {
    path: 'transactions-hanging',
    plan: ({ parts, parameters }) => {
      const question = { ...parameters.page(), topic: parameters.text('topic') };
      return () => hangingPage(parts.link, question);
    },
  },
  {
    path: 'configs/*/*',
    plan:
      ({ parts, names }) =>
      () =>
        configView(parts.link, resourceOf(names)),
  },
  {
    path: 'timeline',
    plan: ({ parts, parameters }) => {
      const limit = parameters.integer('limit', 1, TIMELINE_MAX) ?? TIMELINE_DEFAULT;
      return () => {
        const { entries, sinceWallMs } = parts.live.timeline;
        return { entries: entries.slice(-limit), sinceWallMs };
      };
    },
  },
  {
    path: 'faults',
    plan:
      ({ parts }) =>
      () =>
        faultsOf(parts).view(),
  },
];

/** What changes something; faults have a switch of their own, which is that they are there. */
export const posts: readonly Route[] = [
  {
    path: 'topics/*/messages',
    plan: ({ parts, names: [topic = ''], body }) => {
      const record = bodyOf(body, produceBody);
      return () => produce(writableLink(parts), topic, record);
    },
  },
  {
    path: 'groups/*/offsets/reset',
    plan: ({ parts, names: [groupId = ''], body }) => {
      const request = bodyOf(body, resetBody);
      return () => resetOffsets(writableLink(parts), groupId, request);
    },
  },
  {
    path: 'groups/*/offsets/delete',
    plan: ({ parts, names: [groupId = ''], body }) => {
      const request = bodyOf(body, deleteBody);
      return () => deleteOffsets(writableLink(parts), groupId, request);
    },
  },
  {
    path: 'configs/*/*',
    plan: ({ parts, names, body }) => {
      const request = bodyOf(body, configBody);
      return () => updateConfig(writableLink(parts), resourceOf(names), request);
    },
  },
  {
    path: 'faults/*',
    plan: ({ parts, names: [verb = ''], body, signal }) => {
      const port = faultsOf(parts);
      const request = bodyOf(body, faultBody);
      return () => port.carryOut(verb, request, signal);
    },
  },
];

function messagesPlan({ parts, names: [topic = ''], parameters, signal }: Question): () => unknown {
  const partition = parameters.integer('partition', 0, BROKER_ID_MAX);
  const offset = parameters.integer('offset', 0);
  const timeMs = parameters.integer('timeMs', 0);
  const from = parameters.choice('from', ['end', 'start', 'offset', 'time']);
  const question = {
    topic,
    from,
    ...present({ partition, offset, timeMs }),
    text: parameters.text('text', FILTER_LENGTH_MAX),
    cursor: parameters.text('cursor', CURSOR_LENGTH_MAX),
    limit: parameters.integer('limit', 1, MESSAGES_MAX) ?? MESSAGES_DEFAULT,
    timeoutMs: parameters.integer('timeoutMs', 100, MESSAGES_TIMEOUT_MS_MAX) ?? MESSAGES_TIMEOUT_MS_DEFAULT,
    committed: parameters.flag('committed'),
  };
  if (from === 'offset' && (partition === undefined || offset === undefined) && question.cursor === '')
    throw new DraveError('INVALID_REQUEST', "'from=offset' needs 'partition' and 'offset'");
  if (from === 'time' && timeMs === undefined && question.cursor === '')
    throw new DraveError('INVALID_REQUEST', "'from=time' needs 'timeMs', in milliseconds since 1970");
  return () => parts.messages.read(question, signal);
}

async function brokers({ link }: ConsoleParts): Promise<BrokerList> {
  const cluster = await link.ask(clusterService.methods.getCluster, { local: true });
  const rows = cluster.brokers.map((broker) => brokerRow(broker, cluster.activeControllerId));
  return { brokers: rows.toSorted((one, other) => one.id - other.id) };
}

function filterAndState(parameters: Parameters): { readonly filter: string; readonly state: string } {
  return { filter: parameters.text('filter', FILTER_LENGTH_MAX), state: parameters.text('state', FILTER_LENGTH_MAX) };
}

/** For as long as it takes to answer, and a while longer. */
async function looking<View>({ live }: ConsoleParts, view: (session: LiveSession) => Promise<View>): Promise<View> {
  const { session, leave } = live.look();
  try {
    return await view(session);
  } finally {
    leave();
  }
}

function resourceOf([type = '', name = '']: readonly string[]): ConfigView['resource'] {
  if (type === 'topic' || type === 'broker' || type === 'group') return { type, name };
  throw new HttpRefusal(404, 'NOT_FOUND', 'configurations are those of a topic, a broker or a group');
}

/** @throws HttpRefusal 403 on a console that only reads. */
function writableLink({ link, session }: ConsoleParts): ConsoleParts['link'] {
  if (session.canWrite) return link;
  const text = "this console only reads: 'drave.console.write.enable' lets it change things";
  throw new HttpRefusal(403, 'FORBIDDEN', text);
}

/** @throws HttpRefusal 404 outside a local cluster. */
function faultsOf({ faults }: ConsoleParts): NonNullable<ConsoleParts['faults']> {
  if (faults !== undefined) return faults;
  throw new HttpRefusal(404, 'NOT_FOUND', 'there are no faults here: they belong to the console of drave local up');
}
