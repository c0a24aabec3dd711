import { DraveError, type Millis } from '@drave/base';
import type { Client } from '@drave/client';
import { print, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import { progressOn } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

export interface WaitGroupOptions extends ConnectOptions, OutputOptions {
  readonly state?: string;
  readonly members?: number;
  /** The lag that the group may have in all its partitions together. */
  readonly lag?: number;
}

const LOOK_EVERY_MS = 100;
const TIMEOUT_MS_DEFAULT: Millis = 60_000;

interface GroupFacts {
  readonly state: string;
  readonly members: number;
  /** Undefined while a partition has no leader to ask, or where no lag is waited for. */
  readonly lag: number | undefined;
}

/**
 * Returns when the group is as it was asked to be; without a wish, when it is stable.
 * @throws DraveError REQUEST_TIMED_OUT, which says what is still missing.
 */
export async function waitForGroup(terminal: Terminal, groupId: string, options: WaitGroupOptions): Promise<number> {
  if (options.state === 'Dead') throw new UsageError('a dead group is not there any more; wait for Empty');
  const timeoutMs = options.timeout ?? TIMEOUT_MS_DEFAULT;
  const startedMs = terminal.wallMs();
  const facts = await withClient(terminal, options, async (client, env) => {
    const progress = progressOn(terminal, env.clock, `group ${groupId}`);
    const endMs = env.clock.monotonicMs() + timeoutMs;
    try {
      for (;;) {
        const found = await factsOf(client, groupId, options.lag !== undefined);
        const missing = missingIn(found, options);
        if (missing === undefined) return found;
        if (env.clock.monotonicMs() >= endMs)
          throw new DraveError('REQUEST_TIMED_OUT', `still after ${timeoutMs} ms: group '${groupId}' ${missing}`);
        progress.tell(missing);
        await env.timers.sleep(LOOK_EVERY_MS);
      }
    } finally {
      progress.end();
    }
  });
  const tookMs = terminal.wallMs() - startedMs;
  return print(terminal, options, {
    document: { group: groupId, state: facts.state, members: facts.members, lag: facts.lag ?? null, tookMs },
    names: [groupId],
    parts: [`${groupId} is ${facts.state} with ${facts.members} members (${tookMs} ms)`],
  });
}

/** A group that is not there yet is one that has not begun. */
async function factsOf(client: Client, groupId: string, withLag: boolean): Promise<GroupFacts> {
  const { groups } = client.admin();
  try {
    const { state, members } = await groups.describe(groupId);
    if (!withLag) return { state, members: members.length, lag: undefined };
    const offsets = await groups.offsets(groupId);
    const isKnown = offsets.length > 0 && offsets.every(({ lag }) => lag >= 0);
    const lag = offsets.reduce((sum, one) => sum + one.lag, 0);
    return { state, members: members.length, lag: isKnown ? lag : undefined };
  } catch (reason) {
    if (DraveError.from(reason).code !== 'GROUP_ID_NOT_FOUND') throw reason;
    return { state: 'not there', members: 0, lag: undefined };
  }
}

function missingIn(found: GroupFacts, wanted: WaitGroupOptions): string | undefined {
  const isPlain = wanted.state === undefined && wanted.members === undefined && wanted.lag === undefined;
  const state = isPlain ? 'Stable' : wanted.state;
  if (state !== undefined && found.state !== state) return `is ${found.state}, not ${state}`;
  if (wanted.members !== undefined && found.members !== wanted.members)
    return `has ${found.members} members, not ${wanted.members}`;
  if (wanted.lag === undefined) return undefined;
  if (found.lag === undefined) return 'has no lag that could be told yet';
  return found.lag > wanted.lag ? `lags by ${found.lag} records, more than ${wanted.lag}` : undefined;
}
