import { DraveError, type NodeId, type TopicPartition } from '@drave/base';
import type { Admin } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import type { adminV1 } from '@drave/rpc';
import { print, printJson, table, type OutputOptions } from '../output.js';
import { parsePartition } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

type LeadershipOptions = ConnectOptions & OutputOptions;

const ASK_AGAIN_MS = 100;
const TIMEOUT_MS_DEFAULT = 60_000;

/**
 * `drave lead`: makes a broker the preferred leader of a partition and has it elected; returns when it leads.
 *
 * @throws DraveError INVALID_REQUEST when it holds no replica, REQUEST_TIMED_OUT when it does not get in sync.
 */
export async function lead(
  terminal: Terminal,
  text: string,
  options: LeadershipOptions & { readonly to: NodeId },
): Promise<void> {
  const of = parsePartition(text);
  const { to } = options;
  const timeoutMs = options.timeout ?? TIMEOUT_MS_DEFAULT;
  const before = await withClient(terminal, options, (client, env) => leadBy(client.admin(), env, of, to, timeoutMs));
  if (options.output === 'json') printJson(terminal, { ...of, before: before < 0 ? null : before, leader: to });
  else if (before === to) terminal.line(`broker ${to} leads ${text} already`);
  else terminal.line(`broker ${to} leads ${text}${before < 0 ? '' : `, before it broker ${before}`}`);
}

async function leadBy(admin: Admin, env: NodeEnv, of: TopicPartition, to: NodeId, timeoutMs: number): Promise<NodeId> {
  const deadlineMs = env.clock.monotonicMs() + timeoutMs;
  const { leaderId: before, replicas } = await admin.partitions.get(of.topic, of.partition);
  const name = `${of.topic}/${of.partition}`;
  if (!replicas.includes(to)) {
    const moved = `${name}:${[to, ...replicas.slice(1)].join(',')}`;
    const holders = `brokers ${replicas.join(', ')} do`;
    const next = `move it first, e.g. drave partition move ${moved}`;
    throw new DraveError('INVALID_REQUEST', `broker ${to} holds no replica of ${name}, ${holders}: ${next}`);
  }
  for (;;) {
    const missing = await stepToLeader(admin, of, to);
    if (missing === undefined) return before;
    if (env.clock.monotonicMs() >= deadlineMs)
      throw new DraveError(
        'REQUEST_TIMED_OUT',
        `${missing} after ${timeoutMs} ms: see drave topic describe ${of.topic}`,
      );
    await env.timers.sleep(ASK_AGAIN_MS);
  }
}

/** Does the next step, as far as there is one. Resolves with what is missing; undefined when the broker leads. */
async function stepToLeader(admin: Admin, of: TopicPartition, to: NodeId): Promise<string | undefined> {
  const name = `${of.topic}/${of.partition}`;
  const { leaderId, isr, replicas } = await admin.partitions.get(of.topic, of.partition);
  if (leaderId === to) return undefined;
  if (!isr.includes(to)) return `broker ${to} is not in sync for ${name}`;
  if (replicas[0] !== to) {
    const order = [to, ...replicas.filter((id) => id !== to)];
    failed(await admin.partitions.reassign([{ ...of, replicas: order }]), []);
    return `broker ${to} is not the preferred leader of ${name}`;
  }
  // Both can be overtaken by what has happened meanwhile; the partition is looked at again.
  failed(await admin.partitions.electLeaders('PREFERRED', [of]), [
    'ELECTION_NOT_NEEDED',
    'PREFERRED_LEADER_NOT_AVAILABLE',
  ]);
  return `broker ${to} does not lead ${name}`;
}

/** @throws DraveError INVALID_REQUEST for the first result that failed with another error than these. */
function failed(results: readonly adminV1.PartitionResult[], expected: readonly string[]): void {
  const found = results.find(({ errorCode }) => errorCode !== '' && !expected.includes(errorCode));
  if (found !== undefined) throw new DraveError('INVALID_REQUEST', `${found.errorCode}: ${found.errorMessage}`);
}

export interface ElectOptions extends LeadershipOptions {
  readonly unclean?: boolean;
  readonly validateOnly?: boolean;
}

/**
 * `drave elect`: elects the preferred leaders, or with `unclean` any live replica where there is no leader. Resolves
 * with the exit code: 1 when an election failed that was asked for.
 */
export async function elect(terminal: Terminal, texts: readonly string[], options: ElectOptions): Promise<number> {
  const { unclean = false, validateOnly = false } = options;
  const partitions = texts.map(parsePartition);
  const results = await withClient(terminal, options, (client) =>
    client.admin().partitions.electLeaders(unclean ? 'UNCLEAN' : 'PREFERRED', partitions, { validateOnly }),
  );
  const done = validateOnly ? 'would be elected' : 'elected';
  const outcomes = results.map(({ topic, partition, errorCode, errorMessage }) => {
    const unneeded = errorCode === 'ELECTION_NOT_NEEDED';
    const state = errorCode === '' ? done : unneeded ? 'not needed' : 'failed';
    return { topic, partition, state, error: errorCode === '' || unneeded ? null : `${errorCode}: ${errorMessage}` };
  });
  const rows = table(outcomes, {
    topic: ({ topic }) => topic,
    partition: ({ partition }) => partition,
    state: { cell: ({ state }) => state, colour: ({ error }) => (error === null ? undefined : 'red') },
    error: ({ error }) => error,
  });
  await print(terminal, options, {
    document: outcomes,
    names: outcomes.filter(({ error }) => error === null).map(({ topic, partition }) => `${topic}/${partition}`),
    parts: [outcomes.length === 0 ? 'no partition needs an election' : rows],
  });
  return outcomes.some(({ error }) => error !== null) ? 1 : 0;
}
