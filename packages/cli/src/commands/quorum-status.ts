import { DraveError, type Millis } from '@drave/base';
import type { Client } from '@drave/client';
import type { NodeEnv } from '@drave/env/node';
import { type adminV1, connectionLoss, quorumService } from '@drave/rpc';
import { errorFields, known, table, type View } from '../output.js';
import type { Terminal } from '../terminal.js';
import type { AskNode } from './connect.js';
import { show, type ShowOptions } from './show.js';

/** A voter that runs answers from its memory; one that is paused or cut off keeps the others waiting no longer. */
const OWN_VIEW_TIMEOUT_MS: Millis = 3_000;

/** How long an election may take that is under way; it is the timeout of every command. */
const ELECTION_TIMEOUT_MS: Millis = 60_000;
const ASK_AGAIN_MS: Millis = 250;

/** What a voter says of itself, or why it says nothing. */
type OwnView = { readonly said: adminV1.GetQuorumResponse } | { readonly failed: DraveError };

/**
 * Prints voters and observers in one table: what the leader knows of each, with what each voter says of itself. Where
 * no voter leads, it prints what they say, and the exit code is 1.
 */
export function quorumStatus(terminal: Terminal, options: ShowOptions): Promise<number> {
  return show(terminal, options, async (client, env, askNode) => {
    const endMs = env.clock.monotonicMs() + (options.timeout ?? ELECTION_TIMEOUT_MS);
    for (;;) {
      // Any node knows who votes, also one that does not know who leads.
      const first = await client.admin().quorum.get(true);
      const own = new Map<string, OwnView>();
      await Promise.all(first.voters.map(async (voter) => own.set(keyOf(voter), await ownViewOf(voter, askNode))));
      const report = await reportOf(client, env, first, [...own.values()]);
      // With a majority there is a leader in a moment. Whoever watches wants to see that moment as well.
      const isForming = report.leaderId < 0 && answering(own) >= majorityOf(first.voters);
      if (!isForming || options.watch === true || env.clock.monotonicMs() >= endMs) return viewOf(report, own);
      await env.timers.sleep(ASK_AGAIN_MS);
    }
  });
}

async function ownViewOf({ endpoint, nodeId }: adminV1.QuorumMember, askNode: AskNode): Promise<OwnView> {
  if (endpoint === undefined)
    return { failed: new DraveError('BROKER_NOT_AVAILABLE', `the address of controller ${nodeId} is not known`) };
  try {
    return { said: await askNode(endpoint, quorumService.methods.getQuorum, { local: true }, OWN_VIEW_TIMEOUT_MS) };
  } catch (reason) {
    return { failed: DraveError.from(reason) };
  }
}

type QuorumReport = Omit<adminV1.GetQuorumResponse, 'header' | 'role' | 'votedFor'>;

/**
 * The leader's own words, or those that a broker passes on where the leader cannot be reached from here; without a
 * leader those of the voter that is farthest, or of the node that was asked first.
 */
async function reportOf(
  client: Client,
  { timers }: NodeEnv,
  first: QuorumReport,
  own: readonly OwnView[],
): Promise<QuorumReport> {
  const said = own
    .flatMap((view) => ('said' in view ? [view.said] : []))
    .toSorted((one, other) => other.epoch - one.epoch || other.logEndOffset - one.logEndOffset);
  const leader = said.find(({ role }) => role === 'leader');
  if (leader !== undefined) return leader;
  const mayBeBehindWalls = own.some((view) => 'failed' in view && connectionLoss(view.failed) !== 'refused');
  if (mayBeBehindWalls) {
    // The client is closed when this command ends, and then an answer is not waited for any more.
    const passedOn = client.admin().quorum.get();
    const late = timers.sleep(OWN_VIEW_TIMEOUT_MS).then(() => undefined);
    const heard = await Promise.race([passedOn.catch(() => undefined), late]);
    if (heard !== undefined) return heard;
  }
  const [farthest = first] = said;
  return { ...farthest, leaderId: -1, voters: first.voters, observers: [] };
}

function answering(own: ReadonlyMap<string, OwnView>): number {
  return [...own.values()].filter((view) => 'said' in view).length;
}

function viewOf(report: QuorumReport, own: ReadonlyMap<string, OwnView>): View {
  const { leaderId, epoch, highWatermark, logStartOffset, logEndOffset, snapshotOffset, voters, observers } = report;
  const log = { highWatermark, logStartOffset, logEndOffset, snapshotOffset: snapshotOffset ?? null };
  const members = [
    ...voters.map((member) => ({ member, own: own.get(keyOf(member)) })),
    ...observers.map((member) => ({ member, own: undefined })),
  ].map((each, index) => ({ ...each, role: index < voters.length ? roleOf(each, leaderId) : 'observer' }));
  type Row = (typeof members)[number];
  const said = ({ own: view }: Row): adminV1.GetQuorumResponse | undefined =>
    view !== undefined && 'said' in view ? view.said : undefined;
  return {
    document: {
      leaderId: known(leaderId),
      epoch,
      ...log,
      voters: voters.map((voter) => ({ ...voter, own: ownDocument(own.get(keyOf(voter))) })),
      observers,
    },
    names: members.map(({ member }) => String(member.nodeId)),
    parts: [
      `leader ${known(leaderId) ?? 'none'}  epoch ${epoch}  high watermark ${highWatermark}`,
      table(members, {
        id: ({ member }) => member.nodeId,
        role: {
          cell: ({ role }) => role,
          colour: ({ role }) => (role === 'leader' ? 'green' : role === 'silent' ? 'red' : undefined),
        },
        epoch: (row) => said(row)?.epoch,
        vote: (row) => known(said(row)?.votedFor ?? -1),
        'end offset': (row) => known(row.member.logEndOffset) ?? said(row)?.logEndOffset,
        lag: ({ member }) => known(member.lag),
        'last fetch': ({ member, role }) => fetchText(member, role),
        directory: ({ member }) => member.directoryId,
        listen: ({ member: { endpoint } }) => (endpoint === undefined ? null : `${endpoint.host}:${endpoint.port}`),
      }),
    ],
    ...(leaderId >= 0 ? {} : { failures: [{ error: leaderless(voters, own) }] }),
  };
}

/** Its role in the eyes of the leader, and in its own without one: candidate, prospective, follower, unattached. */
function roleOf(
  { member, own }: { readonly member: adminV1.QuorumMember; readonly own: OwnView | undefined },
  leaderId: number,
): string {
  if (member.nodeId === leaderId) return 'leader';
  if (own === undefined || 'failed' in own) return leaderId >= 0 ? 'voter' : 'silent';
  return leaderId >= 0 ? 'voter' : own.said.role;
}

function ownDocument(own: OwnView | undefined): object | null {
  if (own === undefined) return null;
  if ('failed' in own) return { error: errorFields(own.failed) };
  const { role, epoch, leaderId, votedFor, highWatermark, logEndOffset } = own.said;
  return { role, epoch, leaderId: known(leaderId), votedFor: known(votedFor), highWatermark, logEndOffset };
}

function leaderless(voters: readonly adminV1.QuorumMember[], own: ReadonlyMap<string, OwnView>): DraveError {
  const silent = voters.filter((voter) => 'failed' in (own.get(keyOf(voter)) ?? {})).map(({ nodeId }) => nodeId);
  const majority = majorityOf(voters);
  const up = voters.length - silent.length;
  const text =
    up < majority
      ? `${up} of ${voters.length} voters answer, and it takes ${majority}: start ${silent.join(', ')}`
      : 'an election is under way; --watch shows its end';
  return new DraveError('NOT_CONTROLLER', `the quorum has no leader: ${text}`);
}

function majorityOf(voters: readonly adminV1.QuorumMember[]): number {
  return Math.floor(voters.length / 2) + 1;
}

function keyOf({ nodeId, directoryId }: adminV1.QuorumMember): string {
  return `${nodeId} ${directoryId}`;
}

function fetchText({ lastFetchAgoMs }: adminV1.QuorumMember, role: string): string | null {
  return lastFetchAgoMs === undefined || role === 'leader' ? null : `${lastFetchAgoMs} ms ago`;
}
