import { DraveError, type Millis } from '@drave/base';
import type { Client } from '@drave/client';
import { Contexts, Registry } from '@drave/cluster/running';
import type { Command } from 'commander';
import { candidatesFor, type LiveKind } from '../completion/candidates.js';
import { parseDurationMs } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

/** Whoever presses Tab waits no longer for a cluster, unless the line that is being typed says so. */
const LIVE_TIMEOUT_MS: Millis = 1_000;
/** More names than anybody reads. */
const NAMES_MAX = 500;

/**
 * The hidden `drave complete`, which the scripts of `drave completion` call: prints what the last word may become, one
 * a line. A cluster that is not there, or does not answer soon, has no names, and that is no failure.
 */
export async function complete(terminal: Terminal, program: Command, words: readonly string[]): Promise<void> {
  const { words: known, live, before } = candidatesFor(program, words);
  const word = words.at(-1) ?? '';
  const names = live === undefined ? known : [...known, ...(await liveNames(terminal, live, words))];
  for (const name of names.filter((one) => `${before}${one}`.startsWith(word)).slice(0, NAMES_MAX))
    terminal.line(`${before}${name}`);
}

async function liveNames(terminal: Terminal, kind: LiveKind, words: readonly string[]): Promise<readonly string[]> {
  if (kind === 'cluster') return new Registry().list().map(({ name }) => name);
  if (kind === 'context')
    return [...Object.keys(new Contexts().read().contexts), ...new Registry().list().map(({ name }) => name)];
  // What is noted on the way would stand in the middle of the line that is being typed.
  const quiet: Terminal = { ...terminal, note: () => {}, status: () => {} };
  try {
    return await withClient(quiet, connectionIn(words), (client) => namesOf(client, kind));
  } catch (reason) {
    if (DraveError.from(reason).code === 'UNKNOWN_SERVER_ERROR') throw reason;
    return [];
  }
}

async function namesOf(client: Client, kind: Exclude<LiveKind, 'cluster' | 'context'>): Promise<readonly string[]> {
  const admin = client.admin();
  switch (kind) {
    case 'topic':
      return (await admin.topics.list({})).map(({ name }) => name);
    case 'partition':
      return (await admin.partitions.list()).map(({ topic, index }) => `${topic}/${index}`);
    case 'group':
      return (await admin.groups.list({})).map(({ groupId }) => groupId);
    case 'broker':
      return (await admin.brokers.list()).map(({ id }) => String(id));
    case 'transaction':
      return (await admin.transactions.list({})).map(({ transactionalId }) => transactionalId);
    case 'resource': {
      const [topics, brokers] = await Promise.all([admin.topics.list({}), admin.brokers.list()]);
      return ['cluster', ...topics.map(({ name }) => `topic/${name}`), ...brokers.map(({ id }) => `broker/${id}`)];
    }
  }
}

/** The options by which the command that is being typed finds its cluster. */
function connectionIn(words: readonly string[]): ConnectOptions {
  const valueOf = (name: string): string | undefined => {
    const at = words.lastIndexOf(name, -2);
    const joined = words.slice(0, -1).findLast((word) => word.startsWith(`${name}=`));
    return at >= 0 && at < words.length - 2 ? words[at + 1] : joined?.slice(name.length + 1);
  };
  const given = {
    bootstrap: valueOf('--bootstrap'),
    cluster: valueOf('--cluster'),
    context: valueOf('--context'),
    caFile: valueOf('--ca-file'),
    certFile: valueOf('--cert-file'),
    keyFile: valueOf('--key-file'),
  };
  const typed = valueOf('--timeout');
  const timeout = typed === undefined ? LIVE_TIMEOUT_MS : parseDurationMs(typed);
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), timeout };
}
