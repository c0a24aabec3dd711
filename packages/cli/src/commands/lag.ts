import { DraveError } from '@drave/base';
import { watchCluster, type EvaluatedPartition, type GroupEvaluation } from '@drave/monitor';
import type { Colour } from '../colours.js';
import { table, type View } from '../output.js';
import type { Terminal } from '../terminal.js';
import { kafkaLoginOf } from './connect.js';
import { kafkaAddresses } from './kafka-addresses.js';
import { show, type ShowOptions } from './show.js';

const REQUEST_TIMEOUT_MS = 10_000;
const INTERVAL_MS_DEFAULT = 2_000;

type Watch = ReturnType<typeof watchCluster>;

/** `drave lag`: the groups of a cluster with their lag, or the partitions of some. */
export async function lag(terminal: Terminal, groups: readonly string[], options: ShowOptions): Promise<number> {
  let watch: Watch | undefined;
  let looks = 0;
  try {
    return await show(terminal, options, async (client, env) => {
      watch ??= watchCluster(env, {
        servers: await kafkaAddresses(client),
        clientId: 'drave',
        intervalMs: options.interval ?? INTERVAL_MS_DEFAULT,
        requestTimeoutMs: options.timeout ?? REQUEST_TIMEOUT_MS,
        ...(await shownTo(terminal, options)),
      });
      await watch.sample();
      looks += 1;
      return groups.length === 0 ? groupsView(watch, looks > 1) : partitionsView(watch, groups, looks > 1);
    });
  } finally {
    watch?.close();
  }
}

/** What a broker asks of whoever connects to its Kafka listener. */
async function shownTo(terminal: Terminal, options: ShowOptions) {
  const login = await kafkaLoginOf(terminal, options);
  if (login === undefined) return {};
  const { caFile, mechanism, username, passwordFile } = login;
  const read = async (path: string): Promise<string> => Buffer.from(await terminal.readFile(path)).toString('utf8');
  // An editor ends a file with a line break, which is no part of a password.
  const password = (await read(passwordFile)).replace(/\r?\n$/, '');
  return { tls: { caPem: await read(caFile) }, credentials: { mechanism, username, password } };
}

/** `isJudged`: whether there was more than one look, so that states and ages mean something. */
function groupsView(watch: Watch, isJudged: boolean): View {
  const rows = watch.groupNames().map((group) => {
    const evaluation = watch.evaluate(group);
    const { status, totalLag, maxLag, partitions } = evaluation;
    const members = watch.history.memberCount(group);
    const most = maxLag === null || maxLag.currentLag === 0 ? null : `${maxLag.topic}:${maxLag.partition}`;
    const ofGroup = { group, members, partitions: partitions.length, lag: totalLag, most };
    return { ...ofGroup, ...judgement(status, timesOf(evaluation), isJudged) };
  });
  return {
    document: rows,
    names: rows.map(({ group }) => group),
    parts: [
      table(rows, {
        group: ({ group }) => group,
        status: { cell: ({ status }) => status, colour: ({ status }) => colourOf(status) },
        members: ({ members }) => members,
        partitions: { wide: true, cell: ({ partitions }) => partitions },
        lag: { cell: (row) => row.lag, colour: (row) => (row.lag > 0 ? 'yellow' : undefined) },
        'most behind': ({ most }) => most,
        age: ({ ageMs }) => seconds(ageMs),
        'caught up in': ({ catchUpMs }) => seconds(catchUpMs),
      }),
    ],
    failures: failuresOf(watch),
  };
}

function partitionsView(watch: Watch, groups: readonly string[], isJudged: boolean): View {
  const rows: PartitionRow[] = [];
  const unknown: string[] = [];
  for (const group of groups) {
    const { status, partitions } = watch.evaluate(group);
    if (status === 'NOTFOUND') unknown.push(group);
    for (const one of partitions) rows.push(partitionRow(group, one, isJudged));
  }
  const several = groups.length > 1;
  return {
    document: rows,
    names: rows.map(({ topic, partition }) => `${topic}:${partition}`),
    parts: [
      table(rows, {
        ...(several ? { group: ({ group }: PartitionRow) => group } : {}),
        topic: ({ topic }) => topic,
        partition: ({ partition }) => partition,
        status: { cell: ({ status }) => status, colour: ({ status }) => colourOf(status) },
        committed: ({ committed }) => committed,
        end: ({ end }) => end,
        lag: { cell: (row) => row.lag, colour: (row) => (row.lag > 0 ? 'yellow' : undefined) },
        age: ({ ageMs }) => seconds(ageMs),
        'caught up in': ({ catchUpMs }) => seconds(catchUpMs),
        client: { wide: true, cell: ({ clientId }) => (clientId === '' ? null : clientId) },
        host: { wide: true, cell: ({ host }) => (host === '' ? null : host) },
      }),
    ],
    failures: [
      ...unknown.map((group) => ({
        error: new DraveError('GROUP_ID_NOT_FOUND', `the group '${group}' has committed nothing, or does not exist`),
      })),
      ...failuresOf(watch),
    ],
  };
}

type PartitionRow = ReturnType<typeof partitionRow>;

function partitionRow(group: string, one: EvaluatedPartition, isJudged: boolean) {
  const { topic, partition, end, logEnd, currentLag, clientId, owner: host, status, timeLag } = one;
  const place = { group, topic, partition, committed: end?.offset ?? null, end: logEnd, lag: currentLag };
  return { ...place, clientId, host, ...judgement(status, timeLag, isJudged) };
}

interface Times {
  readonly ageMs: number | null;
  readonly catchUpMs: number | null;
}

/** Of a group: of its partition that is worst off. It has caught up when the last one has. */
function timesOf({ partitions }: GroupEvaluation): Times {
  const times = partitions.filter(({ end }) => end !== null).map(({ timeLag }) => timeLag);
  const ages = times.flatMap(({ ageMs }) => ageMs ?? []);
  const isEndless = times.some(({ catchUpMs }) => catchUpMs === null);
  return {
    ageMs: ages.length === 0 ? null : Math.max(...ages),
    catchUpMs: isEndless || times.length === 0 ? null : Math.max(...times.map(({ catchUpMs }) => catchUpMs ?? 0)),
  };
}

function judgement<Status extends string>(status: Status, { ageMs, catchUpMs }: Times, isJudged: boolean) {
  const rounded = (ms: number | null): number | null => (ms === null || !isJudged ? null : Math.round(ms));
  return { status: isJudged ? status : null, ageMs: rounded(ageMs), catchUpMs: rounded(catchUpMs) };
}

function failuresOf({ lastSample }: Watch) {
  return (lastSample?.failures ?? []).map((error) => ({ error }));
}

function seconds(ms: number | null): string | null {
  return ms === null ? null : `${(ms / 1_000).toFixed(1)} s`;
}

function colourOf(status: string | null): Colour | undefined {
  if (status === null) return undefined;
  if (status === 'OK') return 'green';
  return status === 'WARN' ? 'yellow' : 'red';
}
